"""The index: what lists, facets, figures and search know of a record. Kept by triggers, so on every path.

One row for each public agreement, meeting, project, mechanism and outcome, and for each organization that one of them
names: its date, the end of its period, its place among those of the same date, and its tags (cooperation/index/tags.py
says what the numbers mean). A second table tells the processes that hold the index in memory what changed: each line
carries the token of its commit, which 0006_public_version logs.
"""

import importlib

from django.conf import settings
from django.db import migrations
from django.utils import timezone

from cooperation.domain.choices import Role

rules = importlib.import_module("cooperation.migrations.0002_rules")

COUNTRY, REGION, TOPIC, MECHANISM, ORGANIZATION, KIND, STATUS, ROLE, MENTION, YEAR, UNTIL, END, TURN, PART = (
    number << 32 for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 64)
)
RECORDS = rules.RECORDS
KINDS = (*RECORDS, "outcome", "organization")

TABLES = """
CREATE TABLE cooperation_entry (
    kind text NOT NULL,
    id bigint NOT NULL CHECK (id BETWEEN 1 AND 4294967295),
    date text COLLATE "C",
    until text COLLATE "C",
    -- Where it stands among the entries of one date, the last first.
    place bigint NOT NULL,
    -- The days on which its tags changed last and will change next, by the calendar alone.
    since date,
    till date,
    tags bigint[] NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX cooperation_entry_till ON cooperation_entry (till) WHERE till IS NOT NULL;
CREATE INDEX cooperation_entry_since ON cooperation_entry (since) WHERE since IS NOT NULL;

-- Holds a row while a transaction that has something to do at its commit is on the way there. A crash may take it.
CREATE UNLOGGED TABLE cooperation_commitqueue (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

CREATE FUNCTION registry_at_commit() RETURNS void LANGUAGE plpgsql AS $$
-- Has the commit of this transaction come by registry_log_commit. The setting and the row are undone together when a
-- savepoint is rolled back.
BEGIN
    IF current_setting('registry.at_commit', true) IS DISTINCT FROM 'queued' THEN
        PERFORM set_config('registry.at_commit', 'queued', true);
        INSERT INTO cooperation_commitqueue DEFAULT VALUES;
    END IF;
END $$;

CREATE FUNCTION registry_token() RETURNS uuid LANGUAGE plpgsql AS $$
-- The token of this transaction, which its commit is logged with: who asks for it changes something that readers see.
DECLARE
    token text := coalesce(current_setting('registry.token', true), '');
BEGIN
    IF token = '' THEN
        token := gen_random_uuid();
        PERFORM set_config('registry.token', token, true);
        PERFORM registry_at_commit();
    END IF;
    RETURN token;
END $$;

-- What a commit changed: records and rows of reference data by their kind and id, and entries of the index.
CREATE TABLE cooperation_publicchange (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token uuid NOT NULL DEFAULT registry_token(),
    kind text NOT NULL,
    -- Without one, everything of the kind may have changed.
    record bigint,
    -- Of a line that is about the index, the entry as it was before, if there was one.
    is_entry boolean NOT NULL DEFAULT false,
    date text COLLATE "C",
    place bigint,
    tags bigint[]
);
CREATE INDEX cooperation_publicchange_token ON cooperation_publicchange (token);

-- One row: the day and the home country that the tags stand for.
CREATE TABLE cooperation_entrystate (
    sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
    day date NOT NULL,
    home text NOT NULL
);
"""

FUNCTIONS = """
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
    tags || %(YEAR)s + left(date, 4)::bigint || %(UNTIL)s + left(until, 4)::bigint
    || %(END)s + rpad(replace(until, '-', ''), 8, '0')::bigint
) AS tag
$$;
"""

