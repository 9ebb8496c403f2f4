"""Render links, dates, marks and the rows of lists on public pages.

These are functions, not templates, because a list renders hundreds of them and a function takes a tenth of the time.
Detail pages call the same functions as template tags (`{% load registry %}`), so that a venue looks the same
everywhere. Values from the registry are escaped where they are put between tags. Put only the result of functions that
return a SafeString into a page.
"""

from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..domain.choices import MechanismLevel, MeetingMode, MeetingStatus, OutcomeStatus, ProjectStatus
from ..domain.dates import PartialDate, period_words

_NOTHING = SafeString()
SHOWN = 12  # countries or parties in one row


def html(text: str) -> SafeString:
    """Mark text as safe HTML. The caller has escaped each part of it."""
    return mark_safe(text)  # noqa: S308


def link(thing, text: str | None = None) -> str:
    """Return a link to the page of a thing, with its name as the text."""
    return _link(thing.get_absolute_url(), str(thing) if text is None else text)


@lru_cache(maxsize=8192)
def _link(address, text):
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def links(*groups) -> SafeString:
    """Return links to things, group by group."""
    return html(", ".join(link(thing) for group in groups for thing in group))


def unknown(words: str) -> str:
    return f'<span class="unknown">{escape(words)}</span>'


def under(text: str) -> str:
    return f'<span class="under">{text}</span>'


def mark(words, kind: str = "mark") -> str:
    return f'<span class="{kind}">{escape(str(words))}</span>'


def label(words) -> str:
    """Return the label of a cell on narrow screens, which hide the column headings."""
    return f'<span class="label">{escape(str(words))}: </span>'


def display(thing, field: str) -> str:
    """Return the label of a field's choice, like Django's get_FOO_display(), which builds its lookup on each call."""
    code = getattr(thing, field)
    return _labels(type(thing), field, get_language()).get(code, code)


@lru_cache(maxsize=256)
def _labels(model, field, language):
    return {code: str(label) for code, label in model._meta.get_field(field).flatchoices}


# Dates


def when(value: PartialDate | None) -> SafeString:
    """Return a partial date in a <time> element, or "not recorded" for None."""
    return html(unknown(_("date not recorded"))) if value is None else _when(value, get_language())


@lru_cache(maxsize=8192)
def _when(value, language):
    return format_html('<time datetime="{}">{}</time>', value, value.words)


def period(start: PartialDate | None, end: PartialDate | None) -> SafeString:
    """Return a period such as "10 to 27 June 2012"; a null end is not shown."""
    return when(start) if end is None or end == start else _period(start, end, get_language())


@lru_cache(maxsize=8192)
def _period(start, end, language):
    begin = when(start)
    if start:
        begin = format_html('<time datetime="{}">{}</time>', start, period_words(start, end)[0])
    return format_html(_("{start} to {end}"), start=begin, end=when(end))


# Evidence


def marks_of(groups) -> SafeString:
    """Return the marks of Claims: disputed, inferred, incomplete."""
    if not groups:
        return _NOTHING
    found = []
    if any(each.is_disputed for each in groups):
        found.append(mark(_("disputed"), "mark disputed"))
    if any(each.is_inferred for each in groups):
        found.append(mark(_("inferred")))
    if any(each.is_incomplete for each in groups):
        found.append(mark(_("list incomplete")))
    return html("".join(f" {each}" for each in found))


def marks(thing, *fields: str) -> SafeString:
    return marks_of([thing.evidence.of(field) for field in fields if thing.evidence.has(field)])


def as_of(thing, field: str) -> SafeString:
    """Return "as of 24 October 2013", the date of the field's source, or an empty string."""
    day = thing.evidence.as_of(field)
    return (
        format_html(' <span class="soft">{}</span>', format_html(_("as of {day}"), day=when(day))) if day else html("")
    )


# Parts of rows


def _shortened(things: list) -> str:
    text = links(things[:SHOWN])
    if more := len(things) - SHOWN if len(things) > SHOWN else 0:
        text += " " + ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more}
    return text


def participants(record, otherwise: str) -> SafeString:
    parts = (_shortened(record.linked["countries"]), links(record.linked["organizations"]))
    return html(", ".join(filter(None, parts)) or unknown(otherwise))


def parties(of) -> SafeString:
    named = [each for party in of for each in (*party.linked["country"], *party.linked["organization"])]
    return html(_shortened(named) or unknown(_("parties not recorded")))


def venue(meeting) -> SafeString:
    """Return the place of a meeting; `is_host_only` marks a host that is not recorded as a participant."""
    parts = []
    if meeting.city:
        parts.append(escape(meeting.city) + marks(meeting, "city"))
    for country in meeting.linked["host_country"]:
        parts.append(link(country) + marks(meeting, "host_country"))
    text = ", ".join(parts)
    if text and meeting.mode in (MeetingMode.HYBRID, MeetingMode.ONLINE):
        text += f" ({escape(display(meeting, 'mode'))})"
    elif not text:
        text = escape(_("online")) if meeting.mode == MeetingMode.ONLINE else unknown(_("place not recorded"))
    if getattr(meeting, "is_host_only", False):
        text += " " + mark(_("host only, not recorded as a participant"))
    return html(text)


