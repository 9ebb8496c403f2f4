"""The row "At a glance" on the pages of countries, regions and mechanisms, and their printed sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from regions.translated import filled

from ...domain.choices import CALLED_OFF_MEETINGS
from ...domain.dates import PartialDate
from ...domain.evidence import open_as_of
from ...models import Source
from .related_lists import SHOWN_OF_PART, Panel

MOST_SOURCES = 10  # in print


@dataclass(frozen=True)
class Count:
    """A number at a glance, and the address of the list that it counts."""

    words: SafeString
    total: int
    address: str


def _counted(words, number) -> SafeString:
    return filled(words(number), number=format_html("<strong>{}</strong>", number))


@dataclass(frozen=True)
class AsOf:
    """The dates as of which outcomes are open. `listed` is their number, if others are left out."""

    first: PartialDate
    last: PartialDate
    listed: int | None


def as_of(outcomes: Panel) -> AsOf | None:
    """Return the earliest and the latest date of the listed outcomes, or None if none has a date."""
    days = sorted(day for row in outcomes.rows if (day := open_as_of(row)))
    return AsOf(days[0], days[-1], len(outcomes.rows) if outcomes.left_out else None) if days else None


@dataclass(frozen=True)
class Printed:
    """The numbered sources in print, and how many others are left out."""

    sources: list[Source]
    left_out: int


def number_sources(page, panels: Iterable[Panel]) -> Printed:
    """Set `source_numbers` on the object of a page and on its printed rows, in the order of the panels."""
    numbers = {}
    for thing in (page, *(row for panel in panels for row in panel.rows[: panel.printed])):
        ids = thing.evidence.source_ids
        places = [numbers.setdefault(pk, len(numbers) + 1) for pk in ids]
        thing.source_numbers = sorted(place for place in places if place <= MOST_SOURCES)
    shown = list(numbers)[:MOST_SOURCES]
    found = Source.objects.in_bulk(shown) if shown else {}
    return Printed([found[pk] for pk in shown if pk in found], len(numbers) - len(shown))


def last_of(past):
    """Return the newest of `past`, newest first, that was not cancelled or postponed and has a date, or None."""
    return next((each for each in past if each.start and each.status not in CALLED_OFF_MEETINGS), None)


def at_a_glance(panels: dict[str, Panel], upcoming: list, past: list) -> dict:
    """Return the context of the row "At a glance" from those of the page's panels that it counts.

    `upcoming` are meetings, soonest first; `past` are the others, newest first.
    """
    names = {
        "agreements": lambda number: ngettext("%(number)s Agreement", "%(number)s Agreements", number),
        "last_meetings": lambda number: ngettext("%(number)s Meeting", "%(number)s Meetings", number),
        "sessions": lambda number: ngettext("%(number)s Session", "%(number)s Sessions", number),
        "outcomes": lambda number: ngettext("%(number)s Open outcome", "%(number)s Open outcomes", number),
        "projects": lambda number: ngettext("%(number)s Project", "%(number)s Projects", number),
        "mechanisms": lambda number: ngettext("%(number)s Mechanism", "%(number)s Mechanisms", number),
    }
    counted = [(words, panels[name]) for name, words in names.items() if name in panels]
    return {
        "counts": [Count(_counted(words, panel.total), panel.total, panel.address) for words, panel in counted],
        "without_outcomes": panels["without_outcomes"],
        "last_meeting": last_of(past),
        "next_meeting": next(iter(upcoming), None),
        "outcomes_as_of": as_of(panels["outcomes"]),
    }


def briefing(short, page) -> dict:
    """Return the context of the page of a country or region: its lists, "At a glance" and printed sources."""
    meetings = short.meetings(bilateral=SHOWN_OF_PART)
    panels = {  # in the order of the page
        "outcomes": short.open_outcomes(),
        "without_outcomes": short.without_outcomes(),
        "bilateral_meetings": meetings["bilateral_meetings"],
        "agreements": short.agreements(),
        "next_meetings": meetings["next_meetings"],
        "last_meetings": meetings["last_meetings"],
        "projects": short.projects(),
        "mechanisms": short.mechanisms(),
    }
    printed = {"printed": number_sources(page, panels.values())}
    return panels | printed | at_a_glance(panels, panels["next_meetings"].rows, panels["last_meetings"].rows)
