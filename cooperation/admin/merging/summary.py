"""Describes a merge for its preview."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from ... import history
from ...domain.addresses import admin_address
from ...history.differences import tables
from ...history.formatting import ValueFormatter
from ...models import Citation
from ...models.links import field_of, parents
from ...workflow.merge import Preview
from ...workflow.merge_fields import merged_values
from ...workflow.merge_relations import content, is_blank, owner_of

SHOWN = 20  # rows of one kind; the rest are counted


@dataclass
class Line:
    """One row, and the address of the record that it belongs to, if it is another one."""

    text: str
    url: str = ""


@dataclass
class Group:
    """Rows of one kind: the first of them, and their number."""

    title: str
    count: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)

    def add(self, make_line, *arguments) -> None:
        self.count += 1
        if self.count <= SHOWN:
            self.lines.append(make_line(*arguments))


def copied(shown: Preview) -> list[Group]:
    """Return the parts and links that the record gets from the duplicate."""
    groups = {}
    for model, copies in shown.plan.copies.items():
        for each in copies:
            if not each.twin and not each.is_dropped and parents(model) != {"outcome"}:
                _group(groups, model).add(_own_line, each.row)
    return list(groups.values())


def shared(shown: Preview) -> list[Group]:
    """Return the parts and links that both have, with the values that differ."""
    groups = {}
    for model, copies in shown.plan.copies.items():
        for each in copies:
            if each.twin and parents(model) != {"outcome"}:
                _group(groups, model).add(_shared_line, each)
    return list(groups.values())


def moved(shown: Preview) -> list[Group]:
    """Return the links from other records, which will point to the record."""
    groups = {}
    rows = [(each.field, each.row) for each in shown.plan.moves if not each.is_dropped] + shown.plan.follows
    for relation, row in rows:
        model, _pk = owner_of(row)
        title = str(capfirst(model._meta.verbose_name_plural))
        groups.setdefault(title, Group(title)).add(_line_of_owner, relation, row)
    return list(groups.values())


def dropped(shown: Preview) -> int:
    """Return the number of links between the two, which are removed."""
    own = sum(each.is_dropped for copies in shown.plan.copies.values() for each in copies)
    return own + sum(each.is_dropped for each in shown.plan.moves)


def other_names(shown: Preview, chosen: dict[str, str]) -> list[str]:
    """Return the other names that the record gets."""
    if not hasattr(shown.survivor, "other_names"):
        return []
    names = merged_values(shown.survivor, shown.duplicate, chosen).get("other_names", shown.survivor.other_names)
    before = set(shown.survivor.other_names.splitlines())
    return [name for name in names.splitlines() if name not in before]


def _group(groups, model):
    title = str(capfirst(field_of(model).verbose_name if model._meta.auto_created else model._meta.verbose_name_plural))
    return groups.setdefault(title, Group(title))


def _own_line(row):
    return Line(_text(row))


def _text(row: models.Model) -> str:
    if type(row)._meta.auto_created:
        return str(getattr(row, field_of(type(row)).m2m_reverse_field_name()))
    return Truncator(_citation(row) if isinstance(row, Citation) else row).chars(160)


def _citation(row: Citation) -> str:
    """Return the field, value, source and locator, as the form of the record shows them."""
    words = ValueFormatter([], tables())
    columns = {each.attname: getattr(row, each.attname) for each in row._meta.fields}
    about, value = (words.value(row._meta.get_field(name), columns[name], columns) for name in ("field", "value"))
    source = str(row.source or row.get_basis_display())
    return " · ".join(filter(None, (about or _("the whole record"), value, source, row.locator)))


def _shared_line(each):
    words, model = ValueFormatter([], tables()), type(each.row)
    differing = []
    for one in content(model):
        own, other = getattr(each.twin, one.attname), getattr(each.row, one.attname)
        if not one.is_relation and own != other and not is_blank(one, own) and not is_blank(one, other):
            values = {"field": one.verbose_name, "kept": words.value(one, own), "other": words.value(one, other)}
            differing.append(_("%(field)s: %(kept)s is kept, not %(other)s") % values)
    return Line(f"{_text(each.row)}{'; '.join(['', *differing])}")


def _line_of_owner(relation, row):
    model, pk = owner_of(row)
    owner = model._base_manager.filter(pk=pk).first()
    through = type(row)._meta.auto_created
    what = field_of(type(row)).verbose_name if through else relation.verbose_name
    if model._meta.model_name not in history.kinds():
        return Line(f"{owner} ({what})")
    return Line(f"{owner} ({what})", admin_address(model, "change", pk))


def by_record(obstacles) -> list[tuple[str, str, list]]:
    """Return the obstacles by record: its name, the address of its history, and its rows."""
    found = defaultdict(list)
    for each in obstacles:
        found[each.name, each.url].append(each)
    return [(name, url, rows) for (name, url), rows in found.items()]
