"""Render a record as one line, for the short lists of a page. See markup.py for why these are functions.

A line needs what its list fetches: evidence, the names in `linked`, and the annotations of its kind.
"""

from datetime import date
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..domain.choices import InForce, MechanismLevel, MeetingStatus
from ..domain.money import Total, in_words
from .markup import (
    display,
    html,
    link,
    links,
    mark,
    marks,
    meeting_state,
    outcome_status,
    period,
    project_dates,
    project_status,
    under,
    unknown,
    when,
)


def _line(thing, name: str, *parts: str, after: str = "") -> SafeString:
    """Return a link to a thing, the text about it, and the text `after` that."""
    said = " · ".join(parts)
    return html(f'{link(thing, name)}\n<span class="soft"><span class="dot">· </span>{said}</span>{after}')


def agreement_line(agreement) -> SafeString:
    """Return an agreement with `date` and `force`: kind, date, whether it is in force."""
    field = agreement.date_field
    dated = when(None)
    if field:
        dated = f"{escape(str(field.verbose_name))} {when(agreement.date)}{marks(agreement, field.name)}"
    if agreement.force == InForce.YES:
        force = _("in force")
    else:
        force = _("not in force") if agreement.force == InForce.NO else _("in force: not known")
    return _line(agreement, str(agreement), escape(display(agreement, "kind")), dated, escape(force))


def figures_of(things, parameter: str) -> SafeString:
    """Return the rows of a table of countries or regions: the number of records of each kind, linked to their lists.

    `parameter` is the query parameter that filters those lists.
    """
    kinds = (
        ("agreement", _("%(name)s: agreements, %(number)s")),
        ("meeting", _("%(name)s: meetings, %(number)s")),
        ("project", _("%(name)s: projects, %(number)s")),
    )
    columns = [(f"{kind}_count", f"{reverse(f'{kind}_list')}?{parameter}=", words) for kind, words in kinds]
    rows = []
    for thing in things:
        cells = ""
        for count, address, words in columns:
            if number := getattr(thing, count):
                label = escape(words % {"name": thing, "number": number})
                number = f'<a href="{address}{thing.slug}" aria-label="{label}">{number}</a>'
            cells += f'<td class="number">{number}</td>'
        named = "" if thing.on_file else f" {under(escape(_('no record; the ministry names it')))}"
        rows.append(f'<tr><th scope="row">{link(thing)}{named}</th>{cells}</tr>')
    return html("\n".join(rows))


def place(meeting) -> SafeString:
    """Return the city and the country of a meeting, or an empty string if neither is recorded."""
    parts = [escape(meeting.city) + marks(meeting, "city")] if meeting.city else []
    parts += [escape(str(host)) + marks(meeting, "host_country") for host in meeting.linked["host_country"]]
    return html(", ".join(parts))


def meeting_line(meeting) -> SafeString:
    """Return a meeting: date, place, and its status unless it was simply held."""
    parts = [period(meeting.start, meeting.end) + marks(meeting, "start", "end")]
    if where := place(meeting):
        parts.append(where)
    return _line(meeting, str(meeting), *parts, after=f"\n{meeting_state(meeting)}")


def session_details(meeting, today: date) -> SafeString:
    """Return what the list of a series adds to a meeting: that it was held, and its `decided` of `outcome_count`."""
    held = mark(_("held")) if meeting.status == MeetingStatus.HELD else ""
    if not meeting.decided:
        return html(held)
    ahead = f", {escape(_('to be taken up'))}" if meeting.is_to_come(today) else ""
    items = ""
    for outcome in meeting.decided:
        kind = escape(display(outcome, "kind")) + marks(outcome, "", "text", "kind") + ahead
        name = Truncator(outcome.text).chars(140)
        items += f'<li>{link(outcome, name)} <span class="soft">{kind}</span></li>'
    if meeting.outcome_count > len(meeting.decided):
        words = _("All %(number)s outcomes") % {"number": meeting.outcome_count}
        items += f'<li><a href="{escape(meeting.get_absolute_url())}#outcomes">{escape(words)}</a></li>'
    label = escape(_("Outcomes of %(meeting)s") % {"meeting": meeting})
    return html(f'{held}\n<ul class="decided" aria-label="{label}">{items}</ul>')


