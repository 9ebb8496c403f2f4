"""The entries of a feed of changes, read in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.text import Truncator, capfirst

from regions.models import Country, Region
from regions.translated import Text, columns, text_of

from ...filters.by_change import Place
from ...models import Organization, Outcome, Source, Topic
from ..exports.kinds import KINDS
from ..exports.rows import rows_of
from ..exports.table import address
from .facts import summary_of

LONGEST_TITLE = 200
# The kinds of reference data, whose rows have no evidence in a feed, with the field of their text.
REFERENCES = {
    model._meta.model_name: (model, text)
    for model, text in (
        (Region, "summary"),
        (Country, "summary"),
        (Topic, ""),
        (Organization, ""),
        (Source, "note"),
    )
}
MODELS = {kind: each.model for kind, each in KINDS.items()} | {
    kind: model for kind, (model, _text) in REFERENCES.items()
}


@dataclass(frozen=True)
class Entry:
    """One entry. `path` is the address of its page, `topics` are pairs of a slug and a name."""

    kind: str
    pk: int
    kind_label: str
    title: Text
    path: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    topics: tuple[tuple[str, str], ...] = ()


def entries_of(places: Iterable[Place], today: date) -> list[Entry]:
    """Return the entries at the places, in the same order, without those that are no longer public."""
    ids, found = defaultdict(list), {}
    for place in places:
        ids[place.kind].append(place.ids[-1])
    for kind, wanted in ids.items():
        read = _references if kind in REFERENCES else _records
        found |= {(kind, entry.pk): entry for entry in read(kind, wanted, today)}
    return [found[key] for place in places if (key := (place.kind, place.ids[-1])) in found]


def _records(name, ids, today):
    kind = KINDS[name]
    more = () if kind.model is Outcome else (*columns("summary"), "published_at", "updated_at")
    kind = replace(kind, reads=(*kind.reads, "topics", *more))
    for pk, row in rows_of(kind, ids, today).items():
        record = row.meeting if kind.model is Outcome else row
        title = text_of(row, kind.title)
        yield Entry(
            kind=name,
            pk=pk,
            kind_label=capfirst(kind.model._meta.verbose_name),
            title=_title(title),
            path=kind.address(row),
            updated=record.updated_at,
            published=None if kind.model is Outcome else row.published_at,
            summary=_outcome(kind, row, today) if kind.model is Outcome else summary_of(kind, row, today),
            topics=tuple((topic.slug, str(topic)) for topic in row.topics),
        )


def _outcome(kind, row, today):
    """Return the summary of an outcome, with its text if the title has only the beginning."""
    line = summary_of(kind, row, today)
    text = text_of(row, "text")
    return f"{line}\n\n{text}" if len(text) > LONGEST_TITLE else line


def _title(text: Text) -> Text:
    """Return the text on one line, truncated if it is long."""
    return text.with_text(Truncator(" ".join(text.split())).chars(LONGEST_TITLE))


def _references(name, ids, today):
    model, text = REFERENCES[name]
    for row in model._base_manager.filter(pk__in=ids):
        yield Entry(
            kind=name,
            pk=row.pk,
            kind_label=capfirst(model._meta.verbose_name),
            title=_title(row.shown_name()),
            path=address(name, row.slug),
            updated=row.updated_at,
            summary=_text(row, text) if text else "",
        )


def _text(row, name):
    return text_of(row, name) if name in getattr(row, "translated", {}) else getattr(row, name)
