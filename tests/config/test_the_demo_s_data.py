"""The demo fills an empty database, keeps its hands off any other, and sees to an account for each role."""

import os
import stat

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from config import demo_data
from cooperation.domain.people import shown_name
from cooperation.models.account_language import language_of_account
from regions.models import Region

pytestmark = pytest.mark.usefixtures("as_owner")


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_tables_without_rows_may_be_used(db):
    demo_data.refuse_strangers()


def test_a_table_that_is_not_the_registry_s_is_named_and_refused(db):
    execute("CREATE TABLE payroll (salary int)")
    with pytest.raises(demo_data.NotOurs, match=r"a database of its own; this one has a table public\.payroll\."):
        demo_data.refuse_strangers()


def test_a_table_in_a_schema_of_its_own_is_refused_as_well(db):
    execute("CREATE SCHEMA hr")
    execute("CREATE VIEW hr.payroll AS SELECT 1")
    with pytest.raises(demo_data.NotOurs, match=r"hr\.payroll"):
        demo_data.refuse_strangers()


def test_what_an_extension_brought_is_nobody_s_data(db):
    execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    demo_data.refuse_strangers()


def test_rows_that_the_demo_did_not_enter_are_refused(db):
    Region.objects.create(name="Atlantis", slug="atlantis")
    with pytest.raises(demo_data.NotOurs, match="this one has regions that the demo did not enter"):
        demo_data.refuse_strangers()


def test_an_account_that_the_demo_did_not_make_is_refused(db):
    get_user_model().objects.create_user("minister")
    with pytest.raises(demo_data.NotOurs, match="this one has users that the demo did not enter"):
        demo_data.refuse_strangers()


def test_a_demo_of_an_older_release_is_refused_with_what_to_do(db):
    execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cooperation', '0002_rules', now())")
    with pytest.raises(demo_data.NotOurs, match=r"It has cooperation\.0002_rules\. .*`make demo-reset` makes one"):
        demo_data.migrate()


def test_rows_in_a_database_that_bears_the_demo_s_mark_are_the_demo_s(db):
    demo_data.migrate()
    Region.objects.create(name="Atlantis", slug="atlantis")
    demo_data.refuse_strangers()


def test_a_restored_demo_is_the_demo_s(db, tmp_path):
    demo_data.make_accounts(tmp_path / "passwords.json")
    demo_data.refuse_strangers(tmp_path / "passwords.json")
    demo_data.keep_secret(tmp_path / "passwords.json", '{"editor": "of another database"}')
    with pytest.raises(demo_data.NotOurs, match="that the demo did not enter"):
        demo_data.refuse_strangers(tmp_path / "passwords.json")


def test_the_fixtures_fill_an_empty_registry_and_leave_another_alone(db, monkeypatch):
    regions = demo_data.fixtures()[:1]  # test_the_demo_runs.py loads all
    monkeypatch.setattr(demo_data, "fixtures", lambda: regions)
    demo_data.load_fixtures()
    assert Region.objects.filter(slug="north-east-asia").exists()
    Region.objects.filter(slug="north-east-asia").update(name="Entered by hand")
    demo_data.load_fixtures()
    assert Region.objects.get(slug="north-east-asia").name == "Entered by hand"


def test_each_role_has_an_account_of_the_staff_with_a_password_that_works(db, tmp_path):
    passwords = demo_data.make_accounts(tmp_path / "passwords.json")
    for name, role in {"editor": "Editor", "publisher": "Publisher", "administrator": "Administrator"}.items():
        user = get_user_model().objects.get(username=name)
        assert user.check_password(passwords[name])
        assert [group.name for group in user.groups.all()] == [role]
        assert user.is_staff
        assert not user.is_superuser


def test_the_accounts_have_korean_names_and_the_editor_works_in_korean(db, tmp_path):
    demo_data.make_accounts(tmp_path / "passwords.json")
    users = get_user_model().objects.all()
    assert {user.username: (shown_name(user), language_of_account(user)) for user in users} == {
        "editor": ("김민지", "ko"),
        "publisher": ("박서준", "en"),
        "administrator": ("이하은", "en"),
    }


def test_passwords_stay_as_they_are_and_only_their_owner_can_read_the_file(db, tmp_path):
    file = tmp_path / "passwords.json"
    first = demo_data.make_accounts(file)
    assert len(set(first.values())) == 3
    assert demo_data.make_accounts(file) == first
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


def test_a_password_that_its_owner_changed_is_left_and_not_shown(db, tmp_path):
    demo_data.make_accounts(tmp_path / "passwords.json")
    editor = get_user_model().objects.get(username="editor")
    editor.set_password("chosen by the editor")
    editor.save()
    assert demo_data.make_accounts(tmp_path / "passwords.json")["editor"] is None
    editor.refresh_from_db()
    assert editor.check_password("chosen by the editor")


def test_a_chosen_password_is_everybody_s_at_once(db, tmp_path):
    demo_data.make_accounts(tmp_path / "passwords.json")
    assert set(demo_data.make_accounts(tmp_path / "passwords.json", "for the script").values()) == {"for the script"}
    assert all(user.check_password("for the script") for user in get_user_model().objects.all())


def test_a_lost_file_of_passwords_gets_new_ones(db, tmp_path):
    demo_data.make_accounts(tmp_path / "passwords.json")
    passwords = demo_data.make_accounts(tmp_path / "another.json")
    assert all(user.check_password(passwords[user.username]) for user in get_user_model().objects.all())
