"""History: each change of a row is logged, on every write path."""

from ..domain.kinds import RECORDS
from .tables import ADDRESSED, COMPUTED, OUTCOME_LINKS, OWNERS, SUCCESSORS

FUNCTIONS = f"""
CREATE FUNCTION registry_history() RETURNS trigger LANGUAGE plpgsql AS $$
-- Arguments: pairs of a kind and the column with its id, one for each possible owner. An update stores only the changed
-- columns, and ignores those that the database itself maintains.
DECLARE
    own text[] := '{{version,updated_at,changed_in}}' || CASE
        WHEN TG_TABLE_NAME IN ({", ".join(f"'cooperation_{kind}'" for kind in RECORDS)}) THEN ARRAY{list(COMPUTED)}
    END;
    before jsonb := to_jsonb(OLD) - own;
    after jsonb := to_jsonb(NEW) - own;
    whole jsonb := coalesce(after, before);
    context jsonb := coalesce(nullif(current_setting('registry.context', true), ''), '{{}}')::jsonb;
    owner_kind text;
    owner bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF before = after THEN
            RETURN NULL;
        END IF;
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, after -> was.key) INTO before, after
        FROM jsonb_each(before) AS was WHERE was.value <> after -> was.key;
    END IF;
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        owner := registry_value(whole, TG_ARGV[2 * i + 1])::bigint;
        IF owner IS NOT NULL THEN
            owner_kind := TG_ARGV[2 * i];
            EXIT;
        END IF;
    END LOOP;
    IF owner_kind = 'outcome' THEN
        -- The links of an outcome belong to its meeting. SQL may delete the outcome first, and then its links.
        owner_kind := 'meeting';
        owner := coalesce(
            (SELECT meeting_id FROM cooperation_outcome WHERE id = owner),
            (
                SELECT record FROM cooperation_change AS gone
                WHERE gone."table" = 'cooperation_outcome' AND gone.action = 'delete' AND gone.row = owner
                ORDER BY gone.id DESC LIMIT 1
            )
        );
    END IF;
    INSERT INTO cooperation_change (
        kind, record, "table", row, action, before, after, user_id, user_name, origin, reason
    ) VALUES (
        coalesce(owner_kind, ''), coalesce(owner, 0), TG_TABLE_NAME, (whole ->> 'id')::bigint, lower(TG_OP),
        before, after,
        (context ->> 'user')::bigint,
        coalesce(context ->> 'name', session_user),
        coalesce(nullif(context ->> 'origin', ''), nullif(current_setting('application_name'), ''), 'SQL'),
        coalesce(context ->> 'reason', '')
    );
    RETURN NULL;
END $$;

CREATE FUNCTION registry_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'History is written by the database and only added to.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'cooperation_change_stays';
END $$;

CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON cooperation_change
FOR EACH STATEMENT EXECUTE FUNCTION registry_history_stays();

-- Only the triggers below may insert: the depth is then above zero.
CREATE TRIGGER writes_itself BEFORE INSERT ON cooperation_change
FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION registry_history_stays();
"""


def history(table, owners):
    """Return the history trigger. Triggers run in order of name: this one after "touch", which locks the record."""
    arguments = ", ".join(f"'{kind}', '{column}'" for kind, column in owners)
    return f"""
    CREATE TRIGGER write_history AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_history({arguments});
    """


PROGRAMS = (
    FUNCTIONS,
    history("regions_region", [("region", "id")]),
    history("regions_country", [("country", "id")]),
    history(SUCCESSORS, [("country", "from_country_id")]),
    *(history(f"cooperation_{name}", [(name, "id")]) for name in ADDRESSED),
    *(history(f"cooperation_{part}", [(owner, f"{owner}_id") for owner in owners]) for part, owners in OWNERS.items()),
    *(history(f"cooperation_outcome_{link}", [("outcome", "outcome_id")]) for link in OUTCOME_LINKS),
)
