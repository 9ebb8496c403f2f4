"""What the database itself holds for records and their parts.

Versions and addresses as in the reference data; what was public is never unpublished or deleted; keys are given once;
topics have two levels; a citation is about a part of its own record.
"""

import importlib

from django.db import migrations

addressed = importlib.import_module("regions.migrations.0002_rules").addressed

ADDRESSED = {
    "topic": "/topics/",
    "organization": "/organizations/",
    "source": "/sources/",
    "mechanism": "/mechanisms/",
    "agreement": "/agreements/",
    "meeting": "/meetings/",
    "project": "/projects/",
}
RECORDS = ("mechanism", "agreement", "meeting", "project")
# The parts and links of each kind, and the columns that lead to what they belong to.
OWNERS = {
    "party": ("agreement",),
    "lineage": ("agreement",),
    "outcome": ("meeting",),
    "projectorganization": ("project",),
    "phase": ("project",),
    "membership": ("organization",),
    "organization_regions": ("organization",),
    "document": RECORDS,
    "citation": ("region", "country", "organization", *RECORDS),
    **{f"{record}_regions": (record,) for record in RECORDS},
    "mechanism_topics": ("mechanism",),
    "mechanism_countries": ("mechanism",),
    "mechanism_organizations": ("mechanism",),
    "agreement_topics": ("agreement",),
    "meeting_topics": ("meeting",),
    "meeting_countries": ("meeting",),
    "meeting_organizations": ("meeting",),
    "project_topics": ("project",),
    "project_countries": ("project",),
}
# Links of an outcome belong to its meeting.
OUTCOME_LINKS = (
    "by_countries",
    "by_organizations",
    "to_countries",
    "to_organizations",
    "topics",
    "concerns_organizations",
    *(f"{verb}_{kind}s" for verb in ("concerns", "carried_out_by") for kind in RECORDS),
)
KEYED = ("outcome", "phase", "document", "citation")

FUNCTIONS = """
CREATE FUNCTION registry_was_public() RETURNS trigger LANGUAGE plpgsql AS $$
-- What was once public is withdrawn, never unpublished and never deleted.
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'What was once public is withdrawn, never deleted.'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_was_public';
    END IF;
    RAISE EXCEPTION 'What was once public is withdrawn, never unpublished.'
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_was_public';
END $$;

CREATE FUNCTION registry_key() RETURNS trigger LANGUAGE plpgsql AS $$
-- Arguments: the columns of the owners. Key 0 asks for the next number of the owner; a fixture brings its own. A key is
-- an address, so it stays, and so does the part with its owner.
DECLARE
    id text;
BEGIN
    FOR i IN 0 .. TG_NARGS - 1 LOOP
        IF TG_OP = 'UPDATE' AND to_jsonb(OLD) -> TG_ARGV[i] <> to_jsonb(NEW) -> TG_ARGV[i] THEN
            RAISE EXCEPTION 'This row stays with its record.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_stays';
        END IF;
        id := to_jsonb(NEW) ->> TG_ARGV[i];
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

CREATE FUNCTION registry_topic_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Until this transaction ends nobody else puts a topic above the broader one.
    PERFORM FROM cooperation_topic WHERE id = NEW.parent_id FOR SHARE;
    IF EXISTS (SELECT FROM cooperation_topic WHERE id = NEW.parent_id AND parent_id IS NOT NULL)
    OR EXISTS (SELECT FROM cooperation_topic WHERE parent_id = NEW.id AND NEW.id <> NEW.parent_id) THEN
        RAISE EXCEPTION 'Topics have two levels at most.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'topic_two_levels';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry_touch_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
-- A changed link of an outcome changes the outcome's meeting.
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    UPDATE cooperation_meeting SET changed_in = -1
    WHERE (changed_in <> pg_current_xact_id()::text::bigint OR updated_at < transaction_timestamp())
    AND id IN (
        SELECT meeting_id FROM cooperation_outcome
        WHERE id IN ((to_jsonb(OLD) ->> 'outcome_id')::bigint, (to_jsonb(NEW) ->> 'outcome_id')::bigint)
    );
    RETURN NULL;
END $$;

CREATE FUNCTION registry_only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
-- A dump of another registry counts for records of other ids: it may raise a counter, never lower it.
BEGIN
    NEW.last := OLD.last;
    RETURN NEW;
END $$;

CREATE TRIGGER only_forward BEFORE UPDATE ON cooperation_keycounter FOR EACH ROW
WHEN (NEW.last < OLD.last) EXECUTE FUNCTION registry_only_forward();

CREATE TRIGGER levels BEFORE INSERT OR UPDATE OF parent_id ON cooperation_topic FOR EACH ROW
WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION registry_topic_levels();
"""

REMOVE = """
DROP FUNCTION registry_was_public, registry_key, registry_topic_levels, registry_touch_meeting, registry_only_forward
CASCADE;
"""

ABOUT = """
ALTER TABLE cooperation_citation ADD CONSTRAINT citation_about_own_{part}
FOREIGN KEY ({owner}_id, {part}_id) REFERENCES cooperation_{part} ({owner}_id, id) DEFERRABLE INITIALLY IMMEDIATE;
"""


def publication(record):
    return f"""
    CREATE TRIGGER stays_published BEFORE UPDATE ON cooperation_{record} FOR EACH ROW
    WHEN (OLD.published_at IS NOT NULL AND NEW.published_at IS NULL) EXECUTE FUNCTION registry_was_public();
    CREATE TRIGGER is_kept BEFORE DELETE ON cooperation_{record} FOR EACH ROW
    WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION registry_was_public();
    """


def touch(part, owners):
    table = {"region": "regions_region", "country": "regions_country"}
    arguments = ", ".join(f"'{owner}_id', '{table.get(owner, f'cooperation_{owner}')}'" for owner in owners)
    return f"""
    CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON cooperation_{part} FOR EACH ROW
    EXECUTE FUNCTION registry_touch({arguments});
    """


def touch_meeting(link):
    return f"""
    CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON cooperation_outcome_{link} FOR EACH ROW
    EXECUTE FUNCTION registry_touch_meeting();
    """


def key(part):
    arguments = ", ".join(f"'{owner}_id'" for owner in OWNERS[part])
    return f"""
    CREATE TRIGGER key BEFORE INSERT OR UPDATE ON cooperation_{part} FOR EACH ROW
    EXECUTE FUNCTION registry_key({arguments});
    """


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0001_initial"), ("regions", "0002_rules")]

    operations = [
        migrations.RunSQL(FUNCTIONS, REMOVE),
        migrations.RunSQL(
            "".join(
                [
                    *(addressed(f"cooperation_{name}", prefix) for name, prefix in ADDRESSED.items()),
                    *(publication(record) for record in RECORDS),
                    *(touch(part, owners) for part, owners in OWNERS.items()),
                    *(touch_meeting(link) for link in OUTCOME_LINKS),
                    *(key(part) for part in KEYED),
                ]
            ),
            migrations.RunSQL.noop,
        ),
        *(
            migrations.RunSQL(
                ABOUT.format(part=part, owner=owner),
                f"ALTER TABLE cooperation_citation DROP CONSTRAINT citation_about_own_{part}",
            )
            for part, owner in {"party": "agreement", "outcome": "meeting", "phase": "project"}.items()
        ),
    ]
