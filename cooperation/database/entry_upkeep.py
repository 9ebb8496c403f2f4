"""The triggers that keep the index consistent with the tables, whatever client writes to them.

A log of changes tells the processes that hold the index in memory what to read again (commits.py).
"""

from regions.translated import columns as in_each_language

from ..domain.kinds import LISTED as KINDS
from ..domain.kinds import RECORDS
from ..domain.tags import Dimension
from ..models import LISTED, Outcome, Record
from ..models import RECORDS as RECORD_MODELS
from .facets import columns_of, tables_of
from .quality import columns_of as quality_columns_of
from .quality import daily_kinds
from .regions import BELOW, WHO, regions_in
from .staff_search import MOVED as MOVED_FOR_STAFF
from .tables import COMPUTED

ORGANIZATIONS = f"({int(Dimension.ORGANIZATION)}, {int(Dimension.MENTION)})"


def lock(kind):
    """Return the statements that lock the rows. They end the function if readers neither see nor saw one of them."""
    if kind == "organization":
        return ""
    record = f"cooperation_{kind} record"
    if kind == "outcome":
        record = "cooperation_outcome row JOIN cooperation_meeting record ON record.id = row.meeting_id"
    return f"""
        PERFORM FROM cooperation_{kind} WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
        IF NOT EXISTS (
            SELECT FROM {record} WHERE {"row" if kind == "outcome" else "record"}.id = ANY (ids) AND record.is_public
        ) AND NOT EXISTS (SELECT FROM cooperation_entry entry WHERE entry.kind = '{kind}' AND entry.id = ANY (ids)) THEN
            RETURN false;
        END IF;"""


