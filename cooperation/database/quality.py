"""The rules of data quality: what a row lacks, or what is notable about its values.

Each rule is declared once. For each kind of row it is one SQL function, registry_quality_<rule>_<kind>(pk), which
returns the day from which the rule applies to the row: -infinity if that depends on no date, and no row if the rule
does not apply. The index, the staff's lists and the checklist of a record all call these functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import DateField, F, Func, TextChoices
from django.utils.translation import gettext_lazy as _

from regions.translated import columns as in_each_language

from ..domain.choices import (
    CALLED_OFF_MEETINGS,
    PLANNED_MEETINGS,
    MeetingMode,
    MeetingStatus,
    OutcomeStatus,
    ProjectStatus,
)
from ..domain.tags import Dimension, code_tag, state_tag
from ..models import RECORDS, Mechanism, Meeting, Outcome, Project
from ..models.facets import fields_along
from .facets import link_of

ALWAYS = "'-infinity'::date"


class Severity(TextChoices):
    """How serious a finding is for readers."""

    SERIOUS = "serious", _("serious")  # readers cannot judge the record without it: publishing asks for confirmation
    GAP = "gap", _("gap")  # something is not recorded
    CHECK = "check", _("to check")  # what is recorded is old or contradicted
    NOTE = "note", _("for information")  # nothing is wrong


@dataclass(frozen=True)
class Rule:
    """A rule: its code in addresses, its name in lists, a sentence, and the SQL for the row `r` of each of its models.

    `condition` is a condition on the row, or a function that returns it for a model. `joins` adds FROM items in the
    same way. `since` is the day from which the rule applies, NULL for never. `columns` are the columns of the row that
    it reads, besides those of the date, publication and filters of the row.
    """

    id: str
    label: str
    sentence: str
    severity: Severity
    models: tuple[type, ...]
    condition: str | Callable[[type], str]
    joins: Callable[[type], str] = lambda model: ""
    since: str = ALWAYS
    columns: tuple[str, ...] = ()

    @property
    def is_daily(self) -> bool:
        """Return whether the rule may begin to apply on some day without a change to the row."""
        return self.since != ALWAYS

    @property
    def tag(self) -> int:
        """Return the tag of index entries that the rule applies to."""
        return code_tag(Dimension.QUALITY, self.id)

    @property
    def staff_tag(self) -> int:
        """Return the tag of the staff's search rows that the rule applies to, whatever the day."""
        return state_tag("quality", self.id)

    def function(self, model) -> str:
        return f"registry_quality_{self.id.replace('-', '_')}_{model._meta.model_name}"

    def day(self, model) -> Func:
        """Return the expression for the day from which the rule applies to a row of a queryset; NULL for never."""
        template = f"(SELECT day FROM {self.function(model)}(%(expressions)s) AS day)"
        return Func(F("pk"), template=template, output_field=DateField())

    def sql(self, model) -> str:
        condition = self.condition(model) if callable(self.condition) else self.condition
        condition = condition.format(kind=model._meta.model_name)
        if self.is_daily:
            condition += f" AND {self.since} IS NOT NULL"
        return f"""
    CREATE FUNCTION {self.function(model)}(pk bigint) RETURNS SETOF date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT {self.since} FROM {model._meta.db_table} AS r {self.joins(model)} WHERE r.id = pk AND {condition}
    $$;
    """


def codes(values) -> str:
    return ", ".join(f"'{value}'" for value in values)


CITATIONS = "SELECT FROM cooperation_citation AS c WHERE c.{kind}_id = r.id"


def has_nobody(model) -> str:
    """Return the condition that neither a country nor an organization is recorded with the row."""
    links = {link_of(fields_along(model, path)[0]) for path in (model.country_path, model.organization_path)}
    return " AND ".join(f"NOT EXISTS (SELECT FROM {table} WHERE {column} = r.id)" for table, column in sorted(links))


