"""The registry in figures: charts, each with a table of its data."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from regions.models import Region

from ... import index
from ...domain.money import in_words
from ...index import Dimension, number, sums, tag
from ...models import Project
from ...models.querysets import NO_REGION
from ..drawings import bars
from .record_page import SnapshotMixin

SHOWN = 12  # projects in one currency
MOST_CURRENCIES = 20


@dataclass(frozen=True)
class Row:
    """A row of the table: what it is about, its formatted number, and the link to the list of that many rows."""

    label: str
    words: str
    address: str
    length: float = 0  # of its bar, if the table is the chart


@dataclass(frozen=True)
class Picture:
    """A chart with its title, notes and table. Without a chart the table contains bars."""

    anchor: str
    title: str
    rows: list[Row]
    note: str = ""
    chart: bars.Chart | None = None


def per_year(anchor, title, entries, list_name) -> Picture | None:
    counts = {number(of): total for of, total in entries.totals(Dimension.YEAR).items()}
    undated = len(entries) - sum(counts.values())
    chart = bars.columns(counts)
    if chart is None:
        return None
    address = reverse(list_name)
    rows = [Row(str(year), number_words(counts[year]), f"{address}?year={year:04}") for year in sorted(counts)]
    notes = []
    if undated:
        notes.append(_("Not shown, because no date is recorded: %(number)s.") % {"number": number_words(undated)})
    if chart.is_cut:
        notes.append(_("Earlier years are only in the table."))
    return Picture(anchor, title, rows, " ".join(notes), chart)


def number_words(value) -> str:
    return formats.number_format(value, force_grouping=True)


def meetings_per_region(meetings) -> Picture | None:
    """Return the number of the index's `meetings` in each region and in none; a meeting may be in several regions."""
    regions = [*Region.objects.all(), NO_REGION]
    counts = [(region, meetings.total(tag(Dimension.REGION, region.pk))) for region in regions]
    lengths = bars.lengths([total for _region, total in counts])
    if lengths is None:
        return None
    address = reverse("meeting_list")
    rows = [
        Row(str(region), number_words(total), f"{address}?region={region.slug}", length)
        for (region, total), length in zip(counts, lengths, strict=True)
    ]
    note = _(
        "A meeting is counted in the region of each partner country and organization, so it can be counted more than "
        "once. A meeting without a region is worldwide, or its region is not known."
    )
    return Picture("meetings-per-region", _("Meetings by region"), rows, note)


def money_per_currency() -> list[Picture]:
    """Return, per currency, the projects with the largest totals of their phases. No chart mixes currencies."""
    known = sums.sums()
    most = sorted(known, key=lambda each: -each.projects)[:MOST_CURRENCIES]
    numbers = {each.total.currency: each.projects for each in most}
    largest = sums.largest(list(numbers), SHOWN)
    projects = Project.objects.published().only("title", "slug").in_bulk([each.project for each in largest])
    pictures = []
    for currency, found in groupby(largest, key=lambda each: each.total.currency):
        found = [each for each in found if each.project in projects]
        lengths = bars.lengths([each.total.amount for each in found])
        if lengths is None:
            continue
        rows = [
            Row(
                str(projects[each.project]),
                ", ".join([in_words(each.total.amount, currency), *_marks(each.total)]),
                projects[each.project].get_absolute_url(),
                length,
            )
            for each, length in zip(found, lengths, strict=True)
        ]
        note = _("Totals of the phases with a recorded amount. Project pages show which amounts are disputed.")
        if len(known) > len(most):
            note += " " + _("Only the %(shown)s currencies with the most projects are shown, of %(all)s.") % {
                "shown": len(most),
                "all": len(known),
            }
        if numbers[currency] > SHOWN:
            note += " " + _("Only the largest %(shown)s of %(all)s are shown.") % {
                "shown": SHOWN,
                "all": numbers[currency],
            }
        title = _("Project funding (%(currency)s)") % {"currency": currency}
        pictures.append(Picture(f"money-{currency.lower()}", title, rows, note))
    return pictures


def _marks(total) -> list[str]:
    words = [(_("disputed"), total.is_disputed), (_("inferred"), total.is_inferred), (_("computed"), True)]
    return [word for word, is_so in words if is_so]


class Figures(SnapshotMixin, TemplateView):
    """The page of figures."""

    template_name = "cooperation/figures.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": _("The registry in figures"),
            "trail": [(_("About this registry"), reverse("about"))],
            "pictures": pictures(),
        }


def pictures() -> list[Picture]:
    entries = index.now()
    found = [
        per_year("agreements-per-year", _("Agreements by year"), entries["agreement"], "agreement_list"),
        per_year("meetings-per-year", _("Meetings by year"), entries["meeting"], "meeting_list"),
        meetings_per_region(entries["meeting"]),
        *money_per_currency(),
    ]
    return [picture for picture in found if picture]
