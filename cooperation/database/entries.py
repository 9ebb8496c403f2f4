"""What the index holds of each row: one function for each kind returns the entries of its public rows.

An entry has the row's date, the end of its period, its position among those of the same date, and its tags
(cooperation/domain/tags.py says what the numbers mean).
"""

from ..domain.tags import ROLES, Dimension
from .tables import RECORDS

COUNTRY, REGION, TOPIC, MECHANISM, ORGANIZATION, KIND, STATUS, ROLE, MENTION, YEAR, UNTIL, END, TURN, PART = (
    dimension << 32 for dimension in Dimension
)
KINDS = (*RECORDS, "outcome", "organization")

FUNCTIONS = f"""
CREATE FUNCTION registry_code(code text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT ('x' || substr(md5(code), 1, 8))::bit(32)::bigint
$$;

CREATE FUNCTION registry_first_day(partial text) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT (partial || substr('0000-01-01', length(partial) + 1))::date
$$;

CREATE FUNCTION registry_last_day(partial text) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE length(partial)
    WHEN 4 THEN (partial || '-12-31')::date
    WHEN 7 THEN ((partial || '-01')::date + interval '1 month' - interval '1 day')::date
    ELSE partial::date
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

TOPICS = """
SELECT {TOPIC} + unnest(ARRAY[topic.id, topic.parent_id]) FROM {topics} link CROSS JOIN LATERAL (
    SELECT id, parent_id FROM cooperation_topic WHERE id = link.topic_id OFFSET 0
) topic WHERE link.{owner} = {record}
"""


def linked(base, table, owner, record, column):
    return (
        f"SELECT {base} + link.{column} FROM {table} link WHERE link.{owner} = {record} AND link.{column} IS NOT NULL"
    )


def regions(kind, record):
    return f"SELECT {REGION} + region FROM registry_regions_of_{kind}({record}, state.home) region"


def topics(table, owner, record):
    return TOPICS.format(TOPIC=TOPIC, topics=table, owner=owner, record=record)


def entries(
    kind,
    alias,
    *,
    single,
    several,
    of="",
    source=None,
    record=None,
    place=None,
    since="NULL::date",
    till="NULL::date",
):
    """Return the function that makes the entries of a kind. `record` is the alias of the record that they belong to."""
    record = record or alias
    return f"""
    CREATE FUNCTION registry_{kind}_entries(ids bigint[]) RETURNS SETOF cooperation_entry
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT '{kind}', {alias}.id, {record}.date, {record}.until, {place or f"{alias}.id"}, {since}, {till}, coalesce(
        registry_tags(
            ARRAY[{", ".join(single)}] || ARRAY({" UNION ALL ".join(several)}), {record}.date, {record}.until
        ), '{{}}'
    )
    FROM {source or f"cooperation_{kind} {alias}"}
    LEFT JOIN cooperation_entrystate state ON true
    {of}
    WHERE {alias}.id = ANY (ids) AND {record}.is_public
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
CROSS JOIN LATERAL (
    SELECT max(day) FILTER (WHERE day <= state.day) AS since, min(day) FILTER (WHERE day > state.day) AS till
    FROM unnest(ARRAY[days.begins, days.begun, days.ends, days.ended, days.expires, days.expired]) AS day
) turns
"""
IN_FORCE = f"""{STATUS} + registry_code(CASE
    WHEN days.ended <= state.day OR days.expired <= state.day AND a.renewal = 'none'
        OR days.begins > state.day THEN 'no'
    WHEN days.ends <= state.day OR days.expires <= state.day AND a.renewal <> 'automatic' THEN 'not-known'
    WHEN days.begun <= state.day THEN 'yes'
    ELSE 'not-known'
END)"""
# What makes readers see an organization, beside the links that filters go by.
NAMED = (
    ("meeting_organizations", "organization_id", "meeting", "meeting_id"),
    ("mechanism_organizations", "organization_id", "mechanism", "mechanism_id"),
    ("party", "organization_id", "agreement", "agreement_id"),
    ("party", "signed_by_id", "agreement", "agreement_id"),
    ("projectorganization", "organization_id", "project", "project_id"),
    ("phase", "funder_id", "project", "project_id"),
)
CARRIED_OUT = tuple(f"carried_out_by_{kind}s" for kind in RECORDS)
# Whose turn it is: open promises that nothing carries out, other open ones, those that are done, what is no promise.
TURNS = f"""{TURN} + CASE
    WHEN o.status = 'active' AND NOT ({
    " OR ".join(
        f"EXISTS (SELECT FROM cooperation_outcome_{link} link WHERE link.outcome_id = o.id)" for link in CARRIED_OUT
    )
}) THEN 0
    WHEN o.status = 'active' THEN 1
    WHEN o.status = '' THEN 3
    ELSE 2
