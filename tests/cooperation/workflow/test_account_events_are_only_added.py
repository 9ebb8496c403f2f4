"""Sign-ins and changes of accounts are stored by one function, and nobody changes or deletes them for two years."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from cooperation.domain import roles
from cooperation.models import AccountEvent
from cooperation.operations import retention
from cooperation.workflow import audit
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def user():
    return factories.make_user(roles.EDITOR, username="kim")


def stored(user):
    return list(AccountEvent.objects.filter(user_id=user.pk).values_list("action", "times"))


WRITES = {
    "update": lambda event: AccountEvent.objects.filter(pk=event.pk).update(user_name="somebody else"),
    "count": lambda event: AccountEvent.objects.filter(pk=event.pk).update(times=5),
    "save": lambda event: event.save(),
    "delete": lambda event: event.delete(),
    "delete all": lambda event: AccountEvent.objects.all().delete(),
    "DELETE": lambda event: sql("DELETE FROM cooperation_accountevent"),
    "TRUNCATE": lambda event: sql("TRUNCATE cooperation_accountevent"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("failed", [False, True], ids=["sign-in", "failed sign-in"])
def test_every_other_write_is_refused(user, write, failed):
    audit.sign_in_failed("kim") if failed else audit.signed_in(user)
    before = list(AccountEvent.objects.values())
    with pytest.raises(DatabaseError, match="are only added"), transaction.atomic():
        write(AccountEvent.objects.get(user_id=user.pk))
    assert list(AccountEvent.objects.values()) == before


def test_failures_are_counted_for_known_accounts_by_the_hour(user, caplog):
    caplog.set_level("INFO")
    for name in ("kim", "kim", "KIM", "unknown", "a\x00b", ""):
        audit.sign_in_failed(name)
    audit.signed_in(user)
    audit.signed_in(user)
    assert stored(user) == [("sign-in-failed", 2), ("signed-in", 1), ("signed-in", 1)]
    assert len(caplog.records) == 8
    assert not AccountEvent.objects.filter(account_name__in=("KIM", "unknown")).exists()


def aged(user, **age):
    """A sign-in of so long ago."""
    sql(
        "INSERT INTO cooperation_accountevent (at, action, account_id, account_name, user_id, user_name)"
        " VALUES (statement_timestamp() - %s::interval, 'signed-in', %s, 'kim', %s, 'kim')",
        f"{age['days']} days",
        user.pk,
        user.pk,
    )


def test_the_failures_of_another_hour_are_another_row(user):
    sql(
        "INSERT INTO cooperation_accountevent (action, account_id, account_name, user_id, user_name, hour)"
        " VALUES ('sign-in-failed', %s, 'kim', %s, 'kim', '2026-01-01T10:00Z')",
        user.pk,
        user.pk,
    )
    with pytest.raises(DatabaseError, match="are only added"), transaction.atomic():
        AccountEvent.objects.filter(user_id=user.pk).update(times=2)
    audit.sign_in_failed("kim")
    assert stored(user) == [("sign-in-failed", 1), ("sign-in-failed", 1)]


def test_after_two_years_the_timer_deletes_them(user):
    aged(user, days=366 * 2)
    aged(user, days=364 * 2)
    assert retention.enforce()["account events"] == 1
    assert len(stored(user)) == 1


def test_a_dump_holds_none(user, tmp_path):
    audit.signed_in(user)
    call_command("dumpdata", "cooperation", output=tmp_path / "dump.json", verbosity=0)
    assert "accountevent" not in (tmp_path / "dump.json").read_text()


def test_what_is_undone_was_not_stored(user):
    with transaction.atomic():
        audit.account_deleted(user, user)
        transaction.set_rollback(True)
    assert stored(user) == []
