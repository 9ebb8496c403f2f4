"""Compares two states of one record and describes the differences, field by field and row by row."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db import models
from django.utils.text import capfirst

from regions.fields import LinesField

from ..models import Citation, Document
from ..models.links import field_of
from . import text_diff
from .formatting import ValueFormatter

# The rows of one record: table name, then row id, then columns.
State = dict[str, dict[int, dict]]

# Row ids and keys mean nothing to readers, and a currency is shown with its amount.
_OMITTED = {"id", "key", "currency"}
# How a field is compared.
VALUE, TEXT, LINES, LINKS = "value", "text", "lines", "links"


@cache
def tables() -> dict[str, type[models.Model]]:
    """Return the model of each table, including many-to-many tables."""
    everything = [
        model
        for app in ("regions", "cooperation")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    return {model._meta.db_table: model for model in everything}


@dataclass
class FieldDiff:
    """The difference in one field, formatted; "" is empty. For links, `before` and `after` have only those
    that differ.
    """

    label: str
    before: str
    after: str
    manner: str = VALUE
    links: tuple[list[str], list[str]] = ((), ())

    @property
    def pieces(self) -> list[text_diff.Piece]:
        """Return the unchanged, removed and added pieces of text."""
        if self.manner == LINKS:
            before, after = self.links
            removed = [text_diff.Piece(text_diff.REMOVED, name) for name in before]
            return removed + [text_diff.Piece(text_diff.ADDED, name) for name in after]
        if self.manner == LINES:
            return text_diff.lines(self.before, self.after)
        if self.manner == TEXT and self.before and self.after:
            return text_diff.words(self.before, self.after)
        return text_diff.whole(self.before, self.after)


@dataclass
class RowDiff:
    """The difference in one row of a record: its main row or a part, with its links.

    `gist` is a short text that identifies an unchanged part among others of its kind.
    """

    title: str
    action: str
    fields: list[FieldDiff] = field(default_factory=list)
    gist: str = ""
    model: type[models.Model] | None = None


def diff(before: State, after: State, words: ValueFormatter | None = None) -> list[RowDiff]:
    """Return the differences between two states of one record; `words` is a ValueFormatter for both, if
    there is one.
    """
    words = words or ValueFormatter([before, after], tables())
    found, links = {}, defaultdict(lambda: (set(), set()))
    for table in sorted(set(before) | set(after), key=_rank):
        model = tables()[table]
        was, now = before.get(table, {}), after.get(table, {})
        for row in sorted(set(was) | set(now)):
            old, new = was.get(row), now.get(row)
            if old is new or old == new:
                continue
            if model._meta.auto_created:
                _note_link(links, words, model, old, new)
            else:
                found[model, row] = _row_diff(words, model, old, new)
    for (owner, row, m2m), (removed, added) in links.items():
        removed, added = sorted(removed - added), sorted(added - removed)
        if (owner, row) not in found:
            gist = words.gist(owner, _columns(owner, row, after, before)) if _is_part(owner) else ""
            found[owner, row] = RowDiff(words.owner_title(owner, row), "update", gist=gist, model=owner)
        entry = FieldDiff(
            str(capfirst(m2m.verbose_name)), ", ".join(removed), ", ".join(added), LINKS, (removed, added)
        )
        if removed or added:
            found[owner, row].fields.append(entry)
    ordered = sorted(found.items(), key=lambda item: (_rank(item[0][0]._meta.db_table), item[0][1]))
    return [entry for _key, entry in ordered if entry.fields or entry.action != "update"]


def _columns(model, row, *states):
    table = model._meta.db_table
    return next((state[table][row] for state in states if row in state.get(table, {})), {})


def _rank(table):
    """Return the sort position of a table: the record before its parts, the parts before their links."""
    model = tables()[table]
    return (bool(model._meta.auto_created), _is_part(model), model is Citation, model is Document, table)


def _is_part(model):
    return hasattr(model, "record_field") or hasattr(model, "owners")


def _row_diff(words, model, old, new):
    action = "insert" if old is None else "delete" if new is None else "update"
    gist = words.gist(model, new) if action == "update" and _is_part(model) else ""
    found = RowDiff(words.title(model, new or old), action, gist=gist, model=model)
    owners = getattr(model, "owners", (getattr(model, "record_field", None),))
    for each in model._meta.concrete_fields:
        if each.column in _OMITTED or each.name in owners:
            continue
        was, now = (words.value(each, row.get(each.column), row) if row else "" for row in (old, new))
        if was != now and not (action != "update" and _is_default(each, new or old)):
            found.fields.append(FieldDiff(str(capfirst(each.verbose_name)), was, now, _manner(each)))
    return found


def _is_default(each, row):
    """Return whether a value of an added or deleted row can be omitted: an unticked box, or no position."""
    return row.get(each.column) in (False, 0) and each.has_default()


def _manner(each):
    if isinstance(each, LinesField):
        return LINES
    if isinstance(each, (models.SlugField, models.URLField)) or each.choices:
        return VALUE
    is_long = isinstance(each, (models.TextField, models.CharField)) and (each.max_length or 1000) >= 60
    return TEXT if is_long else VALUE


def _note_link(links, words, through, old, new):
    """Collect a row of a many-to-many table under its field: the linked objects before and after."""
    owner = through._meta.auto_created
    m2m = field_of(through)
    columns = old or new
    target = words.related(m2m.related_model, columns[f"{m2m.m2m_reverse_field_name()}_id"])
    links[owner, columns[f"{m2m.m2m_field_name()}_id"], m2m][0 if new is None else 1].add(target)