# Of each kind: the tables of its countries and of its organizations.
WHO = {
    "mechanism": (("mechanism_countries",), ("mechanism_organizations",)),
    "agreement": (("party",), ("party",)),
    "meeting": (("meeting_countries",), ("meeting_organizations",)),
    "project": (("project_countries",), ("projectorganization",)),
    "outcome": (
        ("outcome_by_countries", "outcome_to_countries"),
        ("outcome_by_organizations", "outcome_to_organizations"),
    ),
}
# Of each kind of record: its mechanism, and the kind and id of what it is part of.
ABOVE = {
    "mechanism": ("NULL", "'mechanism'", "r.parent_id"),
    "agreement": ("NULL", "NULL", "NULL"),
    "meeting": (
        "r.mechanism_id",
        "CASE WHEN r.part_of_meeting_id IS NULL THEN 'project' ELSE 'meeting' END",
        "coalesce(r.part_of_meeting_id, r.part_of_project_id)",
    ),
    "project": ("r.mechanism_id", "NULL", "NULL"),
}
# Of each kind that others may have their regions from: their kinds, and the columns that lead to it.
BELOW = {
    "mechanism": (("mechanism", "parent_id"), ("meeting", "mechanism_id"), ("project", "mechanism_id")),
    "meeting": (("meeting", "part_of_meeting_id"),),
    "project": (("meeting", "part_of_project_id"),),
}
# OFFSET 0 keeps the planner from reading all countries, or all topics, where it is to look up a few by their ids.
PARTNER_REGIONS = """
SELECT place.region_id FROM cooperation_{table} link CROSS JOIN LATERAL (
    SELECT region_id, alpha_3 FROM regions_country WHERE id = link.country_id OFFSET 0
) place WHERE link.{kind}_id = pk AND place.alpha_3 <> home"""
ORGANIZATION_REGIONS = """
SELECT its.region_id FROM cooperation_{table} link CROSS JOIN LATERAL (
    SELECT region_id FROM cooperation_organization_regions WHERE organization_id = link.organization_id OFFSET 0
) its WHERE link.{kind}_id = pk"""
STATED_REGIONS = """
SELECT region_id FROM cooperation_{kind}_regions WHERE {kind}_id = pk"""
# An organization's regions are those that it states, and of a national body that of its country.
OF_ORGANIZATIONS = f"""
CREATE FUNCTION registry_own_regions_of_organization(pk bigint, home text) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $${STATED_REGIONS.format(kind="organization")}
UNION SELECT place.region_id FROM cooperation_organization o JOIN regions_country place ON place.id = o.country_id
WHERE o.id = pk
$$;
"""


def own_regions(kind):
    countries, organizations = WHO[kind]
    given = [PARTNER_REGIONS.format(table=table, kind=kind) for table in countries]
    given += [ORGANIZATION_REGIONS.format(table=table, kind=kind) for table in organizations]
    given += [STATED_REGIONS.format(kind=kind)] if kind in RECORDS else []
    return f"""
    CREATE FUNCTION registry_own_regions_of_{kind}(pk bigint, home text) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE AS $${" UNION ".join(given)}
    $$;
    """


def regions_of(kind):
    """Return the function for the regions where readers look for a row: 0 is none, because it is worldwide or not known.

    Both functions are written so that the planner merges them into the statement that asks.
    """
    others = f"registry_inherited_regions('{kind}', pk, home)"
    if kind == "outcome":
        others = """ARRAY(
            SELECT region FROM cooperation_outcome o CROSS JOIN LATERAL registry_regions_of_meeting(o.meeting_id, home) region
            WHERE o.id = pk
        )"""
    elif kind == "organization":
        others = "'{0}'"
    return f"""
    CREATE FUNCTION registry_regions_of_{kind}(pk bigint, home text) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT unnest(CASE WHEN own.regions <> '{{}}' THEN own.regions ELSE {others} END)
    FROM (SELECT ARRAY(SELECT region FROM registry_own_regions_of_{kind}(pk, home) region) AS regions OFFSET 0) own
    $$;
    """


def above(kind):
    """Return the branch of registry_inherited_regions() that reads where a record of a kind may have its regions from."""
    (countries,), (organizations,) = WHO[kind]
    others = [f"SELECT FROM cooperation_{organizations} WHERE {kind}_id = r.id AND organization_id IS NOT NULL"]
    if kind == "meeting":
        others.append("SELECT FROM regions_country WHERE id = r.host_country_id AND alpha_3 <> home")
    return f"""
    WHEN '{kind}' THEN
        SELECT {", ".join(ABOVE[kind])}, EXISTS (
            SELECT FROM cooperation_{countries}
            WHERE {kind}_id = r.id AND country_id = (SELECT id FROM regions_country WHERE alpha_3 = home)
        ) AND {" AND ".join(f"NOT EXISTS ({other})" for other in others)}
        INTO its_mechanism, its_kind, its_id, is_alone FROM cooperation_{kind} r WHERE r.id = pk;"""


def public(kind, pk):
    return f"""EXISTS (
        SELECT FROM cooperation_{kind} WHERE id = {pk} AND published_at IS NOT NULL AND withdrawn_at IS NULL
    )"""


def whole(kind):
    """Return the branch of registry_inherited_regions() that reads the regions of what a record is part of."""
    return f"""
    WHEN '{kind}' THEN
        EXIT WHEN NOT {public(kind, "its_id")};
        found := ARRAY(SELECT region FROM registry_own_regions_of_{kind}(its_id, home) region);"""