END"""
NAMED_BY_OUTCOMES = ("by_organizations", "to_organizations", "concerns_organizations")


def names(table, column, record, owner):
    return f"""EXISTS (
        SELECT FROM cooperation_{table} link JOIN cooperation_{record} record ON record.id = link.{owner}
        WHERE link.{column} = o.id AND record.is_public
    )"""


def outcome_names(link):
    return f"""EXISTS (
        SELECT FROM cooperation_outcome_{link} link JOIN cooperation_outcome ON cooperation_outcome.id = link.outcome_id
        JOIN cooperation_meeting record ON record.id = cooperation_outcome.meeting_id
        WHERE link.organization_id = o.id AND record.is_public
    )"""


ROLE_NUMBER = f"CASE link.role {' '.join(f"WHEN '{role}' THEN {number}" for role, number in ROLES.items())} END"

ENTRIES = (
    entries(
        "agreement",
        "a",
        of=FORCE,
        since="turns.since",
        till="turns.till",
        single=(f"{KIND} + registry_code(a.kind)", IN_FORCE),
        several=(
            linked(COUNTRY, "cooperation_party", "agreement_id", "a.id", "country_id"),
            linked(ORGANIZATION, "cooperation_party", "agreement_id", "a.id", "organization_id"),
            linked(MENTION, "cooperation_party", "agreement_id", "a.id", "signed_by_id"),
            regions("agreement", "a.id"),
            topics("cooperation_agreement_topics", "agreement_id", "a.id"),
            f"SELECT {MECHANISM} + m.mechanism_id FROM cooperation_meeting m WHERE m.id = a.meeting_id"
            " AND m.mechanism_id IS NOT NULL AND m.is_public",
            f"SELECT {MECHANISM} + f.id FROM cooperation_mechanism f WHERE f.founded_by_id = a.id",
        ),
    ),
    entries(
        "meeting",
        "m",
        of=OVER,
        since="CASE WHEN over_on.day <= state.day THEN over_on.day END",
        till="CASE WHEN over_on.day > state.day THEN over_on.day END",
        single=(
            f"{KIND} + registry_code(m.kind)",
            f"CASE WHEN m.status <> 'held' THEN {STATUS} + registry_code(m.status) END",
            f"""CASE WHEN m.status = 'held' OR m.status = 'confirmed' AND over_on.day <= state.day
            THEN {STATUS} + registry_code('held') END""",
            f"""CASE WHEN m.status IN ('tentative', 'confirmed') AND (over_on.day > state.day) IS NOT FALSE
            THEN {STATUS} + registry_code('upcoming') END""",
            f"{MECHANISM} + m.mechanism_id",
            f"{COUNTRY} + m.host_country_id",
        ),
        several=(
            linked(COUNTRY, "cooperation_meeting_countries", "meeting_id", "m.id", "country_id"),
            linked(ORGANIZATION, "cooperation_meeting_organizations", "meeting_id", "m.id", "organization_id"),
            regions("meeting", "m.id"),
            topics("cooperation_meeting_topics", "meeting_id", "m.id"),
        ),
    ),
    entries(
        "project",
        "p",
        single=(f"{STATUS} + registry_code(p.status)", f"{MECHANISM} + p.mechanism_id"),
        several=(
            linked(COUNTRY, "cooperation_project_countries", "project_id", "p.id", "country_id"),
            linked(ORGANIZATION, "cooperation_projectorganization", "project_id", "p.id", "organization_id"),
            linked(MENTION, "cooperation_phase", "project_id", "p.id", "funder_id"),
            f"SELECT {ROLE} + registry_code(link.role) FROM cooperation_projectorganization link"
            " WHERE link.project_id = p.id",
            f"SELECT {PART} + {ROLE_NUMBER} * {1 << 32}"
            " + link.organization_id FROM cooperation_projectorganization link WHERE link.project_id = p.id",
            regions("project", "p.id"),
            topics("cooperation_project_topics", "project_id", "p.id"),
        ),
    ),
    entries(
        "mechanism",
        "k",
        single=(f"{KIND} + registry_code(k.level)",),
        several=(
            linked(COUNTRY, "cooperation_mechanism_countries", "mechanism_id", "k.id", "country_id"),
            linked(ORGANIZATION, "cooperation_mechanism_organizations", "mechanism_id", "k.id", "organization_id"),
            regions("mechanism", "k.id"),
            topics("cooperation_mechanism_topics", "mechanism_id", "k.id"),
        ),
    ),
    entries(
        "outcome",
        "o",
        source="cooperation_outcome o JOIN cooperation_meeting m ON m.id = o.meeting_id",
        record="m",
        # Meetings of one date one after the other, the outcomes of each in its own order.
        place="o.meeting_id * 2147483648 + (32767 - o.position) * 65536 + (65535 - least(o.key, 65535))",
        single=(
            f"{KIND} + registry_code(o.kind)",
            f"{STATUS} + registry_code(nullif(o.status, ''))",
            TURNS,
            f"{MECHANISM} + m.mechanism_id",
        ),
        several=(
            linked(COUNTRY, "cooperation_outcome_by_countries", "outcome_id", "o.id", "country_id"),
            linked(COUNTRY, "cooperation_outcome_to_countries", "outcome_id", "o.id", "country_id"),
            linked(COUNTRY, "cooperation_meeting_countries", "meeting_id", "m.id", "country_id"),
            *(
                linked(ORGANIZATION, f"cooperation_outcome_{link}", "outcome_id", "o.id", "organization_id")
                for link in NAMED_BY_OUTCOMES
            ),
            regions("outcome", "o.id"),
            topics("cooperation_outcome_topics", "outcome_id", "o.id"),
        ),
    ),
    entries(
        "organization",
        "o",
        source=f"""cooperation_organization o CROSS JOIN LATERAL (SELECT NULL AS date, NULL AS until, {
            " OR ".join([*(names(*named) for named in NAMED), *map(outcome_names, NAMED_BY_OUTCOMES)])
        } AS is_public) named""",
        record="named",
        single=(f"{KIND} + registry_code(o.kind)", f"{COUNTRY} + o.country_id"),
        several=(regions("organization", "o.id"),),
    ),
)

PROGRAMS = (FUNCTIONS, *ENTRIES)
