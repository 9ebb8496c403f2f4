"""The home page, and the page about the registry."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.generic import TemplateView

from cooperation import __version__
from regions.models import Country, Region

from ...domain.choices import Origin
from ...exchange.citations import publisher
from ...models import RECORDS, Mechanism, Source, Topic
from . import overview, related_lists
from .countries import by_region_and_name, counted
from .downloads import download
from .partner_map import asked_for, partner_map
from .record_page import SnapshotMixin


class Home(SnapshotMixin, TemplateView):
    """What the registry holds and how current it is, search, countries and regions, meetings, outcomes, updates."""

    template_name = "cooperation/home.html"

    def get_context_data(self, **kwargs):
        """Add the figures, the map and the related lists."""
        short = related_lists.RelatedLists(self)
        countries = counted(by_region_and_name(Country.objects.current().select_related("region")), self.snapshot)
        partners = partner_map(countries, asked_for(self.request.GET))
        return super().get_context_data(**kwargs) | {
            "today": self.today,
            "first_year": overview.first_year(self.snapshot),
            "updated_at": last_modified(),
            "own_text": overview.own_text(),
            "examples": overview.examples(self.snapshot, Country, Mechanism, Topic),
            "figures": overview.figures(short),
            "parts": overview.by_region(Region.objects.all(), countries),
            "partners": partners,
            **short.meetings(last=5),
            "outcomes": short.open_outcomes(5),
            "last_changed": related_lists.last_changed(),
            "downloads": [download("atom", reverse("registry_feed"))],
        }


class Accessibility(TemplateView):
    """The accessibility statement, and how to report a barrier."""

    template_name = "cooperation/accessibility.html"


def last_modified():
    """Return when any public record was last modified; None without public records."""
    first, *others = [
        model.objects.published().order_by("-updated_at").values_list("updated_at", flat=True)[:1] for model in RECORDS
    ]
    return max(first.union(*others, all=True), default=None)


def own_sources() -> related_lists.Panel:
    """Return the first of the ministry's own public sources. The linked list also has other sources."""
    rows = Source.objects.cited().filter(origin=Origin.OWN).order_by("slug")
    shown = list(rows[: related_lists.SHOWN_OF_PART])
    total = rows.count() if len(shown) == related_lists.SHOWN_OF_PART else len(shown)
    return related_lists.Panel.printed_whole(shown, total, reverse("source_list"))


class About(SnapshotMixin, TemplateView):
    """What the registry is, how current it is, who owns it, how to report a problem."""

    template_name = "cooperation/about.html"

    def get_context_data(self, **kwargs):
        """Add the date of the last update, the ministry's own sources, and the publisher."""
        return super().get_context_data(**kwargs) | {
            "version": __version__,
            "home_country": Country.objects.filter(alpha_3=settings.HOME_COUNTRY).first(),
            "updated_at": last_modified(),
            "own_sources": own_sources(),
            "named": format_html_join(", ", "{}", ((name,) for name in publisher())),
        }