INHERITED_REGIONS = f"""
CREATE FUNCTION registry_inherited_regions(kind text, pk bigint, home text) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- The regions of a record that has none of its own. It has those of its mechanism, else those of the meeting or project that
-- it is part of, and so on upwards; from a draft nobody has any. The home country's region comes last, and only where no
-- other country, a host included, and no organization is recorded.
DECLARE
    seen text[] := '{{}}';
    found bigint[];
    its_mechanism bigint;
    its_kind text;
    its_id bigint;
    is_alone boolean;
    is_home boolean := false;
BEGIN
    WHILE NOT kind || pk = ANY (seen) LOOP
        seen := seen || (kind || pk);
        CASE kind {"".join(map(above, RECORDS))}
        END CASE;
        is_home := is_home OR is_alone;
        IF {public("mechanism", "its_mechanism")} THEN
            found := ARRAY(SELECT region FROM registry_regions_of_mechanism(its_mechanism, home) region);
            IF found <> '{{0}}' THEN
                RETURN found;
            END IF;
        END IF;
        CASE its_kind {"".join(map(whole, BELOW))}
        ELSE EXIT;
        END CASE;
        IF found <> '{{}}' THEN
            RETURN found;
        END IF;
        kind := its_kind;
        pk := its_id;
    END LOOP;
    RETURN CASE WHEN is_home THEN ARRAY(SELECT region_id FROM regions_country WHERE alpha_3 = home) ELSE '{{0}}' END;
END $$;
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
    date,
    until,
    of,
    single,
    several,
    source=None,
    public=None,
    place=None,
    since="NULL::date",
    till="NULL::date",
):
    return f"""
    CREATE FUNCTION registry_{kind}_entries(ids bigint[]) RETURNS SETOF cooperation_entry
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT '{kind}', {alias}.id, period.date, period.until, {place or f"{alias}.id"}, {since}, {till}, coalesce(
        registry_tags(ARRAY[{", ".join(single)}] || ARRAY({" UNION ALL ".join(several)}), period.date, period.until), '{{}}'
    )
    FROM {source or f"cooperation_{kind} {alias}"}
    CROSS JOIN LATERAL (SELECT {date} AS date, {until} AS until) period
    LEFT JOIN cooperation_entrystate state ON true
    {of}
    WHERE {alias}.id = ANY (ids) AND {public or f"{alias}.published_at IS NOT NULL AND {alias}.withdrawn_at IS NULL"}
    $$;
    """


def over(end):
    """Return what follows from a planned meeting's end: whether it is over, and the day from which it is."""
    return f"""
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.status IN ('tentative', 'confirmed') THEN registry_last_day({end}) + 1 END AS day
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
PROJECT_END = """CASE
    WHEN p.actual_end >= coalesce(p.actual_start, p.planned_start)
        OR starts_with(coalesce(p.actual_start, p.planned_start), p.actual_end) THEN p.actual_end
    WHEN p.actual_end IS NOT NULL THEN coalesce(p.actual_start, p.planned_start)
    WHEN p.planned_end >= coalesce(p.actual_start, p.planned_start)
        OR starts_with(coalesce(p.actual_start, p.planned_start), p.planned_end) THEN p.planned_end
    WHEN p.status IN ('closed', 'cancelled') THEN coalesce(p.actual_start, p.planned_start)
    ELSE '9999'
END"""
# A signed instrument's date is the first known of these.
AGREEMENT_DATE = "coalesce(a.signed_on, a.adopted_on, a.in_force_on)"
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
        WHERE link.{column} = o.id AND record.published_at IS NOT NULL AND record.withdrawn_at IS NULL
    )"""


def outcome_names(link):
    return f"""EXISTS (
        SELECT FROM cooperation_outcome_{link} link JOIN cooperation_outcome ON cooperation_outcome.id = link.outcome_id
        JOIN cooperation_meeting record ON record.id = cooperation_outcome.meeting_id
        WHERE link.organization_id = o.id AND record.published_at IS NOT NULL AND record.withdrawn_at IS NULL
    )"""


