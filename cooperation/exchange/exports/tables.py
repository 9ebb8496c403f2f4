"""The exports, with the columns that each adds to its model's fields. Staff-only data is never exported."""

from operator import attrgetter

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region
from regions.translated import columns, text_of

from ...index import Dimension
from ...models import SEARCHED, Agreement, Meeting, Organization, Project, Source, Topic
from . import kinds, short
from .columns import Column
from .table import Table

# In the table of a source, "url" is the address of its own page, as in every export.
ADDRESS = Column("address", _("The address of the source itself"), attrgetter("url"))
# The list of countries has no former ones. The other kinds have the columns of their models.
TABLES = {model: Table(model) for model in SEARCHED} | {
    Region: Table(Region, replaced={"position": []}),
    Country: Table(Country, replaced={"last_year": [], "successors": []}),
    Source: Table(Source, replaced={"url": [ADDRESS]}),
    **{table.model: table for table in kinds.TABLES},
}
SHORT_FORMS = {
    table.model: table
    for table in (
        *kinds.SHORT_FORMS,
        short.of_things(
            Organization,
            Column(_("Organization"), _("Its name"), str),
            *short.in_other_languages("name"),
            short.label(_("Kind"), _("The kind of organization in words"), "kind"),
            short.several(_("Country"), _("Of a national body"), "country"),
            reads=(*columns("name"), "acronym", "kind", "country"),
        ),
        short.of_things(
            Region,
            Column(_("Region"), _("Its name"), str),
            *short.in_other_languages("name"),
            Column(_("Summary"), _("The ministry’s summary"), lambda row: text_of(row, "summary")),
            Column(_("Countries"), _("The number of its countries"), attrgetter("country_count")),
            reads=(*columns("name"), *columns("summary"), "country_count"),
            annotate=lambda rows, today: rows.annotate(
                country_count=Count("countries", filter=Q(countries__last_year=None))
            ),
        ),
        short.of_things(
            Country,
            Column(_("Country"), _("Its name"), str),
            *short.in_other_languages("name"),
            short.several(_("Region"), _("The ministry’s region"), "region"),
            short.records(_("Agreements"), Agreement, Dimension.COUNTRY),
            short.records(_("Meetings"), Meeting, Dimension.COUNTRY),
            short.records(_("Projects"), Project, Dimension.COUNTRY),
            reads=(*columns("name"), "region"),
        ),
        short.of_things(
            Topic,
            Column(_("Topic"), _("Its name"), str),
            *short.in_other_languages("name"),
            short.several(_("Broader topic"), _("The topic that includes it"), "parent"),
            reads=(*columns("name"), "parent"),
        ),
        short.of_things(
            Source,
            Column(_("Source"), _("Its title"), str),
            short.label(_("Type of source"), _("The ministry’s own, or of others"), "origin"),
            Column(_("Publisher"), _("Who published it"), attrgetter("publisher")),
            short.day(_("As of"), short.WHEN, "as_of"),
            Column(_("Times cited"), _("The number of published citations"), attrgetter("citation_count")),
            reads=("title", "language", "origin", "publisher", "as_of", "citation_count"),
            annotate=lambda rows, today: rows.with_citation_count(),
        ),
    )
}
