"""The triggers that keep the search tables up to date: each transaction writes its changes once, at its end."""

from ..models import Citation, Record
from .facets import link_of
from .search_texts import KINDS, NAMED, paths_of
from .tables import table_of

# Each table, and the kinds of search row that depend on it.
CONCERNED = {kind: (kind,) for kind in KINDS if kind != "outcome"} | {"meeting": ("meeting", "outcome")}
# Not used for spelling suggestions: readers see these only when a public record refers to them.
UNCOUNTED = ("organization", "topic", "source")


def unless_seen(kind):
    """Return the statement that ends the function if readers neither see nor saw any of the records."""
    model = KINDS[kind]
    record = model._meta.get_field(model.record_field).related_model if hasattr(model, "record_field") else model
    if not issubclass(record, Record):
        return ""
    return f"""IF NOT EXISTS (SELECT FROM {record._meta.db_table} WHERE id = ANY (ids) AND is_public)
        AND NOT EXISTS (SELECT FROM cooperation_search WHERE kind = '{kind}' AND record = ANY (ids)) THEN
            RETURN;
        END IF;"""


def put(kind):
    count = (
        ""
        if kind in UNCOUNTED
        else f"""
        , old AS (
            SELECT lexeme, -1 AS number FROM before, unnest(tsvector_to_array(vector)) AS lexeme
        ), new AS (
            SELECT lexeme, 1 AS number FROM now, unnest(tsvector_to_array(vector)) AS lexeme
        ), change AS (
            SELECT lexeme, sum(number)::int AS number FROM (TABLE old UNION ALL TABLE new) AS differences
            WHERE lexeme NOT LIKE '=%' GROUP BY lexeme HAVING sum(number) <> 0
        ), spelled AS (
            SELECT DISTINCT ON (lexeme) lexeme, word FROM now, registry_search_words(words)
            WHERE EXISTS (SELECT FROM change WHERE number > 0) ORDER BY lexeme, length(word), word
        ), queued AS (
            INSERT INTO cooperation_search_queue (kind, lexemes, words, numbers)
            SELECT '{kind}', array_agg(lexeme ORDER BY lexeme), array_agg(coalesce(word, '') ORDER BY lexeme),
                array_agg(number ORDER BY lexeme)
            FROM change LEFT JOIN spelled USING (lexeme) HAVING count(*) > 0
        )"""
    )
    return f"""
    CREATE FUNCTION registry_search_put_{kind}(ids bigint[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $$  -- planning takes as long as executing
    BEGIN
        {unless_seen(kind)}
        WITH now AS MATERIALIZED (
            SELECT * FROM registry_search_of_{kind}(ids)
        ), before AS MATERIALIZED (
            SELECT id, vector FROM cooperation_search WHERE kind = '{kind}' AND record = ANY (ids)
        ), gone AS (
            DELETE FROM cooperation_search WHERE kind = '{kind}' AND record = ANY (ids)
            AND id NOT IN (SELECT id FROM now)
        ){count}
        INSERT INTO cooperation_search AS kept (kind, id, record, date, names, vector)
        SELECT kind, id, record, date, names, vector FROM now ORDER BY id
        ON CONFLICT (kind, id) DO UPDATE
        SET record = excluded.record, date = excluded.date, names = excluded.names, vector = excluded.vector
        WHERE (kept.record, kept.date, kept.names, kept.vector)
        IS DISTINCT FROM (excluded.record, excluded.date, excluded.names, excluded.vector);
        {f"PERFORM registry_cited_put_{kind}(ids);" if kind in Citation.owners else ""}
    END $$;
    """


def perform(kind):
    # A series has quality rules about its sessions. This locks its row, and so sees all other changes to them.
    write = "PERFORM registry_write_mechanism(ids); " if kind == "mechanism" else ""
    return f"{write}PERFORM registry_search_put_{kind}(ids); PERFORM registry_staff_search_put_{kind}(ids); "