ENTRIES = (
    entries(
        "agreement",
        "a",
        date=AGREEMENT_DATE,
        until=AGREEMENT_DATE,
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
            " AND m.mechanism_id IS NOT NULL AND m.published_at IS NOT NULL AND m.withdrawn_at IS NULL",
            f"SELECT {MECHANISM} + f.id FROM cooperation_mechanism f WHERE f.founded_by_id = a.id",
        ),
    ),
    entries(
        "meeting",
        "m",
        date="m.start",
        until='coalesce(m."end", m.start)',
        of=over('coalesce(m."end", m.start)'),
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
        date="coalesce(p.actual_start, p.planned_start)",
        until=PROJECT_END,
        of="",
        single=(f"{STATUS} + registry_code(p.status)", f"{MECHANISM} + p.mechanism_id"),
        several=(
            linked(COUNTRY, "cooperation_project_countries", "project_id", "p.id", "country_id"),
            linked(ORGANIZATION, "cooperation_projectorganization", "project_id", "p.id", "organization_id"),
            linked(MENTION, "cooperation_phase", "project_id", "p.id", "funder_id"),
            f"SELECT {ROLE} + registry_code(link.role) FROM cooperation_projectorganization link"
            " WHERE link.project_id = p.id",
            f"SELECT {PART} + (array_position(ARRAY{Role.values}, link.role::text) - 1) * {1 << 32}"
            " + link.organization_id FROM cooperation_projectorganization link WHERE link.project_id = p.id",
            regions("project", "p.id"),
            topics("cooperation_project_topics", "project_id", "p.id"),
        ),
    ),
    entries(
        "mechanism",
        "k",
        date="k.established_on",
        until="coalesce(k.ended_on, '9999')",
        of="",
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
        public="m.published_at IS NOT NULL AND m.withdrawn_at IS NULL",
        date="m.start",
        until='coalesce(m."end", m.start)',
        of="",
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
        public=f"({' OR '.join([*(names(*named) for named in NAMED), *map(outcome_names, NAMED_BY_OUTCOMES)])})",
        date="NULL::text",
        until="NULL::text",
        of="",
        single=(f"{KIND} + registry_code(o.kind)", f"{COUNTRY} + o.country_id"),
        several=(regions("organization", "o.id"),),
    ),
)


def regions_in(tags):
    """Return the expression of the regions that the tags of an entry say; where there is no entry there are none."""
    said = f"SELECT tag - {REGION} FROM unnest({tags}) AS tag WHERE tag >> 32 = {REGION >> 32}"
    return f"coalesce(nullif(ARRAY({said}), '{{}}'), '{{0}}')"


def writer(kind):
    lock = f"PERFORM FROM cooperation_{kind} WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;"
    write = """INSERT INTO cooperation_entry AS entry SELECT * FROM fresh ORDER BY id
        ON CONFLICT (kind, id) DO UPDATE SET date = excluded.date, until = excluded.until, place = excluded.place,
        since = excluded.since, till = excluded.till, tags = excluded.tags
        WHERE (entry.date, entry.until, entry.place, entry.since, entry.till, entry.tags) IS DISTINCT FROM
        (excluded.date, excluded.until, excluded.place, excluded.since, excluded.till, excluded.tags)"""
    if kind in BELOW:
        # A statement sees the entries as they were before it.
        write = f""", written AS ({write})
        SELECT array_agg(id) INTO moved FROM fresh FULL JOIN (
            SELECT id, tags FROM cooperation_entry entry WHERE entry.kind = '{kind}' AND entry.id = ANY (ids)
        ) before USING (id) WHERE {regions_in("fresh.tags")} <> {regions_in("before.tags")};
        PERFORM registry_settle_below('{kind}', moved)"""
    return f"""
    CREATE FUNCTION registry_write_{kind}(ids bigint[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $$  -- planning it anew for each statement takes longer than doing it
    DECLARE
        moved bigint[];
    BEGIN
        {lock if kind != "organization" else ""}
        WITH fresh AS MATERIALIZED (SELECT * FROM registry_{kind}_entries(ids)),
        gone AS (
            DELETE FROM cooperation_entry entry WHERE entry.kind = '{kind}' AND entry.id = ANY (ids)
            AND NOT EXISTS (SELECT FROM fresh WHERE fresh.id = entry.id)
        )
        {write};
    END $$;
    """


def settle_all(column, number):
    return "\n".join(
        f"PERFORM registry_settle_{kind}_regions(ARRAY("
        + " UNION ".join(
            f"SELECT {kind}_id FROM cooperation_{table} WHERE {column} = ANY (ids)" for table in who[number]
        )
        + "));"
        for kind, who in WHO.items()
    )


def settle(kind):
    """Return the function that writes the entries anew of those of some rows whose regions are others now."""
    return f"""
    CREATE FUNCTION registry_settle_{kind}_regions(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    -- All are locked first, as registry_reindex() does: whoever else changes one of them has ended.
    BEGIN
        PERFORM FROM cooperation_{kind} WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
        PERFORM registry_reindex('{kind}', ARRAY(
            SELECT entry.id FROM cooperation_entry entry CROSS JOIN cooperation_entrystate state
            WHERE entry.kind = '{kind}' AND entry.id = ANY (ids) AND {regions_in("entry.tags")}
            <> ARRAY(SELECT region FROM registry_regions_of_{kind}(entry.id, state.home) region ORDER BY 1)
        ));
    END $$;
    """


