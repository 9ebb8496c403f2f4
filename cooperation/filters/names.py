"""Names of rows for filters and lists, cached with the index. Renaming a row of REMEMBERED clears the cache."""

from typing import NamedTuple

from regions.models import Country, Region

from ..models import Mechanism, Organization, Topic

REMEMBERED = (Region, Country, Topic, Mechanism, Organization)


class Name(NamedTuple):
    """The display name of a row. `place` is its sort position, `parent` the slug of the row above it, if there is one.

    `code` identifies it in claims: the alpha-3 code of a country, else the slug.
    """

    place: tuple
    parent: str
    id: int
    slug: str
    label: str
    short: str
    address: str
    code: str

    def __str__(self):
        return self.label

    def get_absolute_url(self) -> str:
        return self.address


def named(index, model, ids) -> list[Name]:
    """Return the names of the rows, sorted. Queries the database only for names that are not cached."""
    known = index.names.setdefault(model, {})
    if missing := set(ids) - known.keys():
        rows = model._base_manager.filter(pk__in=missing)
        known |= {row.pk: _name(row) for row in (rows.select_related("parent") if model is Topic else rows)}
    return sorted(known[pk] for pk in set(ids) if pk in known)


def _name(row) -> Name:
    parent = row.parent.slug if isinstance(row, Topic) and row.parent else ""
    place = (getattr(row, "position", 0), parent or getattr(row, "sort_key", row.slug), bool(parent), row.slug)
    short = getattr(row, "acronym", "") or getattr(row, "title", "") or str(row)
    return Name(place, parent, row.pk, row.slug, str(row), short, row.get_absolute_url(), _code(row))


def _code(row) -> str:
    return row.alpha_3 if isinstance(row, Country) else row.slug
