"""The registry in figures: charts, each with a table of its data."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.generic import TemplateView

from regions.models import Region
from regions.translated import Text, columns, filled

from ... import index
from ...domain.dates import PartialDate
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
    """A row of the table: its label, its formatted number, and the address of the list that it counts."""

    label: Text | str
    words: str
    address: str
    length: float = 0  # of its bar, if the table is the chart
    in_words: str = ""  # the label in a sentence, if it is a year

    @property
    def name(self) -> Text | str:
        return self.in_words or self.label


@dataclass(frozen=True)
class Picture:
    """A chart, its title, its name, its notes and its table. Without a chart the table contains bars.

    The title says what the chart shows, the name what is counted. A single bar is not drawn.
    """

    anchor: str
    title: SafeString | str
    name: str
    rows: list[Row]
    note: str = ""
    chart: bars.Chart | None = None

    @property
    def only(self) -> Row | None:
        """Return the row with the only bar, if there is only one."""
        rows = self.rows if self.chart else [row for row in self.rows if row.length]
        return rows[0] if len(rows) == 1 else None


MOST_NAMED = 3  # years or regions with the same number that a title names


@dataclass(frozen=True)
class Finding:
    """The titles of a chart: for one year or region with the highest number, for several, and for too many to name."""

    one: str
    several: str
    many: str

    def title(self, counts: list[tuple[str, int]]) -> SafeString | str:
        """Return the title for `counts`, which are labels with their numbers."""
        most = max(number for _label, number in counts)
        names = [label for label, number in counts if number == most]
        if len(names) > MOST_NAMED:
            return self.many % {"number": most, "shown": number_words(most)}
        if len(names) == 1:
            return filled(self.one, name=names[0])
        first = format_html_join(", ", "{}", ((name,) for name in names[:-1]))
        return filled(self.several, names=format_html(_("{names} and {last}"), names=first, last=names[-1]))


AGREEMENTS_OF_YEARS = Finding(
    gettext_lazy("More agreements are recorded for %(name)s than for any other year"),
    gettext_lazy("More agreements are recorded for %(names)s than for other years"),
    ngettext_lazy(
        "No year has more than %(shown)s recorded agreement",
        "No year has more than %(shown)s recorded agreements",
        "number",
    ),
)
MEETINGS_OF_YEARS = Finding(
    gettext_lazy("More meetings are recorded for %(name)s than for any other year"),
    gettext_lazy("More meetings are recorded for %(names)s than for other years"),
    ngettext_lazy(
        "No year has more than %(shown)s recorded meeting",
        "No year has more than %(shown)s recorded meetings",
        "number",
    ),
)
MEETINGS_OF_REGIONS = Finding(
    gettext_lazy("More meetings are recorded for %(name)s than for any other region"),
    gettext_lazy("More meetings are recorded for %(names)s than for other regions"),
    ngettext_lazy(
        "No region has more than %(shown)s recorded meeting",
        "No region has more than %(shown)s recorded meetings",
        "number",
    ),
)


def per_year(anchor, finding, name, note, entries, list_name) -> Picture | None:
    counts = {number(of): total for of, total in entries.totals(Dimension.YEAR).items()}
    undated = len(entries) - sum(counts.values())
    chart = bars.columns(counts)
    if chart is None:
        return None
    address = reverse(list_name)
    words = {year: PartialDate(f"{year:04}").words for year in sorted(counts)}
    rows = [
        Row(str(year), number_words(counts[year]), f"{address}?year={year:04}", in_words=words[year]) for year in words
    ]
    notes = [note]
    if undated:
        notes.append(_("Not shown, because no date is recorded: %(number)s.") % {"number": number_words(undated)})
    if chart.is_cut:
        notes.append(_("Earlier years are only in the table."))
    title = finding.title([(words[year], counts[year]) for year in words])
    return Picture(anchor, title, name, rows, " ".join(notes), chart)


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
        Row(region.shown_name(), number_words(total), f"{address}?region={region.slug}", length)
        for (region, total), length in zip(counts, lengths, strict=True)
    ]
    note = _(
        "A meeting is counted in the region of each partner country and organization, or, if it has none, in those of "
        "its series, so it can be counted more than once. A meeting without a region is worldwide, or its region is "
        "not known."
    )
    named = [(region.shown_name(), total) for region, total in counts if region is not NO_REGION]
    title = MEETINGS_OF_REGIONS.title(named) if any(total for _name, total in named) else _("Meetings by region")
    return Picture("meetings-per-region", title, _("Meetings by region"), rows, note)


def money_per_currency() -> list[Picture]:
    """Return, per currency, the projects with the largest totals of their phases. No chart mixes currencies."""
    known = sums.sums()
    most = sorted(known, key=lambda each: -each.projects)[:MOST_CURRENCIES]
    numbers = {each.total.currency: each.projects for each in most}
    largest = sums.largest(list(numbers), SHOWN)
    projects = Project.objects.published().only(*columns("title"), "slug").in_bulk([each.project for each in largest])
    pictures = []
    for currency, found in groupby(largest, key=lambda each: each.total.currency):
        found = [each for each in found if each.project in projects]
        lengths = bars.lengths([each.total.amount for each in found])
        if lengths is None:
            continue
        rows = [
            Row(
                projects[each.project].shown_name(),
                ", ".join([in_words(each.total.amount, currency), *_marks(each.total)]),
                projects[each.project].get_absolute_url(),
                length,
            )
            for each, length in zip(found, lengths, strict=True)
        ]
        note = _("Totals of the phases with a recorded amount. Project pages show what is disputed.")
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
        name = _("Project funding (%(currency)s)") % {"currency": currency}
        title = _money_title([each for each in found if each.total.amount == found[0].total.amount], projects, currency)
        pictures.append(Picture(f"money-{currency.lower()}", title, name, rows, note))
    return pictures


def _money_title(found, projects, currency) -> str:
    if len(found) > 1:
        return _("Several projects have the largest recorded funding in %(currency)s") % {"currency": currency}
    name = projects[found[0].project].shown_name()
    sentence = _("The largest recorded funding in %(currency)s is for “%(project)s”")
    return filled(sentence, currency=currency, project=name.with_text(Truncator(str(name)).chars(80)))


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
        per_year(
            "agreements-per-year",
            AGREEMENTS_OF_YEARS,
            _("Agreements by year"),
            _("The year is that of the signature, else of the adoption, else of the entry into force."),
            entries["agreement"],
            "agreement_list",
        ),
        per_year(
            "meetings-per-year",
            MEETINGS_OF_YEARS,
            _("Meetings by year"),
            _("The year is that of the start. All meetings are counted: held, planned, postponed or cancelled."),
            entries["meeting"],
            "meeting_list",
        ),
        meetings_per_region(entries["meeting"]),
        *money_per_currency(),
    ]
    return [picture for picture in found if picture]