# What is kept true when those move who give their regions to others.
INHERITING = f"""
CREATE FUNCTION registry_settle_below(kind text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
-- After these rows moved to other regions: settles what may have its regions from them, at any depth.
DECLARE
    found record;
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;
    FOR found IN
        WITH RECURSIVE below AS (
            SELECT $1 AS kind, unnest(ids) AS id
            UNION SELECT next.kind, next.id FROM below CROSS JOIN LATERAL (
                {
    " UNION ALL ".join(
        f"SELECT '{other}', id FROM cooperation_{other} WHERE below.kind = '{kind}' AND {column} = below.id"
        for kind, others in BELOW.items()
        for other, column in others
    )
}
            ) next (kind, id)
        )
        SELECT below.kind, array_agg(below.id) AS ids FROM below
        WHERE below.kind <> $1 OR below.id <> ALL ($2) GROUP BY 1 ORDER BY 1
    LOOP
        CASE found.kind
        {" ".join(f"WHEN '{kind}' THEN PERFORM registry_settle_{kind}_regions(found.ids);" for kind in BELOW)}
        END CASE;
    END LOOP;
END $$;

CREATE FUNCTION registry_index_regions() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a country moved to another region, or an organization states others.
DECLARE
    ids bigint[];
BEGIN
    IF TG_TABLE_NAME = 'regions_country' THEN
        ids := ARRAY[NEW.id];
        {settle_all("country_id", 0)}
        PERFORM registry_reindex('organization', ARRAY(SELECT id FROM cooperation_organization WHERE country_id = NEW.id));
        RETURN NULL;
    END IF;
    IF TG_LEVEL = 'ROW' THEN
        ids := ARRAY[OLD.organization_id, NEW.organization_id];
    ELSE
        ids := ARRAY(SELECT DISTINCT organization_id FROM changed);
    END IF;
    {settle_all("organization_id", 1)}
    PERFORM registry_reindex('organization', ids);
    RETURN NULL;
END $$;
"""

