"""The timer's job deletes what its time is over for, erases people who left, and leaves the history alone."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cooperation import history
from cooperation.domain import periods
from cooperation.domain.choices import AccountAction, Job
from cooperation.models import AccountEvent, Change, InactiveAccount, RecentRating, Session, Upload
from cooperation.operations import jobs, personal_data, retention
from cooperation.workflow import audit
from tests.factories import make_meeting

NOW = timezone.now()
LATER = NOW + timedelta(days=366)
DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "personal-data.md").read_text()

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(client):
    """Somebody with a name, an address, a second factor, a session and a line in the history, who then left."""
    kim = User.objects.create_user(
        "kim", "kim@ministry.example", "a long password", first_name="Minji", last_name="Kim", is_staff=True
    )
    kim.groups.add(Group.objects.get(name="Editor"))
    EmailAddress.objects.create(user=kim, email=kim.email)
    Authenticator.objects.create(user=kim, type="totp", data={"secret": "not to be shown"})
    client.force_login(kim)
    with history.attributed(kim, "the test"):
        make_meeting("TEMM 14")
    User.objects.filter(pk=kim.pk).update(is_active=False, last_login=NOW)
    kim.refresh_from_db()
    return kim


def personal(account):
    account.refresh_from_db()
    return account.first_name, account.last_name, account.email, account.last_login, account.has_usable_password()


def test_a_person_who_left_is_erased_after_a_year_and_the_history_keeps_the_user_name(kim, client):
    lines = list(Change.objects.order_by("pk").values())
    retention.enforce(NOW)
    assert personal(kim)[0] == "Minji"
    assert retention.enforce(NOW + timedelta(days=360))["accounts"] == 0
    assert retention.enforce(LATER)["accounts"] == 1
    assert personal(kim) == ("", "", "", None, False)
    assert kim.username == "kim"
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert not Session.objects.filter(user=kim).exists()
    assert list(Change.objects.order_by("pk").values()) == lines
    assert {line["user_name"] for line in lines} >= {"kim"}
    last = AccountEvent.objects.last()
    assert (last.account_name, last.action, last.user_id) == ("kim", AccountAction.ERASED, None)
    assert retention.enforce(LATER)["accounts"] == 0, "nothing is left to erase"


def test_who_comes_back_is_not_erased_and_the_time_begins_anew(kim):
    retention.enforce(NOW)
    User.objects.filter(pk=kim.pk).update(is_active=True)
    retention.enforce(NOW + timedelta(days=100))
    assert not InactiveAccount.objects.exists()
    User.objects.filter(pk=kim.pk).update(is_active=False)
    retention.enforce(NOW + timedelta(days=200))
    retention.enforce(LATER)
    assert personal(kim)[0] == "Minji"
    assert retention.enforce(NOW + timedelta(days=200 + 366))["accounts"] == 1


def test_the_setting_is_a_number_of_months_and_turns_it_off(kim, settings):
    retention.enforce(NOW)
    settings.FORMER_STAFF_MONTHS = 0
    assert retention.enforce(LATER)["accounts"] == 0
    settings.FORMER_STAFF_MONTHS = 24
    assert retention.enforce(LATER)["accounts"] == 0
    assert retention.enforce(NOW + timedelta(days=731))["accounts"] == 1


def test_uploads_and_codes_of_ratings_are_deleted(kim):
    Upload.objects.create(owner=kim, kind="meeting", name="old.csv", columns=[])
    Upload.objects.update(uploaded_at=NOW - periods.UPLOADS - timedelta(minutes=1))
    Upload.objects.create(owner=kim, kind="meeting", name="new.csv", columns=[])
    RecentRating.objects.is_first("203.0.113.7", "/", NOW - timedelta(hours=2))
    done = retention.enforce(NOW)
    assert (done["uploads"], done["codes of ratings"]) == (1, 1)
    assert Upload.objects.get().name == "new.csv"


def test_attempts_to_sign_in_are_deleted_when_they_have_no_effect_any_more(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cooperation_signinattempt VALUES ('old', 1, now() - interval '1 minute'),"
            " ('new', 1, now() + interval '1 minute')"
        )
        assert retention.enforce()["attempts to sign in"] == 1
        cursor.execute("SELECT key FROM cooperation_signinattempt")
        assert cursor.fetchall() == [("new",)]


def test_the_command_says_what_it_did_and_stores_the_run(kim):
    retention.enforce(NOW - timedelta(days=400))
    out = StringIO()
    call_command("retention", stdout=out)
    assert out.getvalue() == "1 accounts\n"
    last = jobs.last(Job.RETENTION)
    assert last.succeeded_at is not None
    assert last.details["accounts"] == 1


def test_an_account_is_erased_on_request_and_only_if_it_is_deactivated(kim):
    User.objects.filter(pk=kim.pk).update(is_active=True)
    with pytest.raises(CommandError, match="The account “kim” is active"):
        call_command("erase_account", "kim")
    assert personal(kim)[0] == "Minji"
    User.objects.filter(pk=kim.pk).update(is_active=False)
    call_command("erase_account", "kim", stdout=StringIO())
    assert personal(kim) == ("", "", "", None, False)
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("erase_account", "nobody")


def test_a_person_gets_all_that_is_stored_and_no_secret(kim):
    audit.signed_in(kim)
    Upload.objects.create(owner=kim, kind="meeting", name="new.csv", columns=[], data=b"content")
    out = StringIO()
    call_command("personal_data", "kim", stdout=out)
    found = json.loads(out.getvalue())
    assert found["account"]["email"] == "kim@ministry.example"
    assert found["account"]["roles"] == ["Editor"]
    assert found["account.emailaddress.user"][0]["email"] == "kim@ministry.example"
    assert found["mfa.authenticator.user"][0]["type"] == "totp"
    assert found["cooperation.upload.owner"][0]["name"] == "new.csv"
    assert [event["action"] for event in found["account events"]][-1] == "signed-in"
    assert found["changes of records"][0]["kind"] == "meeting"
    for secret in ("not to be shown", kim.password, "content"):
        assert secret not in out.getvalue()


def test_every_table_that_refers_to_an_account_is_part_of_what_a_person_gets():
    """A new table is included by itself, and no column of it is left out unless it is a secret or a file."""
    tables = {model for model, _field in personal_data.references()}
    assert {Session, Upload, Authenticator, EmailAddress} <= tables
    left_out = {field.name for model in (*tables, User) for field in model._meta.concrete_fields}
    assert left_out & personal_data.LEFT_OUT == personal_data.LEFT_OUT


def test_the_page_says_what_the_code_does(settings):
    assert f"`FORMER_STAFF_MONTHS` ({settings.FORMER_STAFF_MONTHS})" in DOCUMENT
    assert (timedelta(days=1), 2) == (periods.UPLOADS, periods.AUDIT_YEARS)
    assert re.search(r"Who did what”\) \|.*\| two years \|", DOCUMENT)