def meeting_state(meeting) -> SafeString:
    text = ""
    if getattr(meeting, "is_presumed_held", False):
        text = mark(_("confirmed, presumed held"))
    elif meeting.status == MeetingStatus.NOT_RECORDED:
        text = mark(_("not recorded whether held"))
    elif meeting.status != MeetingStatus.HELD:
        text = mark(display(meeting, "status"))
    return html(text + marks(meeting, "status"))


def project_status(project) -> SafeString:
    if project.status == ProjectStatus.NOT_RECORDED:
        return html(escape(_("status not recorded")))
    return html(escape(display(project, "status")) + marks(project, "status") + as_of(project, "status"))


def project_dates(project) -> SafeString:
    if project.actual_start:
        dates = period(project.actual_start, project.actual_end)
        if not project.actual_end:
            dates = escape(_("began")) + " " + dates
        return html(dates + marks(project, "actual_start", "actual_end"))
    if project.planned_start:
        planned = escape(_("planned")) + " " + period(project.planned_start, project.planned_end)
        return html(planned + marks(project, "planned_start", "planned_end"))
    return when(None)


def record_links(*groups) -> SafeString:
    """Return a list of links to records, group by group, or an empty string."""
    lines = "".join(f"<li>{link(record)}</li>" for group in groups for record in group)
    return html(f'<ul class="lines">{lines}</ul>' if lines else "")


# Pages of lists


def page_links(page, numbers: list, query) -> SafeString:
    """Return the pagination links: around a Slice and for each of `numbers`. `query` is the list's QueryDict."""
    if not page.previous and not page.next:
        return _NOTHING
    query = query.copy()
    query.pop("page", None)
    rest = query.urlencode()

    def address(number):
        parts = ([rest] if rest else []) + ([f"page={number}"] if number != 1 else [])
        return escape(f"?{'&'.join(parts)}")

    items = []
    if page.previous:
        items.append(f'<a rel="prev" href="{address(page.previous)}">{escape(_("Previous"))}</a>')
    words = escape(_("Page %(number)s"))
    for number in numbers:
        if number == page.number:
            items.append(f'<span aria-current="page">{number}</span>')
        elif isinstance(number, int):
            items.append(f'<a href="{address(number)}" aria-label="{words % {"number": number}}">{number}</a>')
        else:
            items.append(f"<span>{number}</span>")
    if page.next:
        items.append(f'<a rel="next" href="{address(page.next)}">{escape(_("Next"))}</a>')
    items = "".join(f"<li>{item}</li>\n" for item in items)
    return html(f'<nav class="pages" aria-label="{escape(_("Pages"))}"><ul>{items}</ul></nav>')


# Rows of lists


def _row(thing, about: tuple, name: str, below: str, *cells: str) -> SafeString:
    """Return a row: the name of the thing, with marks for `about`, the text below it, and the other cells."""
    below = f" {under(below)}" if below else ""
    cells = "".join(f"<td>{cell}</td>" for cell in cells)
    return html(f'<tr><th scope="row">{link(thing, name)}{marks(thing, *about)}{below}</th>{cells}</tr>\n')


def agreement_row(agreement) -> SafeString:
    """Return an agreement with `date` and `force_label`: kind and meeting, date, parties, whether in force."""
    below = escape(display(agreement, "kind")) + marks(agreement, "kind")
    for meeting in agreement.linked["meeting"]:
        below += f", {escape(_('adopted or signed at'))} {link(meeting)}{marks(agreement, 'meeting')}"
    field = agreement.date_field
    date = (
        f"{escape(str(field.verbose_name))} {when(agreement.date)}{marks(agreement, field.name)}"
        if field
        else when(None)
    )
    who = parties(agreement.parties.all()) + marks(agreement, "parties")
    force = label(_("In force today")) + escape(str(agreement.force_label))
    return _row(agreement, ("", "title"), str(agreement), below, date, who, force)


def meeting_row(meeting) -> SafeString:
    """Return a meeting: kind, series and status, date, place, participants."""
    below = escape(display(meeting, "kind")) + marks(meeting, "kind")
    for series in meeting.linked["mechanism"]:
        below += ", " + link(series, series.short)
    if meeting.status == MeetingStatus.HELD:
        below += f", {escape(_('held'))}"
    if state := meeting_state(meeting):
        below += f" {state}"
    date = period(meeting.start, meeting.end) + marks(meeting, "start", "end")
    who = participants(meeting, _("who took part is not recorded"))
    who += marks(meeting, "countries", "organizations")
    return _row(meeting, ("", "title"), str(meeting), below, date, venue(meeting), who)


