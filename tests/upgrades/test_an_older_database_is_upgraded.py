"""The dump of each release is restored and upgraded: nothing is lost, and the rest is as in a new database."""

import gzip
import json
import re
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from cooperation.database import installation
from tests.connections import owner_url
from tests.databases import MIGRATED
from tests.serving import ROOT

from .next_release import ask

pytestmark = pytest.mark.usefixtures("as_owner")

FOLDER = Path(__file__).parent
DUMPS = sorted(FOLDER.glob("*.sql.gz"))
CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
        collation_name, is_generated, generation_expression, is_identity, identity_generation
        FROM information_schema.columns WHERE table_schema = current_schema()
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'  -- columns say what may be null
    """,
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "programs": installation.CATALOGUE,
    "sequences": """
        SELECT sequencename, data_type::text, increment_by FROM pg_sequences WHERE schemaname = current_schema()
    """,
    "extensions": "SELECT extname FROM pg_extension WHERE extname <> 'pg_stat_statements'",
}
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")
# What migrate writes anew. Of the others some grow: content types, permissions, migrations.
WRITTEN_ANEW = re.compile(r"cooperation_(entry|money|cited|search|staff_search|public|release|program|commitqueue)")
GROWING = {"django_migrations", "django_content_type", "auth_permission", "auth_group_permissions"}
DERIVED = (
    "SELECT to_jsonb(r) FROM cooperation_entry r ORDER BY kind, id",
    "SELECT to_jsonb(r) FROM cooperation_money r ORDER BY project, currency, funder",
    "SELECT to_jsonb(r) - 'part' FROM cooperation_money_sum r ORDER BY tag, currency",
    "SELECT to_jsonb(r) FROM cooperation_cited r ORDER BY kind, id, source",
    "SELECT to_jsonb(r) FROM cooperation_search r ORDER BY kind, id",
    "SELECT to_jsonb(r) FROM cooperation_search_name r ORDER BY 1",
    "SELECT to_jsonb(r) FROM cooperation_staff_search r ORDER BY kind, id",
    "SELECT kind, lexeme, documents FROM cooperation_search_word ORDER BY kind, lexeme",
)


def catalogue(own):
    """Every part of the schema. A dump writes casts of conditions in another place, so they are left out."""
    return {
        (name, *(CASTS.sub("", value) if isinstance(value, str) else value for value in row))
        for name, statement in CATALOGUE.items()
        for row in own.execute(statement)
    }


def rows():
    """Every row of every table, without the columns that the database generates."""
    tables = ask(
        "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = current_schema()::regnamespace"
    )
    generated = (
        "SELECT column_name::text FROM information_schema.columns WHERE is_generated = 'ALWAYS' AND table_name = %s"
    )
    found = {}
    for (table,) in tables:
        left_out = [name for (name,) in ask(generated, table)]
        found[table] = sorted(row for (row,) in ask(f'SELECT to_jsonb(r) - %s::text[] FROM "{table}" r', left_out))  # noqa: S608
    return found


def without_new_columns(rows, before):
    """The rows of a table without the columns that it did not have before."""
    known = {name for row in before[:1] for name in json.loads(row)}
    new = [name for row in rows[:1] for name in json.loads(row) if name not in known]
    if not (before and new):
        return rows
    return sorted(row for (row,) in ask("SELECT row - %s::text[] FROM unnest(%s::jsonb[]) AS row", new, rows))


def derived(after_rebuild=False):
    """The rows of index and search, with the words that are still to be counted."""
    if after_rebuild:
        call_command("rebuild_index", verbosity=0)
    ask("SELECT registry_search_count()")
    return [ask(statement) for statement in DERIVED]


def restore(dump):
    ask("DROP SCHEMA public CASCADE")
    ask("CREATE SCHEMA public")
    connection.close()
    with psycopg.connect(owner_url(), autocommit=True) as own:
        own.execute(gzip.decompress(dump.read_bytes()).decode())


def test_there_is_a_dump_of_each_release():
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert releases
    assert {dump.name for dump in DUMPS} == {f"{release}.sql.gz" for release in releases}
    assert all(dump.stat().st_size < 500_000 for dump in DUMPS)


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name)
def test_it_keeps_every_row_and_becomes_what_a_new_database_is(dump, transactional_db, databases):
    restore(dump)
    before = rows()
    assert len(before["cooperation_change"]) > 1000
    # The dump of this release itself needs no upgrade: functions, index and search are written anew all the same.
    ask("UPDATE cooperation_release SET digest = 'another'")
    call_command("migrate", interactive=False, verbosity=0)
    after = rows()
    for table, kept in before.items():
        if not WRITTEN_ANEW.match(table):
            now = without_new_columns(after[table], kept)
            assert set(kept) <= set(now) if table in GROWING else kept == now, table
    call_command("check_index", verbosity=0)
    assert derived() == derived(after_rebuild=True)
    assert ask("SELECT count(*) FROM cooperation_staff_search WHERE kind = 'meeting'") == ask(
        "SELECT count(*) FROM cooperation_meeting"
    )
    new = databases.templates[MIGRATED]
    with psycopg.connect(owner_url()) as upgraded, psycopg.connect(owner_url(), dbname=new) as fresh:
        assert catalogue(upgraded) ^ catalogue(fresh) == set()
