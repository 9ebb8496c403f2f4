"""The functions and triggers in the database are those of the code, and let ordinary migrations alter their tables."""

from collections import defaultdict

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from cooperation.database import installation, programs
from cooperation.models import Meeting
from tests import factories as f

pytestmark = pytest.mark.usefixtures("as_owner")


def ask(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def check_index(capsys):
    """Return the lines of a check that must fail."""
    with pytest.raises(CommandError, match="The functions and triggers are not those of this release"):
        call_command("check_index")
    return capsys.readouterr().out.splitlines()


def migrate():
    call_command("migrate", interactive=False, verbosity=0)


CHANGED_BY_HAND = """
CREATE OR REPLACE FUNCTION registry_was_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RETURN coalesce(NEW, OLD); END $$
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "line"),
    [
        (CHANGED_BY_HAND, "function registry_was_public is not the one of this release"),
        (
            "ALTER TABLE cooperation_meeting DISABLE TRIGGER version",
            "trigger version on cooperation_meeting is not the one of this release",
        ),
        ("DROP TRIGGER key ON cooperation_phase", "trigger key on cooperation_phase is missing"),
        (
            "CREATE FUNCTION registry_more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "function registry_more is not in the code",
        ),
    ],
    ids=["changed", "disabled", "missing", "added"],
)
def test_check_index_names_a_program_that_was_changed_and_migrate_mends_it(capsys, change, line):
    ask(change)
    assert line in check_index(capsys)
    migrate()
    assert list(installation.differences()) == []


@pytest.mark.django_db
def test_rows_written_while_a_trigger_was_disabled_are_in_the_index_after_migrate():
    ask("ALTER TABLE cooperation_meeting DISABLE TRIGGER USER")
    meeting = f.make_meeting("TEMM 14")
    held = "SELECT id FROM cooperation_entry WHERE kind = 'meeting'"
    assert ask(held) == []
    migrate()
    assert ask(held) == [(meeting.pk,)]


@pytest.mark.django_db
def test_nothing_is_installed_where_nothing_differs():
    before = ask("SELECT max(oid::bigint) FROM pg_trigger"), ask("SELECT token FROM cooperation_publicversion")
    migrate()
    assert (
        ask("SELECT max(oid::bigint) FROM pg_trigger"),
        ask("SELECT token FROM cooperation_publicversion"),
    ) == before


def test_every_program_is_rendered_once():
    names = [program.name for program in programs.rendered()]
    assert len(names) > 200
    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize("fields", ["NULL::jsonb", """'{"city": null}'"""])
def test_a_function_reads_null_where_there_is_no_row_or_no_value(fields):
    assert ask(f"SELECT registry_value({fields}, 'city')") == [(None,)]


@pytest.mark.django_db
def test_a_function_that_names_a_missing_column_raises_an_error():
    with pytest.raises(ProgrammingError, match='column "town" does not exist'), transaction.atomic():
        ask("""SELECT registry_value('{"city": null}', 'town')""")
    meeting = f.make_meeting("TEMM 14")
    outcome = f.make_outcome(meeting)
    ask("SET CONSTRAINTS ALL IMMEDIATE")
    ask("ALTER TABLE cooperation_outcome RENAME meeting_id TO session_id")
    with pytest.raises(ProgrammingError, match='column "meeting_id" does not exist'), transaction.atomic():
        ask("UPDATE cooperation_outcome SET text = 'Another' WHERE id = %s", outcome.pk)


@pytest.mark.django_db
def test_every_column_can_be_renamed_and_altered_with_the_triggers_in_place():
    columns = ask(
        "SELECT DISTINCT table_name::text, column_name::text, data_type::text FROM information_schema.columns"
        " JOIN pg_trigger ON tgrelid = table_name::regclass AND NOT tgisinternal"
        " WHERE table_schema = current_schema() AND is_generated = 'NEVER' AND is_identity = 'NO'"
    )
    of_table = defaultdict(set)
    for table, column, kind in columns:
        of_table[table].add(column)
        with transaction.atomic():
            if kind == "character varying":
                ask(f'ALTER TABLE {table} ALTER "{column}" TYPE varchar(2000)')
            ask(f'ALTER TABLE {table} RENAME "{column}" TO renamed')
            transaction.set_rollback(True)
    assert len(of_table) > 40
    assert {"title", "city", "start"} <= of_table[Meeting._meta.db_table]


@pytest.mark.django_db
def test_every_column_can_be_removed_with_the_triggers_in_place():
    """CASCADE removes constraints, indexes and views of the column, but must find no trigger."""
    count = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    before = ask(count)
    for table, column in ask(
        "SELECT DISTINCT table_name::text, column_name::text FROM information_schema.columns"
        " JOIN pg_trigger ON tgrelid = table_name::regclass AND NOT tgisinternal"
        " WHERE table_schema = current_schema()"
    ):
        with transaction.atomic():
            ask(f'ALTER TABLE {table} DROP "{column}" CASCADE')
            assert ask(count) == before, f"{table}.{column}"
            transaction.set_rollback(True)