def has_no_topic(model) -> str:
    table, column = link_of(model._meta.get_field("topics"))
    return f"NOT EXISTS (SELECT FROM {table} WHERE {column} = r.id)"


# The statuses that can still change, and so become outdated.
OPEN = {
    Meeting: (*PLANNED_MEETINGS, MeetingStatus.POSTPONED),
    Project: (
        ProjectStatus.PIPELINE,
        ProjectStatus.IMPLEMENTATION,
        ProjectStatus.FINALISATION,
        ProjectStatus.SUSPENDED,
    ),
    Outcome: (OutcomeStatus.ACTIVE,),
}
# The citations that are about the row itself, and those about the whole record of a part.
OWN = {
    Meeting: "c.meeting_id = r.id AND c.outcome_id IS NULL",
    Project: "c.project_id = r.id AND c.phase_id IS NULL",
    Outcome: "c.outcome_id = r.id",
}
WITHIN = {Outcome: "c.meeting_id = r.meeting_id AND c.outcome_id IS NULL"}


def has_open_status(model) -> str:
    return f"r.status IN ({codes(OPEN[model])})"


def status_date(model) -> str:
    """Return the join for `status.as_of`, the date of the source of the status, by the rule of Evidence.as_of().

    It is the latest date of the sources that give the status. If there are none, it is the date of a source that gives
    no other status, of one for the row as a whole, or of one for its record as a whole: the ministry's own first.
    """

    def earliest(where, supports):
        read = f"FROM cooperation_citation AS c WHERE {where}"
        return f"""(
        SELECT s.as_of FROM cooperation_citation AS c JOIN cooperation_source AS s ON s.id = c.source_id
        WHERE {where} AND s.as_of IS NOT NULL AND ({supports} OR NOT EXISTS (SELECT {read} AND {supports}))
        ORDER BY s.origin <> 'own', s.as_of LIMIT 1
    )"""

    own = OWN[model]
    found = [earliest(f"{own} AND c.field = 'status'", "c.value IN ('', r.status)")]
    found += [earliest(f"{where} AND c.field = ''", "c.value = ''") for where in (own, WITHIN.get(model)) if where]
    return f"""CROSS JOIN LATERAL (SELECT coalesce((
        SELECT max(s.as_of) FROM cooperation_citation AS c JOIN cooperation_source AS s ON s.id = c.source_id
        WHERE {own} AND c.field = 'status' AND c.value = r.status
    ), {", ".join(found)}) AS as_of OFFSET 0) AS status"""


# The numbered sessions of a series that readers see; of a draft series, those that are not withdrawn.
SESSIONS = """EXISTS (
        SELECT FROM cooperation_meeting AS s
        WHERE s.mechanism_id = r.id AND s.ordinal IS NOT NULL AND s.withdrawn_at IS NULL
        AND s.merged_into_id IS NULL AND (s.is_public OR NOT r.is_public)
        HAVING {having}
    )"""

