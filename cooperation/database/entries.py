"""The contents of the index: one function for each kind returns the index entries of its public rows.

An entry has the row's date, the end of its period, its position among rows with the same date, and its tags
(cooperation/domain/tags.py explains the numbers).
"""

from ..domain.tags import ROLES, Dimension
from ..models import RECORDS, Agreement, Meeting, Organization, Outcome, Project
from .facets import link_of, tags_of, value_column
from .quality import rules_of
from .regions import REGION

STATUS = Dimension.STATUS << 32
YEAR, UNTIL, END = Dimension.YEAR << 32, Dimension.UNTIL << 32, Dimension.END << 32
TURN, PART = Dimension.TURN << 32, Dimension.PART << 32
IN_FORCE_FROM, IN_FORCE_TO = Dimension.IN_FORCE_FROM << 32, Dimension.IN_FORCE_TO << 32

FUNCTIONS = f"""
CREATE FUNCTION registry_code(code text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT ('x' || substr(md5(code), 1, 8))::bit(32)::bigint
$$;

CREATE FUNCTION registry_in_force(in_force_on text, terminated_on text, expires_on text, renewal text, day date)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Whether an agreement is in force on the day: yes if it has certainly entered into force and certainly not ended.
-- After its expiry, it continues if its renewal is automatic; if by consent or not recorded, the answer is not known.
SELECT CASE
    WHEN registry_last_day(terminated_on) <= day OR registry_last_day(expires_on) < day AND renewal = 'none'
        OR registry_first_day(in_force_on) > day THEN 'no'
    WHEN registry_first_day(terminated_on) <= day OR registry_first_day(expires_on) < day AND renewal <> 'automatic'
        THEN 'not-known'
    WHEN registry_last_day(in_force_on) <= day THEN 'yes'
    ELSE 'not-known'
END
$$;

CREATE FUNCTION registry_tags(tags bigint[], date text, until text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT array_agg(DISTINCT tag ORDER BY tag) FILTER (WHERE tag IS NOT NULL)
FROM unnest(
    tags || {YEAR} + left(date, 4)::bigint || {UNTIL} + left(until, 4)::bigint
    || {END} + rpad(replace(until, '-', ''), 8, '0')::bigint
) AS tag
$$;
"""


def entries(
    model,
    row,
    *,
    record=None,
    joins="",
    joined=None,
    single=(),
    several=(),
    place=None,
    days=(),
):
    """Return the SQL function that returns the entries of the public rows among the given rows of a kind.

    `row` is the alias of the kind's table and `record` that of the record that owns it. `joins` adds FROM items,
    `joined` maps relations to the aliases of joined tables. `single` and `several` are tags without a path. `days` are
    the days on which the entry changes without a write.
    """
    kind, record = model._meta.model_name, record or row
    its_single, its_several = tags_of(model, row, joined)
    single = ", ".join([*its_single, *single])
    regions = f"SELECT {REGION} + region FROM registry_regions_of_{kind}({row}.id, state.home) region"
    several = " UNION ALL ".join([*its_several, *several, regions])
    rules = [f"SELECT {rule.tag}::bigint, day FROM {rule.function(model)}({row}.id) day" for rule in rules_of(model)]
    turns = [*rules, f"SELECT NULL::bigint, unnest(ARRAY[{', '.join(days)}]::date[])"]
    return f"""
    CREATE FUNCTION registry_{kind}_entries(ids bigint[]) RETURNS SETOF cooperation_entry
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT '{kind}', {row}.id, {record}.date, {record}.until, {place or f"{row}.id"}, turns.since, turns.till, coalesce(
        registry_tags(
            ARRAY[{single}]::bigint[] || ARRAY({several}) || turns.quality, {record}.date, {record}.until
        ), '{{}}'
    )
    FROM cooperation_{kind} {row}
    {joins}
    LEFT JOIN cooperation_entrystate state ON true
    CROSS JOIN LATERAL (
        SELECT array_agg(tag) FILTER (WHERE day <= state.day) AS quality,
            max(day) FILTER (WHERE day <= state.day AND isfinite(day)) AS since,
            min(day) FILTER (WHERE day > state.day) AS till
        FROM ({" UNION ALL ".join(turns)}) AS rules (tag, day)
    ) turns
    WHERE {row}.id = ANY (ids) AND {record}.is_public
    $$;
    """


