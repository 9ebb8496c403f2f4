"""Rules for records and their parts that constraints cannot express.

A published record cannot be unpublished or deleted; keys are assigned once; topics have two levels.
"""

from ..domain.kinds import RECORDS
from .tables import KEYED, OWNERS

FUNCTIONS = """
CREATE FUNCTION registry_was_public() RETURNS trigger LANGUAGE plpgsql AS $$
-- A record that has been published is withdrawn, never unpublished and never deleted.
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'What was once public is withdrawn, never deleted.'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_was_public';
    END IF;
    IF NEW.published_at IS NULL THEN
        RAISE EXCEPTION 'What was once public is withdrawn, never unpublished.'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_was_public';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry_key() RETURNS trigger LANGUAGE plpgsql AS $$
-- Arguments: the columns of the owners. Key 0 asks for the owner's next number; a fixture brings its own. A key is an
-- address, so it never changes, and the part never moves to another owner.
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    id text;
BEGIN
    FOR i IN 0 .. TG_NARGS - 1 LOOP
        id := registry_value(after, TG_ARGV[i]);
        IF TG_OP = 'UPDATE' AND registry_value(before, TG_ARGV[i]) IS DISTINCT FROM id THEN
            RAISE EXCEPTION 'This row stays with its record.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_stays';
        END IF;
        IF TG_OP = 'INSERT' AND id IS NOT NULL THEN
            INSERT INTO cooperation_keycounter AS counter (owner, last)
            VALUES (format('%s of %s %s', TG_TABLE_NAME, TG_ARGV[i], id), greatest(NEW.key, 1))
            ON CONFLICT (owner) DO UPDATE SET last = greatest(NEW.key, counter.last + (NEW.key = 0)::int)
            RETURNING CASE NEW.key WHEN 0 THEN last ELSE NEW.key END INTO NEW.key;
        END IF;
    END LOOP;
    IF TG_OP = 'UPDATE' THEN
        NEW.key := OLD.key;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry_only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
-- Loading the dump of another registry may raise a counter, but never lower it.
BEGIN
    NEW.last := greatest(NEW.last, OLD.last);
    RETURN NEW;
END $$;

CREATE TRIGGER only_forward BEFORE UPDATE ON cooperation_keycounter FOR EACH ROW
EXECUTE FUNCTION registry_only_forward();

CREATE FUNCTION registry_topic_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NULL OR TG_OP = 'UPDATE' AND NEW.parent_id = OLD.parent_id THEN
        RETURN NEW;
    END IF;
    -- Until this transaction ends, nobody else can give the broader topic a parent.
    PERFORM FROM cooperation_topic WHERE id = NEW.parent_id FOR SHARE;
    IF EXISTS (SELECT FROM cooperation_topic WHERE id = NEW.parent_id AND parent_id IS NOT NULL)
    OR EXISTS (SELECT FROM cooperation_topic WHERE parent_id = NEW.id AND NEW.id <> NEW.parent_id) THEN
        RAISE EXCEPTION 'Topics have two levels at most.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'topic_two_levels';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER levels BEFORE INSERT OR UPDATE ON cooperation_topic FOR EACH ROW
EXECUTE FUNCTION registry_topic_levels();
"""


def publication(record):
    """Return the trigger that stops a published record from being unpublished or deleted."""
    return f"""
    CREATE TRIGGER stays_published BEFORE UPDATE OR DELETE ON cooperation_{record} FOR EACH ROW
    EXECUTE FUNCTION registry_was_public();
    """


def key(part):
    arguments = ", ".join(f"'{owner}_id'" for owner in OWNERS[part])
    return f"""
    CREATE TRIGGER key BEFORE INSERT OR UPDATE ON cooperation_{part} FOR EACH ROW
    EXECUTE FUNCTION registry_key({arguments});
    """


PROGRAMS = (FUNCTIONS, *map(publication, RECORDS), *map(key, KEYED))
