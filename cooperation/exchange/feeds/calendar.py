"""Meetings as a calendar that programs subscribe to: iCalendar (RFC 5545) with the properties of RFC 7986.

All dates are days without a time. A meeting of which only the month or year is known has no day: it is left out, or, if
`inexact` is set, it covers all days that its date can mean and says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText

from cooperation import __version__
from regions.translated import columns, text_of

from ...domain.choices import MeetingMode, MeetingStatus
from ...domain.dates import period_words
from ...domain.site import site_name
from ...models.meeting import PARTICIPANTS, is_host_only
from ..exports.kind import label_of
from ..exports.kinds import KINDS
from ..exports.rows import rows_of
from ..exports.table import chunks_of
from .facts import marked, status_words
from .identity import calendar_uid, host_of

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=12)
# RFC 5545 has no status for a postponed meeting: no day is certain any more, so it is tentative, and its title says
# that it is postponed. A status that is not recorded is left out.
STATUS = {
    MeetingStatus.TENTATIVE: "TENTATIVE",
    MeetingStatus.CONFIRMED: "CONFIRMED",
    MeetingStatus.HELD: "CONFIRMED",
    MeetingStatus.POSTPONED: "TENTATIVE",
    MeetingStatus.CANCELLED: "CANCELLED",
}
# RFC 5545, 3.1: a text has no control characters except tabs; a line break is written as "\n".
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MEETING = replace(
    KINDS["meeting"],
    reads=(
        *KINDS["meeting"].reads,
        *("mode", "mechanism", *columns("summary"), "participant_count", "is_participant_count_approximate"),
        *("topics", "version", "updated_at", "published_at"),
    ),
)


@dataclass(frozen=True)
class About:
    """The metadata of a calendar. `path` is its own address, `page` that of the web page with the same meetings."""

    title: str
    path: str
    page: str


def stream(about: About, ids: Iterable[int], today: date, origin: str, *, inexact: bool = False) -> Iterator[bytes]:
    """Yield the calendar of the meetings, in the order of their ids, one part for each chunk of meetings.

    `origin` is the scheme and host of all addresses. No transaction is open between two parts.
    """
    origin = origin.rstrip("/")
    head, _end, tail = _calendar(about, origin).to_ical().partition(b"END:VCALENDAR\r\n")
    yield head
    for chunk in chunks_of(ids):
        rows = rows_of(MEETING, chunk, today)
        events = (_event(rows[pk], today, origin, inexact) for pk in chunk if pk in rows)
        yield b"".join(event.to_ical() for event in events if event)
    yield _end + tail


def _calendar(about, origin):
    # The library escapes only the texts of RFC 5545.
    title = vText(plain(f"{about.title} – {site_name()}"))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Cooperation registry//{__version__}//{get_language().upper()}")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("url", f"{origin}{about.page}")
    calendar.add("source", f"{origin}{about.path}", parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH).to_ical().decode())
    return calendar


def _event(row, today, origin, inexact) -> Event | None:
    """Return the event of a meeting; None if it has no day and `inexact` is not set."""
    days = days_of(row.start, row.end, inexact=inexact)
    if days is None:
        return None
    first, last = days
    event = Event()
    event.add("uid", calendar_uid(host_of(origin), "meeting", row.pk))
    # Without a method, DTSTAMP is the time of the last change, as LAST-MODIFIED is (RFC 5545, 3.8.7.2).
    event.add("dtstamp", row.updated_at)
    event.add("last-modified", row.updated_at)
    event.add("created", row.published_at)
    event.add("sequence", row.version)
    event.add("dtstart", first)
    if last < date.max:
        event.add("dtend", last + timedelta(days=1))  # the first day after it
    event.add("summary", plain(_title(row, first, last)), parameters=_language(text_of(row, "title")))
    event.add("description", plain(_description(row, today, f"{origin}{MEETING.address(row)}")))
    if place := _place(row):
        event.add("location", plain(place))
    if status := STATUS.get(row.status):
        event.add("status", status)
    event.add("categories", [plain(name) for name in _categories(row)])
    event.add("url", f"{origin}{MEETING.address(row)}")
    event.add("transp", "TRANSPARENT")  # subscribers are not busy on these days
    return event


def days_of(start, end, *, inexact: bool) -> tuple[date, date] | None:
    """Return the first and last day of a meeting in a calendar; None if it has no day.

    Without `inexact`, an end known only to the month or year is ignored: the meeting has one day.
    """
    if not start or (not inexact and start.precision != "day"):
        return None
    until = end if end and (inexact or end.precision == "day") else start
    return start.first, max(until.last, start.first)


def _language(text):
    """Return the parameters that name the language of a text, if it is not that of the calendar."""
    return {"LANGUAGE": text.language} if text.is_foreign else {}


def _is_exact(row):
    return row.start.precision == "day" and (not row.end or row.end.precision == "day")


def _title(row, first, last):
    title = " ".join(text_of(row, "title").split())
    if row.status == MeetingStatus.POSTPONED:
        title = _("Postponed: {title}").format(title=title)
    elif row.status == MeetingStatus.CANCELLED:
        title = _("Cancelled: {title}").format(title=title)
    if _is_exact(row) or first == last:
        return title
    return _("{title} (exact day not known: {period})").format(title=title, period=_period(row))


def _period(row):
    if not row.end:
        return row.start.words
    start, end = period_words(row.start, row.end)
    return _("{start} to {end}").format(start=start, end=end)


def _place(row):
    if row.mode == MeetingMode.ONLINE and not text_of(row, "city"):
        return _("Online")
    return MEETING.place(row)


def _categories(row):
    return [capfirst(label_of(row, "kind")), *map(str, row.topics)]


def _description(row, today, address):
    """Return what is recorded, a line for each fact, with the marks that the page shows; then the summary."""

    def fact(label, text, *fields):
        return _("{label}: {text}").format(label=label, text=marked(text, row.evidence, *fields)) if text else ""

    series = [str(each) for each in row.mechanism]
    if series and row.ordinal:
        series.append(_("session {number}").format(number=row.ordinal))
    facts = [
        fact(_("Kind"), label_of(row, "kind"), "", "kind"),  # "" are claims about the meeting as a whole
        fact(_("Series"), ", ".join(series), "mechanism", "ordinal"),
        fact(_("Date"), _period(row), "start", "end"),
        "" if _is_exact(row) else _("The exact day is not known."),
        _("Status: {status}").format(status=status_words(MEETING, row, today)),
        "" if row.mode == MeetingMode.NOT_RECORDED else fact(_("Mode"), label_of(row, "mode"), "mode"),
        fact(_("Place"), MEETING.place(row), *columns("city"), "host_country"),
        fact(_("Participants"), "; ".join(map(str, (*row.countries, *row.organizations))), *PARTICIPANTS),
        _host_only(row),
        fact(_("Number of participants"), _number(row), "participant_count"),
    ]
    return "\n\n".join(filter(None, ["\n".join(filter(None, facts)), text_of(row, "summary"), address]))


def _host_only(row):
    if not (row.host_country and is_host_only(row)):
        return ""
    return _("{country}: host only, not recorded as a participant").format(country=row.host_country[0])


def _number(row):
    if row.participant_count is None:
        return ""
    number = str(row.participant_count)
    return _("about {number}").format(number=number) if row.is_participant_count_approximate else number


def plain(text) -> str:
    """Return the text without control characters, its line breaks as "\\n"."""
    return CONTROL.sub("", re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", str(text)))