MARKS = f"""
CREATE FUNCTION registry_search_mark() RETURNS trigger LANGUAGE plpgsql AS $$
-- Arguments: pairs of a kind of record and the column with its id, one for each possible owner. Links of an outcome
-- mark its meeting; if the outcome was deleted before them, that has marked the meeting.
DECLARE
    fields jsonb := coalesce(to_jsonb(NEW), to_jsonb(OLD));
    record bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        record := registry_value(fields, TG_ARGV[2 * i + 1]);
        IF TG_ARGV[2 * i] = 'outcome' THEN
            SELECT meeting_id INTO record FROM cooperation_outcome WHERE id = record;
        END IF;
        IF record IS NOT NULL THEN
            INSERT INTO cooperation_search_mark (kind, id)
            VALUES (CASE TG_ARGV[2 * i] WHEN 'outcome' THEN 'meeting' ELSE TG_ARGV[2 * i] END, record)
            ON CONFLICT DO NOTHING;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_search_settle() RETURNS trigger LANGUAGE plpgsql AS $$
-- Writes the rows that this transaction marked, once, when it ends, a thousand at a time. Later changes are marked
-- again.
DECLARE
    ids bigint[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM cooperation_search_mark WHERE (kind, id, transaction) = (NEW.kind, NEW.id, NEW.transaction)
    ) THEN
        RETURN NULL;
    END IF;
    WITH taken AS (
        DELETE FROM cooperation_search_mark WHERE (kind, transaction) = (NEW.kind, NEW.transaction) AND id = ANY (ARRAY(
            SELECT NEW.id UNION
            (SELECT id FROM cooperation_search_mark WHERE (kind, transaction) = (NEW.kind, NEW.transaction) LIMIT 1000)
        )) RETURNING id
    )
    SELECT array_agg(id) INTO ids FROM taken;
    CASE NEW.kind
    {"".join(f"WHEN '{kind}' THEN {''.join(map(perform, names))}" for kind, names in CONCERNED.items())}
    END CASE;
    IF (SELECT count(*) FROM (SELECT FROM cooperation_search_queue LIMIT 100) AS waiting) = 100 THEN
        PERFORM registry_search_count();
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER settle AFTER INSERT ON cooperation_search_mark DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION registry_search_settle();

CREATE FUNCTION registry_search_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
-- Arguments: the kinds whose table was emptied.
BEGIN
    DELETE FROM cooperation_search WHERE kind = ANY (TG_ARGV);
    DELETE FROM cooperation_staff_search WHERE kind = ANY (TG_ARGV);
    DELETE FROM cooperation_search_name WHERE kind = ANY (TG_ARGV);
    DELETE FROM cooperation_search_word WHERE kind = ANY (TG_ARGV);
    DELETE FROM cooperation_search_queue WHERE kind = ANY (TG_ARGV);
    RETURN NULL;
END $$;
"""
_REGIONS_IN = "ARRAY(SELECT tag FROM unnest({}.tags) AS tag WHERE tag >> 32 = 2)"
MOVED = f"""
CREATE FUNCTION registry_search_regions() RETURNS trigger LANGUAGE plpgsql AS $$
-- Marks the records whose regions in the index changed, whatever changed them. For an outcome it marks the meeting.
BEGIN
    INSERT INTO cooperation_search_mark (kind, id)
    SELECT DISTINCT
        CASE moved.kind WHEN 'outcome' THEN 'meeting' ELSE moved.kind END, coalesce(outcome.meeting_id, moved.id)
    FROM (
        SELECT kind, id FROM before JOIN after USING (kind, id)
        WHERE kind <> 'organization' AND {_REGIONS_IN.format("before")} <> {_REGIONS_IN.format("after")} OFFSET 0
    ) AS moved
    LEFT JOIN cooperation_outcome AS outcome ON moved.kind = 'outcome' AND outcome.id = moved.id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER search_regions AFTER UPDATE ON cooperation_entry REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION registry_search_regions();

CREATE FUNCTION registry_search_moved() RETURNS trigger LANGUAGE plpgsql AS $$
-- A country's region is a tag of its national bodies, including those that are not in the index.
BEGIN
    IF OLD.region_id <> NEW.region_id THEN
        PERFORM registry_search_put_organization(
            ARRAY(SELECT id FROM cooperation_organization WHERE country_id = NEW.id)
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_moved AFTER UPDATE ON regions_country FOR EACH ROW EXECUTE FUNCTION registry_search_moved();
"""


def marking_tables():
    """Return the tables that affect search rows of others: the kinds, and the foreign key column for each."""
    found = {}
    for kind, model in KINDS.items():
        firsts = [fields[0] for _weight, fields in paths_of(model)]
        firsts += [field for field in model._meta.many_to_many if field.name == "regions"]
        for first in firsts:
            if link := link_of(first):
                table, column = link
                found.setdefault(table, {})[kind] = column
    return found


def mark(table, owners):
    arguments = ", ".join(f"'{kind}', '{column}'" for kind, column in owners)
    return f"""
    CREATE TRIGGER search AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_search_mark({arguments});
    """


def emptied(kind):
    """Return the trigger that updates search when a kind's table is truncated."""
    kinds = ", ".join(f"'{name}'" for name in CONCERNED[kind])
    return f"""
    CREATE TRIGGER search_emptied AFTER TRUNCATE ON {table_of(kind)} EXECUTE FUNCTION registry_search_emptied({kinds});
    """


def keep_names(kind):
    names, codes = NAMED[kind]
    before, after = (", ".join(f"{row}.{column}" for column in ("id", *names, *codes)) for row in ("OLD", "NEW"))
    return f"""
    CREATE FUNCTION registry_search_name_{kind}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND ({before}) IS NOT DISTINCT FROM ({after}) THEN
            RETURN NULL;
        END IF;
        DELETE FROM cooperation_search_name AS gone WHERE gone.kind = '{kind}' AND gone.id = coalesce(NEW.id, OLD.id);
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO cooperation_search_name SELECT * FROM registry_search_names_of_{kind}(ARRAY[NEW.id]);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_name AFTER INSERT OR UPDATE OR DELETE ON {table_of(kind)} FOR EACH ROW
    EXECUTE FUNCTION registry_search_name_{kind}();
    """


PROGRAMS = (
    *map(put, KINDS),
    MARKS,
    MOVED,
    *(mark(table_of(kind), [(kind, "id")]) for kind in CONCERNED),
    *(mark(table, owners.items()) for table, owners in marking_tables().items()),
    *map(emptied, CONCERNED),
    *map(keep_names, NAMED),
)
