"""The tables of the index: what lists, facets, figures and search know of a record."""

from django.db import migrations

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

-- What a commit changed: records and rows of reference data by their kind and id, and entries of the index.
CREATE TABLE cooperation_publicchange (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token uuid NOT NULL,
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

-- The functions and triggers of the release that the database was last brought to, and digests of that release.
CREATE TABLE cooperation_program (name text PRIMARY KEY, source text NOT NULL, definition text NOT NULL);
CREATE TABLE cooperation_release (part text PRIMARY KEY, digest text NOT NULL, version text NOT NULL);
"""

REMOVE = """
DROP TABLE cooperation_entrystate, cooperation_publicchange, cooperation_commitqueue, cooperation_entry,
    cooperation_program, cooperation_release
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0004_submissions"), ("regions", "0002_rules")]

    operations = [migrations.RunSQL(TABLES, REMOVE)]