KEEPING = f"""
CREATE FUNCTION registry_reindex(kind text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
-- Writes the entries of these rows anew. The rows are locked first: whoever else changes one of them has ended, and the
-- statement that follows sees what they did.
BEGIN
    IF ids IS NULL OR ids = '{{}}' THEN
        RETURN;
    END IF;
    IF kind = 'organization' THEN
        PERFORM registry_settle_later(ids, true);
        RETURN;
    END IF;
    CASE kind
    {" ".join(f"WHEN '{kind}' THEN PERFORM registry_write_{kind}(ids);" for kind in RECORDS + ("outcome",))}
    END CASE;
    IF kind = 'meeting' THEN
        PERFORM registry_reindex('outcome', ARRAY(SELECT id FROM cooperation_outcome WHERE meeting_id = ANY (ids)));
        PERFORM registry_reindex('agreement', ARRAY(SELECT id FROM cooperation_agreement WHERE meeting_id = ANY (ids)));
    END IF;
END $$;

CREATE FUNCTION registry_settle_later(ids bigint[], whole boolean) RETURNS void LANGUAGE plpgsql AS $$
-- Remembers organizations until the transaction commits: to write their entries anew, or only (as a negative number) to
-- see that they have one.
DECLARE
    noted text := coalesce(current_setting('registry.organizations', true), '');
BEGIN
    IF ids = '{{}}' THEN
        RETURN;
    END IF;
    PERFORM set_config('registry.organizations', ARRAY(
        SELECT CASE WHEN whole THEN id ELSE -id END FROM unnest(ids) AS id
        UNION SELECT unnest(coalesce(nullif(noted, ''), '{{}}')::bigint[])
    )::text, true);
    PERFORM registry_at_commit();
END $$;

CREATE FUNCTION registry_settle_organizations() RETURNS void LANGUAGE plpgsql AS $$
-- At commit, when no other transaction can be at the same point: what others gave and took meanwhile is seen now.
DECLARE
    noted text := coalesce(current_setting('registry.organizations', true), '');
BEGIN
    IF noted <> '' THEN
        PERFORM set_config('registry.organizations', '', true);
        PERFORM registry_write_organization(ARRAY(
            SELECT abs(id) FROM unnest(noted::bigint[]) AS id
            WHERE id > 0 OR NOT EXISTS (SELECT FROM cooperation_entry e WHERE e.kind = 'organization' AND e.id = -id)
        ));
    END IF;
END $$;

CREATE FUNCTION registry_index_rows() RETURNS trigger LANGUAGE plpgsql AS $$
-- After rows came or went. Arguments: pairs of a kind and the column that leads to it.
DECLARE
    ids bigint[];
BEGIN
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format('SELECT array_agg(DISTINCT %1$I) FILTER (WHERE %1$I IS NOT NULL) FROM changed', TG_ARGV[2 * i + 1])
        INTO ids;
        PERFORM registry_reindex(TG_ARGV[2 * i], ids);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_index_row() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a row changed. Arguments as above.
BEGIN
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        PERFORM registry_reindex(TG_ARGV[2 * i], array_remove(ARRAY[
            (to_jsonb(OLD) ->> TG_ARGV[2 * i + 1])::bigint, (to_jsonb(NEW) ->> TG_ARGV[2 * i + 1])::bigint
        ], NULL));
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_index_tag() RETURNS trigger LANGUAGE plpgsql AS $$
-- After what a tag stands for has moved: a topic below another. Argument: the dimension.
DECLARE
    one text;
    moved bigint := (TG_ARGV[0]::bigint << 32) + NEW.id;
BEGIN
    FOREACH one IN ARRAY ARRAY{list(KINDS)} LOOP
        PERFORM registry_reindex(one, ARRAY(SELECT id FROM cooperation_entry WHERE kind = one AND moved = ANY (tags)));
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_index_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a table was truncated. Argument: the kind.
BEGIN
    DELETE FROM cooperation_entry WHERE kind = TG_ARGV[0];
    RETURN NULL;
END $$;

CREATE FUNCTION registry_entry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
-- Tells the processes that hold the index which entries changed. More than a thousand in one statement are told as one
-- line for each kind.
BEGIN
    IF NOT EXISTS (SELECT FROM changed) THEN
        RETURN NULL;
    END IF;
    IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 1001) AS few) > 1000 THEN
        INSERT INTO cooperation_publicchange (kind, is_entry) SELECT DISTINCT kind, true FROM changed;
    ELSE
        INSERT INTO cooperation_publicchange (kind, record, is_entry, date, place, tags)
        SELECT kind, id, true, date, place, CASE WHEN TG_OP <> 'INSERT' THEN tags END FROM changed;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_entry_names() RETURNS trigger LANGUAGE plpgsql AS $$
-- An organization has an entry while a public record names it. Many records name the same one: were its entry written
-- here, two writers who meet in two of them would wait for each other.
DECLARE
    named bigint[] := '{{}}';
    had bigint[] := '{{}}';
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        named := ARRAY(
            SELECT DISTINCT tag & 4294967295 FROM after, unnest(tags) AS tag
            WHERE kind <> 'organization' AND tag >> 32 IN ({ORGANIZATION >> 32}, {MENTION >> 32}) ORDER BY 1
        );
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        had := ARRAY(
            SELECT DISTINCT tag & 4294967295 FROM before, unnest(tags) AS tag
            WHERE kind <> 'organization' AND tag >> 32 IN ({ORGANIZATION >> 32}, {MENTION >> 32}) ORDER BY 1
        );
    END IF;
    IF named = had THEN
        RETURN NULL;
    END IF;
    PERFORM registry_settle_later(ARRAY(SELECT unnest(had) EXCEPT SELECT unnest(named)), true);
    PERFORM registry_settle_later(ARRAY(SELECT unnest(named) EXCEPT SELECT unnest(had)), false);
    RETURN NULL;
END $$;

CREATE FUNCTION registry_index_as_of(today date, country text) RETURNS boolean LANGUAGE plpgsql AS $$
-- Brings the tags to another day, or to another home country, and returns whether there was anything to do. For a day
-- nobody is waited for: while another transaction does the same this one does nothing, and a record that another
-- transaction has locked keeps its tags until the next call. Once a day it also removes what was logged more than 90
-- days ago.
DECLARE
    state cooperation_entrystate;
    agreements bigint[];
    meetings bigint[];
BEGIN
    IF EXISTS (SELECT FROM cooperation_entrystate WHERE day = today AND home = country)
    AND NOT EXISTS (SELECT FROM cooperation_entry WHERE till <= today OR since > today) THEN
        RETURN false;
    END IF;
    SELECT * INTO state FROM cooperation_entrystate FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF (state.home, state.day) IS DISTINCT FROM (country, today) THEN
        UPDATE cooperation_entrystate SET day = today, home = country;
        WITH old AS (
            DELETE FROM cooperation_publiccommit WHERE at < clock_timestamp() - interval '90 days' RETURNING token
        )
        DELETE FROM cooperation_publicchange USING old WHERE cooperation_publicchange.token = old.token;
    END IF;
    IF state.home <> country THEN
        PERFORM registry_reindex('agreement', ARRAY(SELECT id FROM cooperation_agreement));
        PERFORM registry_reindex('meeting', ARRAY(SELECT id FROM cooperation_meeting));
        PERFORM registry_reindex('project', ARRAY(SELECT id FROM cooperation_project));
        PERFORM registry_reindex('mechanism', ARRAY(SELECT id FROM cooperation_mechanism));
    ELSE
        -- A day changes nothing of what belongs to these records.
        agreements := ARRAY(
            SELECT id FROM cooperation_agreement WHERE id IN (
                SELECT id FROM cooperation_entry WHERE kind = 'agreement' AND (till <= today OR since > today)
            ) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        );
        PERFORM registry_write_agreement(agreements);
        meetings := ARRAY(
            SELECT id FROM cooperation_meeting WHERE id IN (
                SELECT id FROM cooperation_entry WHERE kind = 'meeting' AND (till <= today OR since > today)
            ) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        );
        PERFORM registry_write_meeting(meetings);
        IF state.day = today AND agreements || meetings = '{{}}' THEN
            RETURN false;
        END IF;
    END IF;
    -- Pages show something else from now on (0006_public_version).
    PERFORM registry_token();
    RETURN true;
END $$;

CREATE FUNCTION registry_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
-- Tells that what is remembered of names is no longer true.
BEGIN
    INSERT INTO cooperation_publicchange (kind, is_entry) VALUES ('name', true);
    RETURN NULL;
END $$;

CREATE TRIGGER tell_insert AFTER INSERT ON cooperation_entry REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION registry_entry_changed();
CREATE TRIGGER tell_update AFTER UPDATE ON cooperation_entry REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION registry_entry_changed();
CREATE TRIGGER tell_delete AFTER DELETE ON cooperation_entry REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION registry_entry_changed();
CREATE TRIGGER names_insert AFTER INSERT ON cooperation_entry REFERENCING NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION registry_entry_names();
CREATE TRIGGER names_update AFTER UPDATE ON cooperation_entry REFERENCING NEW TABLE AS after OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION registry_entry_names();
CREATE TRIGGER names_delete AFTER DELETE ON cooperation_entry REFERENCING OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION registry_entry_names();
"""


