"""The log of commits that readers can see: each has a number, a random token, and a list of what it changed.

One row holds the last number and its token. Each of these commits locks that row as its last step, which puts them in
one order: a transaction that sees a commit also sees all earlier ones. After a crash, or in a restored dump, a number
can repeat; a token cannot.
"""

from ..domain.kinds import RECORDS
from . import tables

REFERENCE = (
    "regions_region",
    "regions_country",
    *(f"cooperation_{name}" for name in tables.ADDRESSED if name not in RECORDS),
    "django_redirect",
)
_RECORDS = tuple(f"cooperation_{name}" for name in RECORDS)
# Parts and links need no triggers of their own: a change to one touches its owner, which is then logged.
OWNERS = tables.OWNERS | {f"outcome_{link}": ("meeting",) for link in tables.OUTCOME_LINKS}

FUNCTIONS = """
CREATE FUNCTION registry_at_commit() RETURNS void LANGUAGE plpgsql AS $$
-- Makes this transaction run registry_log_commit when it commits. Rolling back a savepoint undoes the setting and the
-- row together.
BEGIN
    IF current_setting('registry.at_commit', true) IS DISTINCT FROM 'queued' THEN
        PERFORM set_config('registry.at_commit', 'queued', true);
        INSERT INTO cooperation_commitqueue DEFAULT VALUES;
    END IF;
END $$;

CREATE FUNCTION registry_token() RETURNS uuid LANGUAGE plpgsql AS $$
-- The token under which the commit of this transaction is logged. The caller changes something that readers see.
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

CREATE FUNCTION registry_give_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.token := coalesce(NEW.token, registry_token());
    RETURN NEW;
END $$;

CREATE TRIGGER token BEFORE INSERT ON cooperation_publicchange FOR EACH ROW EXECUTE FUNCTION registry_give_token();

CREATE FUNCTION registry_note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
-- Notes a row that readers see differently from this commit on. First argument: its kind. A second one marks a table of
-- records: drafts are not noted, and publishing or withdrawing a record also changes the rows that refer to it.
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS = 2 THEN
        IF coalesce(NEW.published_at, OLD.published_at) IS NULL THEN
            RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.is_public <> OLD.is_public THEN
            EXECUTE format('SELECT registry_note_referrers_of_%s($1)', TG_ARGV[0]) USING NEW.id;
        END IF;
    END IF;
    INSERT INTO cooperation_publicchange (kind, record) VALUES (TG_ARGV[0], coalesce(NEW.id, OLD.id));
    RETURN NULL;
END $$;

CREATE FUNCTION registry_note_closed() RETURNS trigger LANGUAGE plpgsql AS $$
-- Notes a record of which readers see other versions from this commit on.
BEGIN
    INSERT INTO cooperation_publicchange (kind, record) VALUES (NEW.kind, NEW.record);
    RETURN NULL;
END $$;

CREATE TRIGGER note_closed AFTER INSERT ON cooperation_closedversions FOR EACH ROW
EXECUTE FUNCTION registry_note_closed();

CREATE FUNCTION registry_note_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
-- Notes that a table was truncated, which changes no row. Arguments: the kinds that its rows belong to.
BEGIN
    INSERT INTO cooperation_publicchange (kind) SELECT unnest(TG_ARGV);
    RETURN NULL;
END $$;

CREATE FUNCTION registry_log_commit() RETURNS trigger LANGUAGE plpgsql AS $$
-- Runs at commit, after all other deferred triggers, so that the row is locked only for the last moment of a
-- transaction. A transaction is logged once, even if its constraints were checked before.
DECLARE
    own uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        DELETE FROM cooperation_commitqueue WHERE id = NEW.id;
        RETURN NULL;
    END IF;
    PERFORM FROM cooperation_publicversion FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO cooperation_publicversion (number, token)
        SELECT coalesce(max(number), 0), gen_random_uuid() FROM cooperation_publiccommit
        ON CONFLICT DO NOTHING;
    END IF;
    PERFORM registry_settle_organizations();
    PERFORM set_config('registry.at_commit', '', true);
    own := nullif(current_setting('registry.token', true), '');
    -- A separate statement, which sees what was committed while the one above waited.
    UPDATE cooperation_publicversion SET number = number + 1, token = own WHERE token <> own;
    INSERT INTO cooperation_publiccommit (number, token, transaction)
    SELECT number, token, pg_current_xact_id()::text::bigint FROM cooperation_publicversion WHERE token = own
    ON CONFLICT (token) DO NOTHING;
    RETURN NULL;
END $$;

-- Two steps, so that the second trigger runs after all deferred triggers that were queued before it.
CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON cooperation_commitqueue
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry_log_commit();
CREATE CONSTRAINT TRIGGER logs AFTER DELETE ON cooperation_commitqueue
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry_log_commit();
"""


def kind_of(table):
    return table.partition("_")[2]


def noted(table, argument=""):
    return f"""
    CREATE TRIGGER note_public_change AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_note_public_change('{kind_of(table)}'{argument});
    """


def emptied(table, kinds):
    return f"""
    CREATE TRIGGER note_emptied AFTER TRUNCATE ON {table} FOR EACH STATEMENT
    EXECUTE FUNCTION registry_note_emptied({", ".join(f"'{kind}'" for kind in kinds)});
    """


PROGRAMS = (
    FUNCTIONS,
    *(noted(table) for table in REFERENCE),
    *(noted(table, ", 'record'") for table in _RECORDS),
    *(emptied(table, [kind_of(table)]) for table in (*REFERENCE, *_RECORDS)),
    emptied(tables.SUCCESSORS, ["country"]),
    *(emptied(f"cooperation_{name}", owners) for name, owners in OWNERS.items()),
)