def writer(kind):
    write = """INSERT INTO cooperation_entry AS entry SELECT * FROM fresh ORDER BY id
        ON CONFLICT (kind, id) DO UPDATE SET date = excluded.date, until = excluded.until, place = excluded.place,
        since = excluded.since, till = excluded.till, tags = excluded.tags
        WHERE (entry.date, entry.until, entry.place, entry.since, entry.till, entry.tags) IS DISTINCT FROM
        (excluded.date, excluded.until, excluded.place, excluded.since, excluded.till, excluded.tags)"""
    if kind in BELOW:
        # A statement sees the entries as they were before it started.
        write = f""", written AS ({write})
        SELECT array_agg(id) INTO moved FROM fresh FULL JOIN (
            SELECT id, tags FROM cooperation_entry entry WHERE entry.kind = '{kind}' AND entry.id = ANY (ids)
        ) before USING (id) WHERE {regions_in("fresh.tags")} <> {regions_in("before.tags")};
        PERFORM registry_settle_below('{kind}', moved)"""
    return f"""
    CREATE FUNCTION registry_write_{kind}(ids bigint[]) RETURNS boolean LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $$  -- planning each statement takes longer than executing it
    -- Returns whether readers see, or saw, any of the rows.
    DECLARE
        moved bigint[];
    BEGIN
        {lock(kind)}
        WITH fresh AS MATERIALIZED (SELECT * FROM registry_{kind}_entries(ids)),
        gone AS (
            DELETE FROM cooperation_entry entry WHERE entry.kind = '{kind}' AND entry.id = ANY (ids)
            AND NOT EXISTS (SELECT FROM fresh WHERE fresh.id = entry.id)
        )
        {write};
        {"PERFORM registry_money_put(ids);" if kind == "project" else ""}
        RETURN true;
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
    """Return the SQL function that updates the entries of the given rows whose regions have changed."""
    return f"""
    CREATE FUNCTION registry_settle_{kind}_regions(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    -- Locks all of them first, as registry_reindex() does, and so waits for other changes to them.
    BEGIN
        PERFORM FROM cooperation_{kind} WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
        PERFORM registry_reindex('{kind}', ARRAY(
            SELECT entry.id FROM cooperation_entry entry CROSS JOIN cooperation_entrystate state
            WHERE entry.kind = '{kind}' AND entry.id = ANY (ids) AND {regions_in("entry.tags")}
            <> ARRAY(SELECT region FROM registry_regions_of_{kind}(entry.id, state.home) region ORDER BY 1)
        ));
        {MOVED_FOR_STAFF.get(kind, "")}
    END $$;
    """


# The kinds with tags that depend on the day.
DAY_DEPENDENT = tuple(dict.fromkeys(("agreement", "meeting", *daily_kinds())))


def all_again(kind):
    return f"""
        PERFORM registry_reindex('{kind}', ARRAY(SELECT id FROM cooperation_{kind}));"""


def day_changes(kind):
    """Return the statements that write the entries of a kind whose tags change on the new day."""
    return f"""
        ids := ARRAY(
            SELECT id FROM cooperation_{kind} WHERE id IN (
                SELECT id FROM cooperation_entry WHERE kind = '{kind}' AND (till <= today OR since > today)
            ) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        );
        PERFORM registry_write_{kind}(ids);
        is_changed := is_changed OR ids <> '{{}}';"""


# Updates rows that inherit their regions when the regions of the other rows change.
INHERITING = f"""
CREATE FUNCTION registry_settle_below(kind text, ids bigint[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
-- After these rows moved to other regions: updates the rows that may inherit their regions, at any depth.
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
-- After the region of a country, or the regions of an organization, changed.
DECLARE
    ids bigint[];
BEGIN
    IF TG_TABLE_NAME = 'regions_country' THEN
        IF OLD.region_id = NEW.region_id THEN
            RETURN NULL;
        END IF;
        ids := ARRAY[NEW.id];
        {settle_all("country_id", 0)}
        PERFORM registry_reindex(
            'organization', ARRAY(SELECT id FROM cooperation_organization WHERE country_id = NEW.id)
        );
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
-- Rewrites the entries of these rows. Locks the rows first, and so sees all other changes to them.
DECLARE
    is_seen boolean;
BEGIN
    IF ids IS NULL OR ids = '{{}}' THEN
        RETURN;
    END IF;
    IF kind = 'organization' THEN
        PERFORM registry_settle_later(ids, true);
        RETURN;
    END IF;
    CASE kind
    {" ".join(f"WHEN '{kind}' THEN is_seen := registry_write_{kind}(ids);" for kind in (*RECORDS, "outcome"))}
    END CASE;
    IF kind = 'meeting' AND is_seen THEN
        PERFORM registry_reindex('outcome', ARRAY(SELECT id FROM cooperation_outcome WHERE meeting_id = ANY (ids)));
        PERFORM registry_reindex('agreement', ARRAY(SELECT id FROM cooperation_agreement WHERE meeting_id = ANY (ids)));
    END IF;
END $$;

CREATE FUNCTION registry_settle_later(ids bigint[], whole boolean) RETURNS void LANGUAGE plpgsql AS $$
-- Stores ids of organizations until the transaction commits: to rewrite their entries, or (negative ids) only to add
-- missing ones.
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

CREATE FUNCTION registry_settle_organizations() RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
-- Runs at commit, in one transaction at a time, and so sees the references that others have added and removed.
DECLARE
    noted text := coalesce(current_setting('registry.organizations', true), '');
    ids bigint[];
BEGIN
    IF noted <> '' THEN
        PERFORM set_config('registry.organizations', '', true);
        ids := ARRAY(
            SELECT abs(id) FROM unnest(noted::bigint[]) AS id
            WHERE id > 0 OR NOT EXISTS (SELECT FROM cooperation_entry e WHERE e.kind = 'organization' AND e.id = -id)
        );
        IF ids <> '{{}}' THEN
            PERFORM registry_write_organization(ids);
        END IF;
    END IF;
END $$;

CREATE FUNCTION registry_index_rows() RETURNS trigger LANGUAGE plpgsql AS $$
-- After rows were inserted or deleted. Arguments: pairs of a kind and the column with its id.
DECLARE
    ids bigint[];
BEGIN
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format(
            'SELECT array_agg(DISTINCT %1$I) FILTER (WHERE %1$I IS NOT NULL) FROM changed', TG_ARGV[2 * i + 1]
        ) INTO ids;
        PERFORM registry_reindex(TG_ARGV[2 * i], ids);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_index_row() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a row was updated. Arguments as above.
BEGIN
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        PERFORM registry_reindex(TG_ARGV[2 * i], array_remove(ARRAY[
            registry_value(to_jsonb(OLD), TG_ARGV[2 * i + 1])::bigint,
            registry_value(to_jsonb(NEW), TG_ARGV[2 * i + 1])::bigint
        ], NULL));
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_index_topic() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a topic was moved below another.
DECLARE
    one text;
    moved bigint := ({int(Dimension.TOPIC)}::bigint << 32) + NEW.id;
BEGIN
    IF OLD.parent_id IS NOT DISTINCT FROM NEW.parent_id THEN
        RETURN NULL;
    END IF;
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
-- Logs which entries changed, for the processes that hold the index. If a statement changes so much of a kind that
-- reading all of it is faster or needs less memory, only the kind is logged.
DECLARE
    whole text[] := '{{}}';
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 1001) AS few) > 1000 THEN
        SELECT array_agg(kind) INTO whole FROM (SELECT kind, count(*) AS number FROM changed GROUP BY kind) AS many
        WHERE number > 10000 OR number > 1000
        AND number * 10 > (SELECT count(*) FROM cooperation_entry AS entry WHERE entry.kind = many.kind);
        INSERT INTO cooperation_publicchange (kind, is_entry) SELECT unnest(whole), true;
    END IF;
    INSERT INTO cooperation_publicchange (kind, record, is_entry, date, place, tags)
    SELECT kind, id, true, date, place, CASE WHEN TG_OP <> 'INSERT' THEN tags END FROM changed
    WHERE kind = ANY (whole) IS NOT TRUE;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_entry_names() RETURNS trigger LANGUAGE plpgsql AS $$
-- An organization has an entry while a public record names it. The entry is not written here, because two transactions
-- that name the same two organizations could deadlock.
DECLARE
    named bigint[] := '{{}}';
    had bigint[] := '{{}}';
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        named := ARRAY(
            SELECT DISTINCT tag & 4294967295 FROM after, unnest(tags) AS tag
            WHERE kind <> 'organization' AND tag >> 32 IN {ORGANIZATIONS} ORDER BY 1
        );
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        had := ARRAY(
            SELECT DISTINCT tag & 4294967295 FROM before, unnest(tags) AS tag
            WHERE kind <> 'organization' AND tag >> 32 IN {ORGANIZATIONS} ORDER BY 1
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
-- Updates the tags for another day or another home country, and returns whether anything was to be done. For a new day
-- it waits for no lock: it does nothing while another transaction does the same, and skips locked records until the
-- next call. Once a day it also deletes log rows that are older than 90 days.
DECLARE
    state cooperation_entrystate;
    ids bigint[];
    is_changed boolean := false;
BEGIN
    IF EXISTS (SELECT FROM cooperation_entrystate WHERE day = today AND home = country)
    -- Not EXISTS (... till <= today): a plan for any day expects many such entries, and reads all to find none.
    AND ((SELECT min(till) FROM cooperation_entry) <= today OR (SELECT max(since) FROM cooperation_entry) > today)
        IS NOT TRUE THEN
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
        {"".join(map(all_again, RECORDS)).strip()}
        -- Public records are marked when the regions of their entries change; drafts have no entry.
        INSERT INTO cooperation_search_mark (kind, id)
        {" UNION ALL ".join(f"SELECT '{kind}', id FROM cooperation_{kind} WHERE NOT is_public" for kind in RECORDS)}
        ON CONFLICT DO NOTHING;
    ELSE
        -- A new day changes nothing in the entries of other rows.
        {"".join(map(day_changes, DAY_DEPENDENT))}
        IF state.day = today AND NOT is_changed THEN
            RETURN false;
        END IF;
    END IF;
    -- Logs this commit, because pages change.
    PERFORM registry_token();
    RETURN true;
END $$;

CREATE FUNCTION registry_read_again() RETURNS void LANGUAGE sql AS $$
-- Makes every process read the whole index and all names again, and render every page again.
INSERT INTO cooperation_publicchange (kind, is_entry) SELECT unnest(ARRAY{[*KINDS, "name"]}), true
$$;

CREATE FUNCTION registry_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
-- Logs that cached names are stale. Arguments, for an update: the columns with the name and the address.
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF TG_OP = 'UPDATE' AND NOT EXISTS (
        SELECT FROM unnest(TG_ARGV) AS name
        WHERE registry_value(before, name) IS DISTINCT FROM registry_value(after, name)
    ) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'cooperation_mechanism' THEN
        IF NEW.published_at IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
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


# The columns of each kind that its entries depend on, besides facets, rules of quality, date and publication.
COLUMNS = {
    "agreement": ("in_force_on", "expires_on", "terminated_on", "renewal"),
    "meeting": ("status", "part_of_meeting_id", "part_of_project_id"),
    "mechanism": ("founded_by_id", "parent_id"),
}


def columns(model):
    """Return the columns that the index entry of a row with a page depends on, without versions and texts."""
    own = COMPUTED if issubclass(model, Record) else ()
    others = (*quality_columns_of(model), *COLUMNS.get(model._meta.model_name, ()))
    return tuple(dict.fromkeys([*own, *columns_of(model), *others]))


def linked_tables():
    """Yield the tables that affect entries of other rows, each with the kind and the foreign key column."""
    yield "cooperation_outcome", "outcome", "id"
    for model in LISTED:
        kind = model._meta.model_name
        for table, column in tables_of(model).items():
            yield table, kind, column
        if model in RECORD_MODELS:
            yield f"cooperation_{kind}_regions", kind, f"{kind}_id"
    for link in Outcome.followups:
        yield f"cooperation_outcome_{link}", "outcome", "outcome_id"


def keep(table, arguments, rows="registry_index_rows", row="registry_index_row"):
    """Return the triggers that update the index after changes to a table."""
    words = ", ".join(f"'{argument}'" for argument in arguments)
    return f"""
    CREATE TRIGGER index_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {rows}({words});
    CREATE TRIGGER index_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {rows}({words});
    CREATE TRIGGER index_update AFTER UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION {row}({words});
    """


def keep_page(model):
    """Return the triggers that update the index after changes to relevant columns of a row with a page."""
    kind = model._meta.model_name
    old, new = (", ".join(f"{row}.{column}" for column in columns(model)) for row in ("OLD", "NEW"))
    founding = ("agreement", "founded_by_id") if kind == "mechanism" else ()
    reindex = f"PERFORM registry_reindex('{kind}', ARRAY[NEW.id]);"
    if founding:
        reindex += """
            PERFORM registry_reindex('agreement', array_remove(ARRAY[OLD.founded_by_id, NEW.founded_by_id], NULL));"""
    function = f"""
    CREATE FUNCTION registry_index_{kind}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF ({old}) IS DISTINCT FROM ({new}) THEN
            {reindex}
        END IF;
        RETURN NULL;
    END $$;
    """
    return function + keep(f"cooperation_{kind}", (kind, "id", *founding), row=f"registry_index_{kind}") + emptied(kind)


def emptied(kind):
    return f"""
    CREATE TRIGGER index_emptied AFTER TRUNCATE ON cooperation_{kind}
    FOR EACH STATEMENT EXECUTE FUNCTION registry_index_emptied('{kind}');
    """


def renamed(table, names):
    """Return the triggers that make processes discard cached names. Names of drafts are not cached for readers."""
    words = ", ".join(f"'{name}'" for name in ("slug", *names))
    events = "INSERT OR DELETE" if table == "regions_region" else "DELETE"  # lists offer all regions
    gone = f"CREATE TRIGGER tell_gone AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION registry_renamed();"
    return f"""
    CREATE TRIGGER tell_name AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION registry_renamed({words});
    CREATE TRIGGER tell_all_gone AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION registry_renamed();
    {"" if table == "cooperation_mechanism" else gone}
    """


NAMES = {
    "regions_region": (*in_each_language("name"), "position"),
    "regions_country": (*in_each_language("name"), "alpha_3"),
    "cooperation_topic": (*in_each_language("name"), "parent_id"),
    "cooperation_mechanism": (*in_each_language("title"), "acronym", "published_at"),
    "cooperation_organization": (*in_each_language("name"), "acronym"),
}

MOVED = """
CREATE TRIGGER index_moved AFTER UPDATE ON cooperation_topic FOR EACH ROW EXECUTE FUNCTION registry_index_topic();
CREATE TRIGGER index_moved AFTER UPDATE ON regions_country FOR EACH ROW EXECUTE FUNCTION registry_index_regions();
"""

PROGRAMS = (
    *map(writer, KINDS),
    INHERITING,
    *map(settle, WHO),
    KEEPING,
    *(keep(table, arguments) for table, *arguments in linked_tables()),
    *(keep_page(model) for model in LISTED if model is not Outcome),
    emptied("outcome"),
    MOVED,
    keep("cooperation_organization_regions", (), *["registry_index_regions"] * 2),
    *(renamed(table, names) for table, names in NAMES.items()),
)