# What each table's rows bear on: pairs of a kind and the column that leads to it. Of the records' own tables also the
# columns that matter; versions and texts do not.
LINKS = {
    "party": ("agreement", "agreement_id"),
    "projectorganization": ("project", "project_id"),
    "phase": ("project", "project_id"),
    "outcome": ("outcome", "id"),
    **{f"{kind}_topics": (kind, f"{kind}_id") for kind in (*RECORDS, "outcome")},
    **{f"{kind}_regions": (kind, f"{kind}_id") for kind in RECORDS},
    **{f"{kind}_countries": (kind, f"{kind}_id") for kind in ("mechanism", "meeting", "project")},
    **{f"{kind}_organizations": (kind, f"{kind}_id") for kind in ("mechanism", "meeting")},
    **{
        f"outcome_{link}": ("outcome", "outcome_id")
        for link in ("by_countries", "to_countries", *NAMED_BY_OUTCOMES, *CARRIED_OUT)
    },
}
PUBLICATION = ("published_at", "withdrawn_at")
COLUMNS = {
    "agreement": (
        *PUBLICATION, "kind", "signed_on", "adopted_on", "in_force_on", "expires_on", "terminated_on", "renewal",
        "meeting_id",
    ),
    "meeting": (
        *PUBLICATION, "kind", "status", "start", '"end"', "mechanism_id", "host_country_id", "part_of_meeting_id",
        "part_of_project_id",
    ),
    "project": (
        *PUBLICATION, "status", "planned_start", "planned_end", "actual_start", "actual_end", "mechanism_id",
    ),
    "mechanism": (*PUBLICATION, "level", "established_on", "ended_on", "founded_by_id", "parent_id"),
    "organization": ("kind", "country_id"),
}  # fmt: skip


def keep(table, arguments, changes, rows="registry_index_rows", row="registry_index_row"):
    words = ", ".join(f"'{argument}'" for argument in arguments)
    return f"""
    CREATE TRIGGER index_insert AFTER INSERT ON cooperation_{table} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {rows}({words});
    CREATE TRIGGER index_delete AFTER DELETE ON cooperation_{table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {rows}({words});
    CREATE TRIGGER index_update AFTER UPDATE ON cooperation_{table} FOR EACH ROW
    WHEN ({changes}) EXECUTE FUNCTION {row}({words});
    """


