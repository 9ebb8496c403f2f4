"""Names of rows for filters and lists, cached with the index. Renaming a row of REMEMBERED clears the cache."""

from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from regions.models import Country, Region
from regions.names import place_of
from regions.translated import Text, text_of

from ..models import Mechanism, Organization, Topic

REMEMBERED = (Region, Country, Topic, Mechanism, Organization)


class Name(NamedTuple):
    """The display name of a row. `place` is its sort position, `parent` the slug of the row above it, if there is one.

    `code` identifies it in claims: the alpha-3 code of a country, else the slug. `html` is the label in a page.
    """

    place: tuple
    parent: str
    id: int
    slug: str
    label: Text
    short: Text
    address: str
    code: str
    html: SafeString

    def __str__(self):
        return str(self.label)

    def __html__(self) -> SafeString:
        return self.html

    def shown_name(self) -> Text:
        return self.label

    def get_absolute_url(self) -> str:
        return self.address


def named(index, model, ids) -> list[Name]:
    """Return the names of the rows in the active language, sorted. Queries the database only for names that are not
    cached.
    """
    known = index.names.setdefault((model, get_language()), {})
    if missing := set(ids) - known.keys():
        rows = model._base_manager.filter(pk__in=missing)
        known |= {row.pk: _name(row) for row in (rows.select_related("parent") if model is Topic else rows)}
    return sorted(known[pk] for pk in set(ids) if pk in known)


def _name(row) -> Name:
    parent = row.parent if isinstance(row, Topic) else None
    label = row.shown_name()
    place = (getattr(row, "position", 0), place_in_list(parent or row), bool(parent), place_in_list(row), row.slug)
    acronym = getattr(row, "acronym", "")
    short = Text(acronym, "") if acronym else text_of(row, "title") if isinstance(row, Mechanism) else label
    above, address = parent.slug if parent else "", row.get_absolute_url()
    return Name(place, above, row.pk, row.slug, label, short, address, _code(row), label.__html__())


def place_in_list(row) -> tuple:
    """Return the sort key of a row: Korean names in 가나다 order, English ones by their slug."""
    return place_of(row.shown_name(), getattr(row, "sort_key", row.slug))


def _code(row) -> str:
    return row.alpha_3 if isinstance(row, Country) else row.slug
