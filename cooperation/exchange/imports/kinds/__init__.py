"""The kinds of import row and their columns. Templates, imports, previews and exports all use them."""

from itertools import chain

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ....domain.kinds import declared
from ....models import RECORDS, Citation, Organization
from .. import cited
from ..kind import Kind, fields_of, plain

_RIVER_BOARD = {
    "name": "Board of the Rivers (example)",
    "name_ko": "하천위원회 (예시)",
    "acronym": "BR",
    "slug": "example-board-of-the-rivers",
    "other_names": "Rivers Board",
    "kind": "international",
    "website": "https://example.org/",
}
ORGANIZATIONS = Kind("organizations", Organization, plain(Organization, _RIVER_BOARD, *fields_of(Organization)))

OF_RECORDS = declared(RECORDS, __name__, "KINDS")
# The examples in the columns of citations.
_CITED = {
    **{model._meta.model_name: kinds[0].by_name["slug"].example for model, kinds in OF_RECORDS.items()},
    "organization": "example-board-of-the-rivers",
    "country": "KOR",
    "region": "africa",
    "source": "https://example.org/list",
    "locator": "page 12",
    "quotation": "The text was agreed in Hanoi.",
    "basis": "stated",
}


def _citations(of) -> Kind:
    """Return the kind of the citations of a model's objects."""
    columns = cited.columns(of._meta.model_name, _CITED)
    label = format_lazy(_("citations of {objects}"), objects=of._meta.verbose_name_plural)
    return Kind(f"cited_{of.address}", Citation, columns, owner=columns[0], own_label=label)


CITATIONS = map(_citations, (*RECORDS, Organization, Country, Region))

KINDS = {each.name: each for each in (*chain(*OF_RECORDS.values()), ORGANIZATIONS, *CITATIONS)}
