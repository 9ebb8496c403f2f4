"""What the database itself holds for every row with a public page: its version, and an address that is for ever."""

from django.db import migrations

VERSION = """
CREATE FUNCTION registry_version() RETURNS trigger LANGUAGE plpgsql AS $$
-- version, updated_at and changed_in belong to the database: what a client sends for them is ignored. A change counts
-- once in a transaction; a write that changes nothing counts nothing. A part that changed writes -1 into changed_in.
-- A server that a dump was restored to counts its transactions anew, so changed_in alone does not tell this one.
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
    IF touched OR NEW IS DISTINCT FROM OLD THEN
        NEW.updated_at := statement_timestamp();
        IF OLD.changed_in <> this OR OLD.updated_at < transaction_timestamp() THEN
            NEW.version := OLD.version + 1;
            NEW.changed_in := this;
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry_touch() RETURNS trigger LANGUAGE plpgsql AS $$
-- A changed part changes its record. Arguments: a column and the table it refers to, as often as the part may have an
-- owner. Once the owner counts as changed by this transaction nothing is left to do.
DECLARE
    owners text[];
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        owners := array[to_jsonb(OLD) ->> TG_ARGV[2 * i], to_jsonb(NEW) ->> TG_ARGV[2 * i]];
        IF owners <> '{NULL,NULL}' THEN
            EXECUTE format(
                'UPDATE %I SET changed_in = -1 WHERE id = ANY ($1::bigint[])'
                ' AND (changed_in <> pg_current_xact_id()::text::bigint OR updated_at < transaction_timestamp())',
                TG_ARGV[2 * i + 1]
            ) USING owners;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""

ADDRESS = """
CREATE FUNCTION registry_address_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
-- Argument: what stands before the slug, such as '/meetings/'. A row may only return to an address of its own. Asked
-- after the row is in: while it waited for the unique slug, somebody else may have left a redirect there.
BEGIN
    IF EXISTS (
        SELECT FROM django_redirect
        WHERE site_id = 1 AND old_path = TG_ARGV[0] || NEW.slug || '/'
        AND (TG_OP = 'INSERT' OR new_path <> TG_ARGV[0] || OLD.slug || '/')
    ) THEN
        RAISE EXCEPTION 'The address % once led to another page and still does.', TG_ARGV[0] || NEW.slug || '/'
        USING ERRCODE = 'unique_violation', CONSTRAINT = TG_TABLE_NAME || '_address_is_free';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_address_goes() RETURNS trigger LANGUAGE plpgsql AS $$
-- What is deleted was never public, or is merged and its redirects are turned before: what still leads here leads nowhere.
BEGIN
    DELETE FROM django_redirect WHERE site_id = 1 AND new_path = TG_ARGV[0] || OLD.slug || '/';
    RETURN NULL;
END $$;

CREATE FUNCTION registry_address_redirects() RETURNS trigger LANGUAGE plpgsql AS $$
-- A row that has no published_at was public from its first day. Chains are shortened, and what is live again no longer
-- redirects. The registry is one site: SITE_ID 1.
DECLARE
    before text := TG_ARGV[0] || OLD.slug || '/';
    after text := TG_ARGV[0] || NEW.slug || '/';
BEGIN
    IF to_jsonb(OLD) -> 'published_at' = 'null' THEN
        RETURN NULL;
    END IF;
    DELETE FROM django_redirect WHERE site_id = 1 AND old_path = after;
    UPDATE django_redirect SET new_path = after WHERE site_id = 1 AND new_path = before;
    INSERT INTO django_redirect (site_id, old_path, new_path) VALUES (1, before, after)
    ON CONFLICT (site_id, old_path) DO UPDATE SET new_path = excluded.new_path;
    RETURN NULL;
END $$;
"""


def addressed(table: str, prefix: str) -> str:
    return f"""
    CREATE TRIGGER version BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION registry_version();
    CREATE TRIGGER address_is_free AFTER INSERT OR UPDATE OF slug ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_address_is_free('{prefix}');
    CREATE TRIGGER address_goes AFTER DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION registry_address_goes('{prefix}');
    CREATE TRIGGER address_redirects AFTER UPDATE OF slug ON {table} FOR EACH ROW
    WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION registry_address_redirects('{prefix}');
    """


REMOVE = """
DROP FUNCTION registry_version, registry_touch, registry_address_is_free, registry_address_goes,
registry_address_redirects CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
        ("sites", "0002_alter_domain_unique"),
    ]

    operations = [
        migrations.RunSQL(VERSION + ADDRESS, REMOVE),
        migrations.RunSQL(
            addressed("regions_region", "/regions/") + addressed("regions_country", "/countries/"),
            migrations.RunSQL.noop,
        ),
    ]