RULES = (
    Rule(
        "no-source",
        _("no source"),
        _("No citation of the record names a source."),
        Severity.SERIOUS,
        RECORDS,
        f"NOT EXISTS ({CITATIONS} AND c.source_id IS NOT NULL)",
    ),
    Rule(
        "no-summary",
        _("no summary"),
        _("No summary says in plain words what the record is."),
        Severity.SERIOUS,
        RECORDS,
        " AND ".join(f"r.{column} !~ '[^[:space:]]'" for column in in_each_language("summary")),
        columns=in_each_language("summary"),
    ),
    Rule("no-date", _("date not recorded"), _("No date is recorded."), Severity.GAP, RECORDS, "r.date IS NULL"),
    Rule(
        "no-participants",
        _("no participants"),
        _("Neither a country nor an organization is recorded as a participant or party."),
        Severity.GAP,
        RECORDS,
        has_nobody,
    ),
    Rule(
        "no-host",
        _("no place"),
        _("Neither a host country nor a city is recorded, and the meeting was not online."),
        Severity.GAP,
        (Meeting,),
        " AND ".join(f"r.{column} = ''" for column in in_each_language("city"))
        + f" AND r.host_country_id IS NULL AND r.mode <> '{MeetingMode.ONLINE}'",
        columns=(*in_each_language("city"), "mode"),
    ),
    Rule(
        "no-outcomes",
        _("past meetings without outcomes"),
        _("The meeting is over and was not cancelled or postponed. No outcomes are recorded."),
        Severity.GAP,
        (Meeting,),
        f"r.status NOT IN ({codes(CALLED_OFF_MEETINGS)})"
        " AND NOT EXISTS (SELECT FROM cooperation_outcome WHERE meeting_id = r.id)",
        since="registry_last_day(r.until) + 1",
        columns=("status",),
    ),
    Rule("no-topic", _("no topic"), _("No topic is recorded."), Severity.GAP, RECORDS, has_no_topic),
    Rule(
        "missing-sessions",
        _("missing sessions"),
        _("Some numbers before the latest session of the series have no record."),
        Severity.GAP,
        (Mechanism,),
        SESSIONS.format(having="max(s.ordinal) > count(DISTINCT s.ordinal)"),
    ),
    Rule(
        "no-status-date",
        _("status without a date"),
        _("The status can still change, and no source gives its date."),
        Severity.GAP,
        (Meeting, Project, Outcome),
        lambda model: f"{has_open_status(model)} AND status.as_of IS NULL",
        joins=status_date,
        columns=("status",),
    ),
    Rule(
        "old-status",
        _("status older than two years"),
        _("The status can still change, and the latest source for it is more than two years old."),
        Severity.CHECK,
        (Meeting, Project, Outcome),
        has_open_status,
        joins=status_date,
        since="(registry_last_day(status.as_of) + interval '2 years')::date + 1",
        columns=("status",),
    ),
    Rule(
        "disputed",
        _("contradictory sources"),
        _("Sources contradict each other. The record holds one value and shows every claim."),
        Severity.CHECK,
        RECORDS,
        f"EXISTS ({CITATIONS} AND c.is_disputed)",
    ),
    Rule(
        "disputed-number",
        _("disputed session number"),
        _("Sources give the meeting different numbers in its series."),
        Severity.CHECK,
        (Meeting,),
        f"EXISTS ({CITATIONS} AND c.is_disputed AND c.field = 'ordinal' AND c.outcome_id IS NULL)",
    ),
    Rule(
        "shared-number",
        _("sessions with the same number"),
        _("Two sessions of the series have the same number."),
        Severity.CHECK,
        (Mechanism,),
        SESSIONS.format(having="count(*) > count(DISTINCT s.ordinal)"),
    ),
    *(
        Rule(f"date-{unit}", label, sentence, Severity.NOTE, RECORDS, f"length(r.date) = {length}")
        for unit, label, sentence, length in (
            ("day", _("date to the day"), _("The date is recorded to the day."), 10),
            ("month", _("date to the month"), _("Only the month and the year are recorded."), 7),
            ("year", _("date to the year"), _("Only the year is recorded."), 4),
        )
    ),
)
# The dates of records by precision: together they cover every record once.
PRECISIONS = ("date-day", "date-month", "date-year", "no-date")


@cache
def rules_of(model) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if model in rule.models)


def daily_kinds() -> tuple[str, ...]:
    """Return the kinds with a rule that begins to apply on some day."""
    return tuple(dict.fromkeys(model._meta.model_name for rule in RULES if rule.is_daily for model in rule.models))


def columns_of(model) -> list[str]:
    """Return the columns that the rules of a model read, besides those of its date, publication and filters."""
    return list(dict.fromkeys(column for rule in rules_of(model) for column in rule.columns))


PROGRAMS = tuple(rule.sql(model) for rule in RULES for model in rule.models)
