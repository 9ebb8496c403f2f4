"""The web role writes rows and nothing else, the backup role writes nothing, and `migrate` mends their rights.

All other tests run with the rights of the web role too, unless they ask for `as_owner`.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from config.errors import server_error
from cooperation.database import classes, grants, programs
from cooperation.domain import roles
from cooperation.models import AccountEvent, Change, Meeting
from cooperation.workflow import audit
from tests import factories as f

pytestmark = pytest.mark.django_db


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def is_refused(statement):
    """Whether the role lacks the right; any other error is raised."""
    try:
        with transaction.atomic():
            sql(statement)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        return True
    return False


def become(role):
    """Have only the rights of this role until the test ends."""
    sql(f"SET LOCAL ROLE {role}")


def test_without_its_rights_a_process_says_that_the_registry_is_not_available(rf):
    # As between a restore and the grants.
    try:
        with transaction.atomic():
            sql("TRUNCATE cooperation_meeting CASCADE")
    except ProgrammingError:
        assert server_error(rf.get("/meetings/")).status_code == 503
    else:
        pytest.fail("The role of the web server has too many rights.")


TABLES = sorted(classes.rights())
READ = [table for table in TABLES if classes.rights()[table] == classes.READ]
ADDED = [table for table in TABLES if classes.rights()[table] == classes.ADD]
WRITES = ("INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET {} = DEFAULT", "DELETE FROM {}")


def column(table):
    return sql(
        "SELECT quote_ident(attname) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum DESC",
        table,
    )[0][0]


def test_every_table_is_in_a_class():
    assert grants.unclassified() == []
    assert list(grants.differences()) == []


@pytest.mark.parametrize("role", ["registry_web", "registry_backup"])
def test_nobody_but_the_owner_changes_a_table(role):
    become(role)
    for table in TABLES:
        for statement in (
            "TRUNCATE {}",
            "DROP TABLE {}",
            "ALTER TABLE {} ADD more int",
            "ALTER TABLE {} DISABLE TRIGGER USER",
            "ALTER TABLE {} OWNER TO CURRENT_USER",
            "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE" if table in READ else "CREATE INDEX ON {} ((1))",
            "CREATE TRIGGER mine BEFORE INSERT ON {} EXECUTE FUNCTION registry_version()",
            "CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING",
        ):
            assert is_refused(statement.format(table)), statement.format(table)
    for statement in (
        "CREATE TABLE mine ()",
        "CREATE TEMP TABLE mine ()",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION registry_was_public() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION registry_history CASCADE",
        "ALTER FUNCTION registry_history() SECURITY INVOKER",
        "CREATE EXTENSION hstore",
        "CREATE ROLE mine",
    ):
        assert is_refused(statement), statement


@pytest.mark.parametrize("table", [*READ, *ADDED])
def test_the_web_role_only_reads_or_adds(table):
    name = column(table)
    sql(f"SELECT FROM {table} LIMIT 1")
    for statement in WRITES[1:] if table in ADDED else WRITES:
        assert is_refused(statement.format(table, name)), statement
    assert is_refused(f"SELECT FROM {table} FOR UPDATE")


@pytest.mark.parametrize("column", ["id", "at", "times", "hour"])
def test_the_web_role_does_not_choose_the_time_of_an_audit_row(column):
    statement = "INSERT INTO cooperation_accountevent (action, account_name, user_name{}) VALUES ('', '', ''{})"
    sql(statement.format("", ""))
    assert is_refused(statement.format(f", {column}", ", DEFAULT"))


@pytest.mark.parametrize("column", ["id", "closed_at"])
def test_the_web_role_does_not_choose_the_time_of_closed_versions(column):
    statement = (
        "INSERT INTO cooperation_closedversions (kind, record, first, last, reason, closed_by{})"
        " VALUES ('topic', 1, 1, 1, 'A name', 'kim'{})"
    )
    sql(statement.format("", ""))
    assert is_refused(statement.format(f", {column}", ", DEFAULT"))


@pytest.mark.parametrize("table", TABLES)
def test_the_backup_role_reads_and_writes_nothing(table):
    name = column(table)
    become("registry_backup")
    sql(f"TABLE {table} LIMIT 1")
    for statement in WRITES:
        assert is_refused(statement.format(table, name)), statement


def test_the_web_role_cannot_switch_off_triggers():
    become("registry_web")
    assert is_refused("SET session_replication_role = replica")
    assert is_refused("SET LOCAL session_replication_role = 'replica'")
    assert sql("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = 'registry_web'") == [(False, False)]


def test_what_runs_as_the_owner_cannot_be_used_to_forge_a_line():
    """With a trigger function of ours on a table of its own the web role would write any history."""
    sql("SET ROLE NONE")
    sql("GRANT TEMPORARY ON DATABASE {} TO registry_web".format(sql("SELECT quote_ident(current_database())")[0][0]))
    become("registry_web")
    for call in ("registry_at_commit()", "registry_token()", "registry_note_referrers_of_meeting(1)"):
        sql("SELECT set_config('registry.at_commit', '', true)")
        assert is_refused(f"SELECT {call}"), call
    sql("CREATE TEMP TABLE cooperation_meeting (id bigint)")
    for name in sorted(programs.run_as_owner() - set(programs.ENTRIES)):
        made = f"CREATE TRIGGER mine AFTER INSERT ON pg_temp.cooperation_meeting FOR EACH ROW EXECUTE FUNCTION {name}()"
        assert is_refused(made), name
    with pytest.raises(ProgrammingError, match="permission denied for function registry_history"), transaction.atomic():
        sql("SELECT registry_history()")


def test_a_function_that_runs_as_the_owner_has_a_fixed_search_path():
    rows = sql("SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND starts_with(proname, 'registry_')")
    assert {name for name, _config in rows} == programs.run_as_owner()
    assert all("search_path=public, pg_temp" in config for _name, config in rows)


def test_a_function_of_somebody_s_own_is_not_found_by_it():
    """Neither a table nor a function in a schema of the session gets between."""
    sql("SET ROLE NONE")
    sql("CREATE TEMP TABLE cooperation_change (LIKE public.cooperation_change)")
    sql("SET search_path = pg_temp, public")
    sql("GRANT ALL ON pg_temp.cooperation_change TO registry_web")
    become("registry_web")
    topic = f.make_topic("Air")
    assert sql("SELECT count(*) FROM pg_temp.cooperation_change") == [(0,)]
    assert sql("SELECT count(*) FROM public.cooperation_change WHERE record = %s", topic.pk) == [(1,)]


def test_history_names_the_role_the_user_and_where_from():
    """What runs as the owner still sees who was at work."""
    sql("SET application_name = 'the yearly import'")
    topic = f.make_topic("Air")
    line = Change.objects.get(kind="topic", record=topic.pk)
    assert [(line.user_name, line.origin)] == [(sql("SELECT session_user")[0][0], "the yearly import")]


def test_sign_ins_are_added_and_failures_counted_by_the_web_role():
    user = f.make_user(roles.EDITOR, username="kim")
    audit.signed_in(user)
    audit.sign_in_failed("kim")
    audit.sign_in_failed("kim")
    assert sorted(AccountEvent.objects.values_list("action", "times")) == [("sign-in-failed", 2), ("signed-in", 1)]
    assert is_refused("UPDATE cooperation_accountevent SET times = times + 1 WHERE hour IS NOT NULL")
    assert audit.forget() == 0


CHANGED_BY_HAND = {
    "GRANT UPDATE ON cooperation_change TO registry_web": "registry_web should not have UPDATE on the table"
    " cooperation_change",
    "GRANT UPDATE (reason) ON cooperation_change TO registry_web": "registry_web should not have UPDATE of reason on"
    " the table cooperation_change",
    "GRANT INSERT ON cooperation_accountevent TO registry_web": "registry_web should not have INSERT on the table"
    " cooperation_accountevent",
    "REVOKE INSERT (action) ON cooperation_accountevent FROM registry_web": "registry_web lacks INSERT of action on the"
    " table cooperation_accountevent",
    "GRANT DELETE ON cooperation_meeting TO PUBLIC": "PUBLIC should not have DELETE on the table cooperation_meeting",
    "REVOKE INSERT ON cooperation_meeting FROM registry_web": "registry_web lacks INSERT on the table"
    " cooperation_meeting",
    "GRANT CREATE ON SCHEMA public TO PUBLIC": "PUBLIC should not have CREATE on the schema public",
    "REVOKE SELECT ON cooperation_change_id_seq FROM registry_backup": "registry_backup lacks SELECT on the sequence"
    " cooperation_change_id_seq",
    "GRANT EXECUTE ON FUNCTION registry_history TO registry_web": "registry_web should not have EXECUTE on the function"
    " registry_history()",
    "ALTER ROLE registry_web CREATEROLE": "the role registry_web can make roles",
    "GRANT pg_write_all_data TO registry_web": "the role registry_web is a member of a role that can write more",
}


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize("change", CHANGED_BY_HAND)
def test_rights_that_were_changed_by_hand_are_named_and_mended(change):
    sql(change)
    assert list(grants.differences()) == [CHANGED_BY_HAND[change]]
    grants.install()
    left = list(grants.differences())
    assert left == ([CHANGED_BY_HAND[change]] if "the role" in CHANGED_BY_HAND[change] else [])


@pytest.mark.usefixtures("as_owner")
def test_migrate_mends_them_and_refuses_a_role_that_is_not_there(settings, capsys):
    sql("GRANT TRUNCATE ON cooperation_meeting TO registry_web")
    call_command("migrate", interactive=False, verbosity=1)
    assert list(grants.differences()) == []
    settings.WEB_ROLE = "somebody"
    with pytest.raises(CommandError, match=r"PostgreSQL has no role somebody\. Its administrator makes"):
        call_command("migrate", interactive=False, verbosity=0)
    assert list(grants.differences()) == ["the role somebody does not exist: config/postgresql/roles.sql makes it"]


@pytest.mark.usefixtures("as_owner")
def test_with_one_role_nobody_else_gets_anything(settings):
    settings.WEB_ROLE, settings.BACKUP_DATABASE = settings.OWNER_DATABASE["USER"], {}
    assert list(grants.differences()) == []
    assert grants.roles()[1:] == ("", "")


@pytest.mark.parametrize("command", ["migrate", "rebuild_index"])
def test_a_command_that_needs_the_owner_says_so(settings, command):
    settings.OWNER_DATABASE = {}
    with pytest.raises(CommandError, match=r"needs the role that owns the tables\. Set DATABASE_OWNER_URL\."):
        call_command(command, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_command_connects_as_the_owner_by_itself_and_then_no_longer():
    Meeting.objects.all().delete()
    before = dict(connection.settings_dict)
    call_command("rebuild_index", verbosity=0)
    assert connection.settings_dict == before
    assert sql("SELECT current_user") == [("registry_web",)]
