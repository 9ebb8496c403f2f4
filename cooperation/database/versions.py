"""Triggers for every row with a public page: its version, and its permanent address."""

from ..domain.kinds import RECORDS
from .tables import ADDRESSED, COMPUTED, OUTCOME_LINKS, OWNERS, SUCCESSORS, table_of

AS_BEFORE = " ".join(f"NEW.{column} := OLD.{column};" for column in COMPUTED)
FUNCTIONS = f"""
CREATE FUNCTION registry_value(fields jsonb, name text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- A column of a row, as text; null if there is no row. A name that is not a column is an error.
BEGIN
    IF fields IS NOT NULL AND NOT fields ? name THEN
        RAISE undefined_column USING MESSAGE = format('column "%s" does not exist', name);
    END IF;
    RETURN fields ->> name;
END $$;

CREATE FUNCTION registry_version() RETURNS trigger LANGUAGE plpgsql AS $$
-- version, updated_at and changed_in belong to the database: values from a client are ignored. A transaction adds one
-- version at most, and a write that changes nothing adds none. A changed part writes -1 into changed_in. After a
-- restore from a dump, transaction ids repeat, so changed_in alone does not identify a transaction. In a BEFORE trigger
-- generated columns are null: for records, which have an argument, the old values are compared.
DECLARE
    this bigint := pg_current_xact_id()::text::bigint;
    touched boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
        NEW.updated_at := statement_timestamp();
        NEW.changed_in := this;
        RETURN NEW;
    END IF;
    touched := NEW.changed_in = -1;
    NEW.version := OLD.version;
    NEW.updated_at := OLD.updated_at;
    NEW.changed_in := OLD.changed_in;
    IF TG_NARGS = 1 THEN
        {AS_BEFORE}
    END IF;
    IF touched OR NEW IS DISTINCT FROM OLD THEN
        IF TG_NARGS = 1 THEN
            IF OLD.merged_into_id IS NOT NULL AND NEW.merged_into_id IS NOT NULL THEN
                RAISE EXCEPTION 'This record was merged into another one.'
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_is_merged';
            END IF;
        END IF;
        NEW.updated_at := statement_timestamp();
        IF OLD.changed_in <> this OR OLD.updated_at < transaction_timestamp() THEN
            NEW.version := OLD.version + 1;
            NEW.changed_in := this;
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry_touch() RETURNS trigger LANGUAGE plpgsql AS $$
-- A changed part changes its record. Arguments: pairs of a column and the table that it refers to, one for each
-- possible owner. An owner that this transaction has already changed is left alone.
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    owners text[];
BEGIN
    IF before = after THEN
        RETURN NULL;
    END IF;
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        owners := array[registry_value(before, TG_ARGV[2 * i]), registry_value(after, TG_ARGV[2 * i])];
        IF owners <> '{{NULL,NULL}}' THEN
            EXECUTE format(
                'UPDATE %I SET changed_in = -1 WHERE id = ANY ($1::bigint[])'
                ' AND (changed_in <> pg_current_xact_id()::text::bigint OR updated_at < transaction_timestamp())',
                TG_ARGV[2 * i + 1]
            ) USING owners;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_touch_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
-- A changed link of an outcome changes the outcome's meeting.
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    UPDATE cooperation_meeting SET changed_in = -1
    WHERE (changed_in <> pg_current_xact_id()::text::bigint OR updated_at < transaction_timestamp())
    AND id IN (SELECT meeting_id FROM cooperation_outcome WHERE id IN (OLD.outcome_id, NEW.outcome_id));
    RETURN NULL;
END $$;

CREATE FUNCTION registry_address() RETURNS trigger LANGUAGE plpgsql AS $$
-- First argument: the path before the slug, such as '/meetings/'. A second one marks a table of records, whose slugs
-- can change freely until they are published; other rows are public at once. The registry is one site: SITE_ID 1. A
-- redirect from a merged record ends with #merged.
DECLARE
    before text := TG_ARGV[0] || OLD.slug || '/';
    after text := TG_ARGV[0] || NEW.slug || '/';
BEGIN
    IF TG_OP = 'DELETE' THEN
        -- A deleted row was never public, or was merged and its redirects were changed before.
        DELETE FROM django_redirect WHERE site_id = 1 AND split_part(new_path, '#', 1) = before;
        RETURN NULL;
    END IF;
    IF before = after THEN
        RETURN NULL;
    END IF;
    -- A row may only return to an address of its own. This is checked after the row is written: while it waited for the
    -- unique slug, another transaction may have added a redirect.
    IF EXISTS (
        SELECT FROM django_redirect WHERE site_id = 1 AND old_path = after AND (TG_OP = 'INSERT' OR new_path <> before)
    ) THEN
        RAISE EXCEPTION 'The address % once led to another page and still does.', after
        USING ERRCODE = 'unique_violation', CONSTRAINT = TG_TABLE_NAME || '_address_is_free';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS = 2 THEN
        IF OLD.published_at IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    -- Redirects form no chains, and an address in use no longer redirects.
    DELETE FROM django_redirect WHERE site_id = 1 AND old_path = after;
    UPDATE django_redirect SET new_path = after || substr(new_path, length(before) + 1)
    WHERE site_id = 1 AND split_part(new_path, '#', 1) = before;
    INSERT INTO django_redirect (site_id, old_path, new_path) VALUES (1, before, after)
    ON CONFLICT (site_id, old_path) DO UPDATE SET new_path = excluded.new_path;
    RETURN NULL;
END $$;
"""


def addressed(table, prefix, *, is_record=False):
    record = "'record'" if is_record else ""
    return f"""
    CREATE TRIGGER version BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION registry_version({record});
    CREATE TRIGGER address AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_address('{prefix}'{record and f", {record}"});
    """


def touch(table, owners):
    """Return the trigger that changes the version of the owner when a part changes.

    `owners` are the columns of the part, each with the table that it refers to.
    """
    arguments = ", ".join(f"'{column}', '{owner}'" for column, owner in owners)
    return f"""
    CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_touch({arguments});
    """


def touch_meeting(link):
    """Return the trigger that changes the version of the meeting when a link of an outcome changes."""
    return f"""
    CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON cooperation_outcome_{link} FOR EACH ROW
    EXECUTE FUNCTION registry_touch_meeting();
    """


PROGRAMS = (
    FUNCTIONS,
    addressed("regions_region", "/regions/"),
    addressed("regions_country", "/countries/"),
    *(addressed(f"cooperation_{name}", prefix, is_record=name in RECORDS) for name, prefix in ADDRESSED.items()),
    touch(SUCCESSORS, [("from_country_id", "regions_country")]),
    *(
        touch(f"cooperation_{part}", [(f"{owner}_id", table_of(owner)) for owner in owners])
        for part, owners in OWNERS.items()
    ),
    *(touch_meeting(link) for link in OUTCOME_LINKS),
)