def ledger_lines(entries) -> SafeString:
    """Return the list of a series by number: its sessions, and the numbers without a record."""
    items = []
    for entry in entries:
        for session in entry.meetings:
            number = f'<span class="ordinal">{entry.first}{session.marks}</span>'
            items.append(f"<li>{number} <div>{session.line}{session.details}</div></li>")
        if not entry.meetings:
            numbers = _("%(first)s to %(last)s") % {"first": entry.first, "last": entry.last}
            number = mark(entry.first if entry.first == entry.last else numbers, "ordinal")
            items.append(f'<li class="gap">{number} {unknown(_("not on file"))}</li>')
    return html("\n".join(items))


def mechanism_line(mechanism) -> SafeString:
    """Return a mechanism: level, start and end."""
    parts = [] if mechanism.level == MechanismLevel.NOT_RECORDED else [escape(display(mechanism, "level"))]
    for words, field in ((_("established"), "established_on"), (_("ended"), "ended_on")):
        day = getattr(mechanism, field)
        if day or field == "established_on":
            parts.append(f"{escape(words)} {when(day)}{marks(mechanism, field)}")
    return _line(mechanism, str(mechanism), *parts)


def project_line(project) -> SafeString:
    """Return a project with its `money`: dates, status, and the total of each currency."""
    parts = (project_dates(project), project_status(project), *map(total, project.money))
    return _line(project, str(project), *parts)


def total(of: Total) -> SafeString:
    """Return a total with its marks. It is computed: no source states it."""
    text = mark(in_words(of.amount, of.currency), "money")
    text += f" {mark(_('disputed'), 'mark disputed')}" if of.is_disputed else ""
    text += f" {mark(_('inferred'))}" if of.is_inferred else ""
    return html(f"{text} {mark(_('computed'))}")


def outcome_line(outcome, today: date) -> SafeString:
    """Return an outcome: kind, who acts for whom, due date, status, and its meeting."""
    meeting, linked = outcome.meeting, outcome.linked
    parts = [escape(display(outcome, "kind"))]
    if by := links(linked["by_countries"], linked["by_organizations"]):
        parts.append(f"{escape(_('by'))} {by}{marks(outcome, 'by_countries', 'by_organizations')}")
    else:
        parts.append(escape(_("by whom is not recorded")))
    if to := links(linked["to_countries"], linked["to_organizations"]):
        parts.append(f"{escape(_('to'))} {to}{marks(outcome, 'to_countries', 'to_organizations')}")
    if outcome.due_on:
        parts.append(f"{escape(_('due'))} {when(outcome.due_on)}{marks(outcome, 'due_on')}")
    if meeting.is_to_come(today):
        parts.append(escape(_("to be taken up")))
    elif outcome.status:
        parts.append(outcome_status(outcome, marks(outcome, "status")))
    parts.append(f"{escape(str(meeting))}, {when(meeting.start)}{marks(meeting, 'start')}")
    return _line(outcome, outcome.text, *parts)


def thread_items(outcome, earlier, today: date) -> SafeString:
    """Return the origin of a thing: the `earlier` outcome or none, the meeting that followed it up, and its outcome."""
    meeting = outcome.meeting
    parts = [f"{link(earlier)} {mark(f'({earlier.meeting})', 'soft')}"] if earlier else []
    parts.append(f'{link(meeting)} <span class="soft">{when(meeting.start)}{marks(meeting, "start")}</span>')
    parts.append(outcome_line(outcome, today))
    return html("".join(f"<li>{part}</li>\n" for part in parts))