def mechanism_row(mechanism) -> SafeString:
    """Return a mechanism with `meeting_count`: level and cadence, start, members, number of meetings."""
    if mechanism.level == MechanismLevel.NOT_RECORDED:
        below = escape(_("level not recorded"))
    else:
        below = escape(display(mechanism, "level")) + marks(mechanism, "level")
    if mechanism.cadence:
        below += f", {escape(mechanism.cadence)}{marks(mechanism, 'cadence')}"
    date = label(_("Established")) + when(mechanism.established_on) + marks(mechanism, "established_on")
    if mechanism.ended_on:
        date += f", {escape(_('ended'))} {when(mechanism.ended_on)}{marks(mechanism, 'ended_on')}"
    who = participants(mechanism, _("members not recorded"))
    who += marks(mechanism, "countries", "organizations")
    number = mechanism.meeting_count
    meetings = escape(_("no meeting on file"))
    if number:
        words = ngettext("%(number)s meeting", "%(number)s meetings", number) % {"number": number}
        hidden = mark(f": {mechanism}", "visually-hidden")
        meetings = f'<a href="{reverse("meeting_list")}?mechanism={mechanism.slug}">{escape(words)}{hidden}</a>'
    return _row(mechanism, ("", "title"), str(mechanism), below, date, who, meetings)


def project_row(project) -> SafeString:
    """Return a project: status, dates, countries, funders and implementers."""
    countries = (_shortened(project.linked["countries"]) or unknown(_("countries not recorded"))) + marks(
        project, "countries"
    )
    parts = ", ".join(
        f"{links(part.linked['organization'])} {mark(f'({display(part, "role")})', 'soft')}"
        for part in project.project_organizations.all()
    )
    organizations = (parts or unknown(_("organizations not recorded"))) + marks(project, "organizations")
    dates = project_dates(project)
    return _row(project, ("", "title"), str(project), project_status(project), dates, countries, organizations)


def outcome_row(outcome) -> SafeString:
    """Return an outcome: kind and meeting, who acts for whom, status, follow-up."""
    meeting = outcome.meeting
    below = escape(display(outcome, "kind")) + marks(outcome, "kind")
    below += f", {link(meeting)}, {when(meeting.start)}{marks(meeting, 'start')}"
    if outcome.is_to_come:
        status = escape(_("to be taken up"))
    elif outcome.status:
        status = outcome_status(outcome, marks(outcome, "status"))
    else:
        status = mark(_("nothing to carry out"), "soft")
    if age := getattr(outcome, "age", ""):
        status += under(f"{escape(age)} {mark(_('computed'))}")
    if outcome.due_on:
        status += under(f"{escape(_('due'))} {when(outcome.due_on)}{marks(outcome, 'due_on')}")
    return _row(outcome, ("", "text"), outcome.text, below, actor_lines(outcome), status, carriers(outcome))


def outcome_status(outcome, marks: SafeString = _NOTHING) -> SafeString:
    """Return the status of an outcome, with its `marks`, and as of when.

    An open outcome that has `is_taken_up` is as of its source, otherwise as of its meeting.
    """
    if outcome.status != OutcomeStatus.ACTIVE:
        return html(escape(display(outcome, "status")) + marks + as_of(outcome, "status"))
    day = outcome.evidence.as_of("status") or outcome.meeting.end or outcome.meeting.start
    if day is None:
        return format_html(_("Open{marks}, as of when is not recorded"), marks=marks)
    if outcome.is_taken_up or outcome.evidence.is_reported_after(day, "status"):
        return format_html(_("Open{marks} as of {day}"), marks=marks, day=when(day))
    return format_html(_("Open{marks} as of {day}, no later report recorded"), marks=marks, day=when(day))


def actor_lines(outcome) -> SafeString:
    by = links(outcome.linked["by_countries"], outcome.linked["by_organizations"])
    text = unknown(_("by whom is not recorded"))
    if by:
        text = f"{escape(_('by'))} {by}{marks(outcome, 'by_countries', 'by_organizations')}"
    if to := links(outcome.linked["to_countries"], outcome.linked["to_organizations"]):
        text += under(f"{escape(_('to'))} {to}{marks(outcome, 'to_countries', 'to_organizations')}")
    return html(text)


# Relations to records that can follow up an outcome.
CARRIERS = (
    "carried_out_by_agreements",
    "carried_out_by_projects",
    "carried_out_by_mechanisms",
    "carried_out_by_meetings",
)


def carriers(outcome) -> SafeString:
    """Return the follow-up of an outcome; for an open one without any, say that none is recorded."""
    lines = record_links(*(outcome.linked[name] for name in CARRIERS))
    text = (label(_("Follow-up")) if lines else "") + lines + marks(outcome, *CARRIERS)
    if outcome.status == OutcomeStatus.ACTIVE and not (lines or outcome.is_taken_up or outcome.is_to_come):
        text += unknown(_("No follow-up recorded"))
    return html(text)


def organization_row(organization) -> SafeString:
    """Return an organization: its kind, and the country of a national body."""
    kind = escape(display(organization, "kind")) + marks(organization, "kind")
    country = links(organization.linked["country"]) + marks(organization, "country")
    return _row(organization, ("", "name"), str(organization), "", kind, country)


ROWS = {
    "agreement": agreement_row,
    "meeting": meeting_row,
    "mechanism": mechanism_row,
    "project": project_row,
    "outcome": outcome_row,
    "organization": organization_row,
}
