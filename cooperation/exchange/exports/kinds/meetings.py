"""Meetings and their outcomes in exports."""

from operator import attrgetter

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regions.translated import column_in, columns, first_text, text_of

from ....domain.choices import MeetingStatus, OutcomeStatus
from ....domain.evidence import open_as_of
from ....models import Meeting, Outcome
from ....models.meeting import PARTICIPANTS, is_host_only
from .. import short
from ..columns import Column, day, in_any, plain, same_in_others, thing
from ..kind import Kind, label_of
from ..table import Table, address


def _attendance(row, today):
    hosts, countries = row.host_country, row.countries
    host_only = is_host_only(row)
    found = [(gettext("participant"), each) for each in (*countries, *row.organizations)]
    for host in hosts:
        is_only = host_only and host not in countries
        found.append((gettext("host only, not recorded as a participant") if is_only else gettext("host"), host))
    return found


def _meeting_status(row, today):
    if row.is_presumed_held:
        return gettext("confirmed, presumed held"), today
    if row.status == MeetingStatus.NOT_RECORDED:
        return gettext("not recorded whether held"), None
    return label_of(row, "status"), row.evidence.as_of("status")


def _session(row, mechanism):
    return gettext("session {number}").format(number=row.ordinal) if row.ordinal else gettext("session")


MEETING = Kind(
    Meeting,
    reads=(
        *("slug", *columns("title"), "kind", "status", "start", "end", *columns("city"), "ordinal"),
        *("is_presumed_held", "host_country", *PARTICIPANTS),
    ),
    ends=Meeting.end_fields,
    involved=_attendance,
    status=_meeting_status,
    place=lambda row: ", ".join([*filter(None, [text_of(row, "city")]), *map(str, row.host_country)]),
    of_mechanism=_session,
    evidence={"part": PARTICIPANTS, "place": (*columns("city"), "host_country")},
    annotate=lambda rows, today: rows.with_presumed_held(today),
)


def _actors(row, today):
    by = [(gettext("by"), each) for each in (*row.by_countries, *row.by_organizations)]
    return by + [(gettext("to"), each) for each in (*row.to_countries, *row.to_organizations)]


def _outcome_status(row, today):
    if row.meeting.is_to_come(today):
        return gettext("on the agenda"), None
    if not row.status:
        return "", None
    if row.status == OutcomeStatus.ACTIVE:
        return gettext("open"), open_as_of(row)
    return label_of(row, "status"), row.evidence.as_of("status")


OUTCOME = Kind(
    Outcome,
    reads=(
        *("key", *columns("text"), "kind", "status", "due_on", "meeting_id"),
        *("by_countries", "by_organizations", "to_countries", "to_organizations"),
    ),
    ends=("due_on",),
    involved=_actors,
    status=_outcome_status,
    of_mechanism=lambda row, mechanism: gettext("outcome of a session"),
    evidence={"part": ("by_countries", "by_organizations", "to_countries", "to_organizations")},
    title="text",
)

TABLE = Table(
    Meeting,
    also=("is_presumed_held",),
    annotate=lambda rows, today: rows.with_presumed_held(today),
    replaced={
        "status": [
            *plain(Meeting, "status"),
            Column(
                "is_presumed_held",
                _("Computed: whether it was confirmed and is over on the day of the export"),
                attrgetter("is_presumed_held"),
                type="yes or no",
            ),
        ],
    },
)


def _outcome(meeting, key):
    return f"{meeting}#outcome-{key}"


TABLE_OF_OUTCOMES = Table(
    Outcome,
    also=("key", "meeting", "meeting_id", "meeting__slug", *columns("meeting__title"), "date"),
    annotate=lambda rows, today: rows.dated(),
    address=lambda row: _outcome(address("meeting", row.meeting__slug), row.key),
    first=(
        thing("meeting", _("The meeting")),
        Column("meeting_title", in_any(_("Its title")), lambda row: str(first_text(row, "meeting__title"))),
        *same_in_others("meeting_title", lambda row, language: getattr(row, column_in(language, "meeting__title"))),
        *day("date", _("When the meeting began")),
        *plain(Outcome, "key"),
    ),
    replaced={
        "position": [],
        "follows": [
            Column(
                "follows",
                _("The earlier outcome that it continues: its meeting and anchor"),
                lambda row: next((_outcome(each.meeting.slug, each.key) for each in row.follows), None),
                ("follows",),
            )
        ],
    },
)

SHORT = short.of_kind(
    MEETING,
    Column(_("Meeting"), _("Its title"), str),
    *short.in_other_languages("title"),
    short.label(_("Kind"), _("The kind of meeting in words"), "kind"),
    Column(
        _("Mechanism"),
        _("The series that it belongs to"),
        lambda row: [each.acronym or str(each) for each in row.mechanism],
    ),
    *short.status(MEETING),
    short.day(_("Date"), short.WHEN, "start"),
    short.day(_("End"), short.WHEN, "end"),
    Column(_("Place"), _("The city and the country"), MEETING.place),
    short.label(_("How people met"), _("In person, online or both"), "mode"),
    short.several(_("Participants"), short.SEVERAL, "countries", "organizations"),
    more=("mechanism", "mode"),
)

SHORT_OF_OUTCOMES = short.of_kind(
    OUTCOME,
    Column(_("Outcome"), _("Its text"), lambda row: text_of(row, "text")),
    *short.in_other_languages("text"),
    short.label(_("Kind"), _("The kind of outcome in words"), "kind"),
    Column(_("Meeting"), _("The title of the meeting"), lambda row: str(row.meeting)),
    Column(_("Date"), _("When the meeting began"), attrgetter("meeting.start")),
    short.several(_("By whom"), short.SEVERAL, "by_countries", "by_organizations"),
    short.several(_("To whom"), short.SEVERAL, "to_countries", "to_organizations"),
    *short.status(OUTCOME),
    short.day(_("Due"), short.WHEN, "due_on"),
    short.several(_("Follow-up"), _("The records that follow it up, separated by semicolons"), *Outcome.followups),
    more=Outcome.followups,
)

KINDS = (MEETING, OUTCOME)
TABLES = (TABLE, TABLE_OF_OUTCOMES)
SHORT_FORMS = (SHORT, SHORT_OF_OUTCOMES)
