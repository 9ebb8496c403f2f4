"""A session ends by itself, by its owner, by an administrator, and whenever its account is changed."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.domain import roles
from cooperation.domain.browsers import browser_name
from cooperation.history import attributed
from cooperation.middleware import Sessions
from cooperation.models import AccountEvent, Session
from tests import factories
from tests.confirmed import confirm

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "the-first-long-one", "another-long-enough-one"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def kim():
    return factories.make_user(roles.EDITOR, username="kim", password=PASSWORD)


@pytest.fixture
def chief():
    return factories.make_user(roles.ADMINISTRATOR, username="chief", password=PASSWORD)


def signed_in(user):
    client = Client()
    client.force_login(user)
    Session.objects.filter(pk=client.session.session_key).update(browser="Firefox on Windows")
    return client


def is_signed_in(client) -> bool:
    answer = client.get("/admin/guide/")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def used(ago, **begun):
    """Make every session one that was last used some time ago."""
    before = timezone.now() - ago
    values = {"seen_at": before, "expire_date": before + settings.SESSION_IDLE}
    Session.objects.update(**values, **begun)


def events(account):
    found = AccountEvent.objects.filter(account_id=account.pk, action="session-ended").order_by("id")
    return [(each.user_name, each.details) for each in found]


def test_an_idle_session_ends_after_an_hour(kim):
    client = signed_in(kim)
    used(timedelta(minutes=59))
    assert is_signed_in(client)
    used(timedelta(minutes=61))
    assert not is_signed_in(client)


def test_a_session_that_is_used_ends_after_twelve_hours(kim):
    client = signed_in(kim)
    begun = timezone.now() - timedelta(hours=11, minutes=30)
    used(timedelta(minutes=10), signed_in_at=begun)
    assert is_signed_in(client)
    [session] = Session.objects.all()
    assert session.expire_date == begun + timedelta(hours=12)
    # What is done with the session does not make it a new one.
    changed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/admin/password_change/", changed).status_code == 302
    [session] = Session.objects.all()
    assert (session.signed_in_at, session.expire_date) == (begun, begun + timedelta(hours=12))
    Session.objects.update(signed_in_at=begun - timedelta(hours=1), seen_at=begun)
    assert is_signed_in(client)
    assert not is_signed_in(client)


def test_that_a_session_is_used_is_stored_once_a_minute(kim):
    client = signed_in(kim)

    def updates():
        with CaptureQueriesContext(connection) as found:
            client.get("/admin/guide/")
        return [each for each in found if each["sql"].startswith('UPDATE "cooperation_session"')]

    assert updates() == []
    used(timedelta(minutes=2))
    assert len(updates()) == 1
    assert updates() == []
    assert Session.objects.get().seen_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE auth_user SET is_active = false WHERE username = 'kim'", "the account was deactivated"),
        ("UPDATE auth_user SET is_superuser = true WHERE username = 'kim'", "the role changed"),
        ("UPDATE auth_user SET is_staff = false WHERE username = 'kim'", "the role changed"),
        ("UPDATE auth_user SET password = '!' WHERE username = 'kim'", "the password changed"),
        ("DELETE FROM auth_user_groups WHERE user_id = (SELECT id FROM auth_user WHERE username = 'kim')", "the role"),
    ],
)
def test_sessions_end_when_a_statement_changes_the_account(kim, chief, statement, why):
    one, other, of_chief = signed_in(kim), signed_in(kim), signed_in(chief)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE auth_user SET first_name = 'Minji', last_login = now() WHERE username = 'kim'")
        assert is_signed_in(one)
        cursor.execute(statement)
    assert [is_signed_in(each) for each in (one, other, of_chief)] == [False, False, True]
    [(who, details)] = events(kim)
    assert who == ""
    assert details.startswith(f"Sessions ended: 2, because {why}")
    page = of_chief.get("/admin/activity/?kind=account").content.decode()
    assert "Session ended" in page
    assert details in page


def test_a_new_role_ends_sessions_and_a_deleted_account_has_none(kim, chief):
    client = signed_in(kim)
    kim.groups.add(Group.objects.get(name=roles.PUBLISHER))
    assert not is_signed_in(client)
    client = signed_in(kim)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM auth_user_groups WHERE user_id = %s", [kim.pk])
        cursor.execute("DELETE FROM auth_user WHERE id = %s", [kim.pk])
    assert not is_signed_in(client)


def test_who_changes_their_own_password_stays_signed_in_here_and_nowhere_else(kim):
    here, elsewhere = signed_in(kim), signed_in(kim)
    changed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/admin/password_change/", changed).status_code == 302
    assert [is_signed_in(here), is_signed_in(elsewhere)] == [True, False]
    assert events(kim) == [("kim", "Sessions ended: 1, because the password changed.")]


def test_staff_see_and_end_their_own_sessions(kim, chief):
    here, elsewhere, of_chief = signed_in(kim), signed_in(kim), signed_in(chief)
    confirm(here)
    answer = here.get("/admin/sessions/")
    page = answer.content.decode()
    assert page.count("Firefox on Windows</th>") == 2
    assert page.count("This browser") == 1
    for session in Session.objects.all():
        assert session.pk not in page
    other = next(each for each in answer.context["sessions"] if each.pk == elsewhere.session.session_key)
    of_another = Session.objects.get(user=chief)
    for chosen, said in ((of_another, "had already ended"), (other, "1 session was ended"), (other, "had already")):
        assert said in here.post("/admin/sessions/", {"session": chosen.public_id}, follow=True).content.decode()
    assert [is_signed_in(each) for each in (here, elsewhere, of_chief)] == [True, False, True]
    assert events(kim) == [("kim", "Sessions ended: Firefox on Windows.")]
    more = [signed_in(kim), signed_in(kim)]
    assert "2 sessions were ended" in here.post("/admin/sessions/", {"session": "all"}, follow=True).content.decode()
    assert [is_signed_in(each) for each in (here, *more)] == [True, False, False]


def test_the_password_is_asked_again_before_a_session_is_ended(kim, settings):
    settings.CONFIRM_CHANGES = True
    here, elsewhere = signed_in(kim), signed_in(kim)
    [other] = [each for each in Session.objects.all() if each.pk == elsewhere.session.session_key]
    answer = here.post("/admin/sessions/", {"session": other.public_id})
    assert answer["Location"] == "/admin/security/confirm/?next=%2Fadmin%2Fsessions%2F"
    assert is_signed_in(elsewhere)
    # What was sent is done then.
    answer = here.post(answer["Location"], {"password": PASSWORD}, follow=True)
    assert "1 session was ended." in answer.content.decode()
    assert not is_signed_in(elsewhere)


def test_a_second_factor_that_comes_or_goes_ends_the_other_sessions(kim, chief):
    here, elsewhere = signed_in(kim), signed_in(kim)
    with attributed(kim, "a page", "", here.session.session_key):
        app = Authenticator.objects.create(user=kim, type="totp", data={"secret": "x"})
        app.record_usage()
    assert [is_signed_in(here), is_signed_in(elsewhere)] == [True, False]
    elsewhere = signed_in(kim)
    with attributed(chief, "a page", "", here.session.session_key):
        app.delete()
    assert [is_signed_in(here), is_signed_in(elsewhere)] == [False, False]
    assert events(kim) == [
        ("kim", "Sessions ended: 1, because a second factor changed."),
        ("chief", "Sessions ended: 2, because a second factor changed."),
    ]


def test_administrators_end_sessions_of_others(kim, chief):
    of_kim, of_chief, root = signed_in(kim), signed_in(chief), User.objects.create_superuser("root")
    confirm(of_chief)
    address = f"/admin/auth/user/{kim.pk}/sessions/"
    assert f'<a href="{address}">1 session</a>' in of_chief.get(f"/admin/auth/user/{kim.pk}/change/").content.decode()
    assert "Sessions of kim" in of_chief.get(address).content.decode()
    assert "1 session was ended" in of_chief.post(address, {"session": "all"}, follow=True).content.decode()
    assert not is_signed_in(of_kim)
    assert events(kim) == [("chief", "Sessions ended: Firefox on Windows.")]
    assert of_chief.get(f"/admin/auth/user/{chief.pk}/sessions/")["Location"] == "/admin/sessions/"
    assert of_chief.get(f"/admin/auth/user/{root.pk}/sessions/").status_code == 403
    assert signed_in(kim).get(f"/admin/auth/user/{chief.pk}/sessions/").status_code == 403
    of_root = signed_in(root)
    chosen = {"action": "end_sessions", "_selected_action": [kim.pk, chief.pk, root.pk]}
    assert "1 session was ended" in of_chief.post("/admin/auth/user/", chosen, follow=True).content.decode()
    assert [is_signed_in(of_chief), is_signed_in(of_root)] == [True, True]


def test_ended_sessions_are_deleted_by_clearsessions(kim):
    signed_in(kim)
    used(timedelta(hours=2))
    other = signed_in(kim)
    call_command("clearsessions")
    assert [each.pk for each in Session.objects.all()] == [other.session.session_key]


def test_a_session_without_an_account_begins_when_somebody_signs_in(client, kim):
    session = client.session
    session["shown"] = True
    session.save()
    before = timezone.now() - timedelta(hours=5)
    Session.objects.update(signed_in_at=before)
    client.force_login(kim)
    [session] = Session.objects.all()
    assert session.user == kim
    assert session.signed_in_at > before
    client.post("/admin/logout/")
    assert not Session.objects.exists()


def test_a_session_has_the_name_of_its_browser(rf, kim):
    request = rf.get("/admin/", headers={"user-agent": FIREFOX})
    Sessions(lambda request: None).process_request(request)
    login(request, kim)
    request.session.save()
    assert Session.objects.get(user=kim).browser == "Firefox on Windows"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5.0\r\n<script>", "unknown browser"),
        ("", "unknown browser"),
    ],
)
def test_a_browser_has_a_name_that_people_know(header, name):
    assert browser_name(header) == name
