"""The home page, and the page about the registry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation import __version__
from regions.models import Country, Region
from regions.names import in_order_of

from ...domain.choices import InForce, MeetingStatus, Origin, OutcomeStatus
from ...exchange.exports import tables
from ...index import Dimension
from ...models import RECORDS, Agreement, Mechanism, Meeting, Organization, Outcome, Project, Source, Topic
from . import lists, related_lists
from .countries import counted
from .partner_map import asked_for, partner_map
from .record_page import SnapshotMixin


@dataclass(frozen=True)
class Figure:
    """A number on the home page, the list that it counts, and the numbers that it includes."""

    number: str
    label: str
    address: str
    rest: Sequence["Figure"] = ()


def figure(list_view, label, short, **query) -> Figure:
    """Return the number of rows in the list for this query string. The number and its link use the same query."""
    data = QueryDict(urlencode(query, doseq=True))
    asked = list_view.filterset_class(data, today=short.today)
    asked.snapshot = short.snapshot  # all figures come from one snapshot
    number = asked.count()
    address = reverse(f"{list_view.get_name()}_list")
    return Figure(
        formats.number_format(number, force_grouping=True), label, f"{address}?{data.urlencode()}" if query else address
    )


def figures(short) -> list[Figure]:
    return [
        figure(lists.AgreementList, _("agreements"), short),
        replace(
            figure(lists.AgreementList, _("in force today"), short, status=InForce.YES.value),
            rest=[
                figure(lists.AgreementList, _("not known"), short, status=InForce.NOT_KNOWN.value),
                figure(lists.AgreementList, _("not in force"), short, status=InForce.NO.value),
            ],
        ),
        figure(lists.MeetingList, _("meetings held"), short, status=MeetingStatus.HELD.value),
        figure(lists.OutcomeList, _("open outcomes"), short, status=OutcomeStatus.ACTIVE.value),
        figure(lists.ProjectList, _("projects"), short),
        figure(lists.MechanismList, _("mechanisms"), short),
    ]


class Home(SnapshotMixin, TemplateView):
    """The registry in figures, upcoming and recent meetings, recent updates, and the regions."""

    template_name = "cooperation/home.html"

    def get_context_data(self, **kwargs):
        """Add the figures, the map and the related lists."""
        short = related_lists.RelatedLists(self)
        return super().get_context_data(**kwargs) | {
            "figures": figures(short),
            "partners": partner_map(*self._counted(), asked_for(self.request.GET)),
            **short.meetings(last=5),
            "last_changed": related_lists.last_changed(),
            "regions": Region.objects.all(),
        }

    def _counted(self):
        """Return all countries and all regions, each with its number of records."""
        countries = Country.objects.order_by("region", in_order_of("name"))
        return counted(countries, self.snapshot), counted(Region.objects.all(), self.snapshot, Dimension.REGION)


class Accessibility(TemplateView):
    """The accessibility statement, and how to report a barrier."""

    template_name = "cooperation/accessibility.html"


def last_modified():
    """Return when any public record was last modified; None without public records."""
    dates = [model.objects.last_modified() for model in RECORDS]
    return max(filter(None, dates), default=None)


def own_sources() -> related_lists.Panel:
    """Return the first of the ministry's own sources that are public. The list also contains sources of others."""
    rows = Source.objects.cited().filter(origin=Origin.OWN).order_by("slug")
    shown = list(rows[: related_lists.SHOWN_OF_PART])
    total = rows.count() if len(shown) == related_lists.SHOWN_OF_PART else len(shown)
    return related_lists.Panel.printed_whole(shown, total, reverse("source_list"))


class About(SnapshotMixin, TemplateView):
    """What the registry is, how current it is, who owns it, what its exports contain, how to report a problem."""

    template_name = "cooperation/about.html"

    def get_context_data(self, **kwargs):
        """Add the date of the last update, the ministry's own sources, and the columns of each export."""
        models = (Agreement, Meeting, Outcome, Project, Mechanism, Organization, Region, Country, Topic, Source)
        return super().get_context_data(**kwargs) | {
            "exports": [
                (
                    capfirst(model._meta.verbose_name_plural),
                    reverse(f"{model._meta.model_name}_export", args=["csv"]),
                    tables.TABLES[model].columns,
                )
                for model in models
            ],
            "version": __version__,
            "home_country": Country.objects.filter(alpha_3=settings.HOME_COUNTRY).first(),
            "updated_at": last_modified(),
            "own_sources": own_sources(),
        }