def keep_record(kind):
    arguments = (kind, "id", *(("agreement", "founded_by_id") if kind == "mechanism" else ()))
    old, new = (", ".join(f"{row}.{column}" for column in COLUMNS[kind]) for row in ("OLD", "NEW"))
    return keep(kind, arguments, f"({old}) IS DISTINCT FROM ({new})") + emptied(kind)


def emptied(kind):
    return f"""
    CREATE TRIGGER index_emptied AFTER TRUNCATE ON cooperation_{kind}
    FOR EACH STATEMENT EXECUTE FUNCTION registry_index_emptied('{kind}');
    """


def moved(table, column, function):
    return f"""
    CREATE TRIGGER index_moved AFTER UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {function};
    """


def renamed(table, names):
    old, new = (", ".join(f"{row}.{column}" for column in ("slug", *names)) for row in ("OLD", "NEW"))
    is_record = "published_at" in names
    events = "INSERT OR DELETE" if table == "regions_region" else "DELETE"  # lists offer all regions
    gone = f"CREATE TRIGGER tell_gone AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION registry_renamed();"
    return f"""
    CREATE TRIGGER tell_name AFTER UPDATE ON {table} FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new}){" AND NEW.published_at IS NOT NULL" if is_record else ""})
    EXECUTE FUNCTION registry_renamed();
    CREATE TRIGGER tell_all_gone AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION registry_renamed();
    {"" if is_record else gone}
    """


NAMES = {
    "regions_region": ("name", "position"),
    "regions_country": ("name", "alpha_3"),
    "cooperation_topic": ("name", "parent_id"),
    "cooperation_mechanism": ("title", "acronym", "published_at"),
    "cooperation_organization": ("name", "acronym"),
}
STATE = "INSERT INTO cooperation_entrystate (day, home) VALUES ('{day}', '{home}')"
# Nobody holds an index yet to be told what changed in it.
FILL = f"""
{"".join(f"SELECT registry_reindex('{kind}', ARRAY(SELECT id FROM cooperation_{kind}));" for kind in KINDS)}
SELECT registry_settle_organizations();
TRUNCATE cooperation_publicchange, cooperation_commitqueue;
"""
REMOVE = f"""
DROP FUNCTION registry_index_rows, registry_index_row, registry_index_tag, registry_index_regions,
registry_index_emptied,
registry_entry_changed, registry_entry_names,
registry_renamed CASCADE;
DROP FUNCTION registry_index_as_of, registry_reindex, registry_settle_later,
registry_settle_organizations, {", ".join(f"registry_{kind}_entries, registry_write_{kind}" for kind in KINDS)},
registry_settle_below, {", ".join(f"registry_settle_{kind}_regions" for kind in WHO)},
{", ".join(f"registry_regions_of_{kind}, registry_own_regions_of_{kind}" for kind in (*WHO, "organization"))},
registry_inherited_regions,
registry_tags, registry_last_day, registry_first_day, registry_code;
DROP TABLE cooperation_entrystate, cooperation_publicchange, cooperation_commitqueue, cooperation_entry;
DROP FUNCTION registry_token, registry_at_commit;
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0004_submissions"), ("regions", "0002_rules")]

    operations = [
        migrations.RunSQL(
            [
                TABLES,
                FUNCTIONS % {"YEAR": YEAR, "UNTIL": UNTIL, "END": END},
                OF_ORGANIZATIONS,
                *map(own_regions, WHO),
                INHERITED_REGIONS,
                *map(regions_of, (*WHO, "organization")),
                *ENTRIES,
                *map(writer, KINDS),
                INHERITING,
                *map(settle, WHO),
                KEEPING,
                *(keep(table, arguments, "OLD.* IS DISTINCT FROM NEW.*") for table, arguments in LINKS.items()),
                *(keep_record(kind) for kind in COLUMNS),
                emptied("outcome"),
                moved("cooperation_topic", "parent_id", f"registry_index_tag({TOPIC >> 32})"),
                moved("regions_country", "region_id", "registry_index_regions()"),
                keep(
                    "organization_regions",
                    (),
                    "OLD.* IS DISTINCT FROM NEW.*",
                    *["registry_index_regions"] * 2,
                ),
                *(renamed(table, names) for table, names in NAMES.items()),
                STATE.format(day=timezone.localdate(), home=settings.HOME_COUNTRY),
                FILL,
            ],
            REMOVE,
        )
    ]