# The day from which a planned meeting is over.
OVER = """
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.status IN ('tentative', 'confirmed') THEN registry_last_day(m.until) + 1 END AS day
) over_on
"""
FORCE = """
CROSS JOIN LATERAL (
    SELECT
        registry_first_day(a.in_force_on) AS begins, registry_last_day(a.in_force_on) AS begun,
        registry_first_day(a.terminated_on) AS ends, registry_last_day(a.terminated_on) AS ended,
        registry_first_day(a.expires_on) + 1 AS expires, registry_last_day(a.expires_on) + 1 AS expired
) days
"""
FORCE_ON = "registry_in_force(a.in_force_on, a.terminated_on, a.expires_on, a.renewal, {day})"
IN_FORCE = f"{STATUS} + registry_code({FORCE_ON.format(day='state.day')})"
# The first day in force and the first after it, for lists of other days: the rule is evaluated on each possible day.
DAYS_IN_FORCE = (
    f"""SELECT {IN_FORCE_FROM} + to_char(days.begun, 'YYYYMMDD')::bigint
        WHERE {FORCE_ON.format(day="days.begun")} = 'yes'""",
    f"""SELECT {IN_FORCE_TO} + to_char(min(day), 'YYYYMMDD')::bigint
        FROM unnest(ARRAY[days.ends, days.ended, days.expires, days.expired]) AS day
        WHERE day > days.begun AND {FORCE_ON.format(day="day")} <> 'yes'""",
)
# The order of outcomes of one date: by meeting, then by position within the meeting.
PLACE = "o.meeting_id * 2147483648 + (32767 - o.position) * 65536 + (65535 - least(o.key, 65535))"
# Group order: open promises without follow-up, other open ones, completed ones, outcomes that are not promises.
TURNS = f"""{TURN} + CASE
    WHEN o.status = 'active' AND NOT ({
    " OR ".join(
        f"EXISTS (SELECT FROM cooperation_outcome_{link} link WHERE link.outcome_id = o.id)"
        for link in Outcome.followups
    )
}) THEN 0
    WHEN o.status = 'active' THEN 1
    WHEN o.status = '' THEN 3
    ELSE 2
END"""


def naming(model):
    """Yield SQL conditions that a public row of the model refers to the organization o."""
    record, join = "row", ""
    if model is Outcome:
        record, join = "record", "JOIN cooperation_meeting record ON record.id = row.meeting_id"
    facets = [each for each in model.facets if each.dimension in (Dimension.ORGANIZATION, Dimension.MENTION)]
    for fields in (fields for facet in facets for fields in facet.fields(model)):
        table, owner = link_of(fields[0])
        yield f"""EXISTS (
        SELECT FROM {table} link JOIN {model._meta.db_table} row ON row.id = link.{owner} {join}
        WHERE link.{value_column(fields)} = o.id AND {record}.is_public
    )"""


NAMED = f"""
SELECT NULL::text AS date, NULL::text AS until,
    {" OR ".join(condition for model in (*RECORDS, Outcome) for condition in naming(model))} AS is_public
"""
ROLE_NUMBER = f"CASE link.role {' '.join(f"WHEN '{role}' THEN {number}" for role, number in ROLES.items())} END"

# The kinds of record whose entries have more than the facets of their models.
WITH_MORE = {
    Agreement: entries(
        Agreement,
        "a",
        joins=FORCE,
        days=("days.begins", "days.begun", "days.ends", "days.ended", "days.expires", "days.expired"),
        single=(IN_FORCE,),
        several=DAYS_IN_FORCE,
    ),
    Meeting: entries(
        Meeting,
        "m",
        joins=OVER,
        days=("over_on.day",),
        single=(
            f"CASE WHEN m.status <> 'held' THEN {STATUS} + registry_code(m.status) END",
            f"""CASE WHEN m.status = 'held' OR m.status = 'confirmed' AND over_on.day <= state.day
            THEN {STATUS} + registry_code('held') END""",
            f"""CASE WHEN m.status IN ('tentative', 'confirmed') AND (over_on.day > state.day) IS NOT FALSE
            THEN {STATUS} + registry_code('upcoming') END""",
        ),
    ),
    Project: entries(
        Project,
        "p",
        several=(
            f"SELECT {PART} + {ROLE_NUMBER} * {1 << 32}"
            " + link.organization_id FROM cooperation_projectorganization link WHERE link.project_id = p.id",
        ),
    ),
}
ENTRIES = (
    *(WITH_MORE.get(model) or entries(model, "r") for model in RECORDS),
    entries(
        Outcome,
        "o",
        record="m",
        joins="JOIN cooperation_meeting m ON m.id = o.meeting_id",
        joined={"meeting": "m"},
        place=PLACE,
        single=(TURNS,),
    ),
    # An organization has no date. It is public while a public record refers to it.
    entries(Organization, "o", record="named", joins=f"CROSS JOIN LATERAL ({NAMED}) named"),
)

PROGRAMS = (FUNCTIONS, *ENTRIES)
