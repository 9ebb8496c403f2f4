"""A password is set with a link that works once, for an hour; administrators make one, or a mail brings one."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client

from cooperation.domain import roles
from cooperation.models import AccountEvent
from cooperation.workflow import password_links
from tests import factories
from tests.confirmed import confirm
from tests.connections import at_once

pytestmark = pytest.mark.django_db
OLD, NEW = "the-first-long-one", "another-long-enough-one"
PAGE, FORGOTTEN = "/admin/password/new/", "/admin/password/forgotten/"
GONE = "This link no longer works"


@pytest.fixture
def kim():
    return factories.make_user(roles.EDITOR, username="kim", password=OLD, email="kim@ministry.example")


@pytest.fixture
def chief(client):
    user = factories.make_user(roles.ADMINISTRATOR, username="chief", password=OLD)
    client.force_login(user)
    confirm(client)
    return client


def link_page(account):
    return f"/admin/auth/user/{account.pk}/password/"


def code_in(text):
    [code] = re.findall(rf"https?://[\w.:]+{PAGE}#([\w-]+)", text)
    return code


def use(code, new=NEW):
    """Send the form of the link, as nobody."""
    return Client().post(PAGE, {"code": code, "new_password1": new, "new_password2": new})


def may_sign_in(password):
    return Client().login(username="kim", password=password)


def test_an_administrator_makes_a_link_that_is_shown_once_and_works_once(chief, kim):
    page = chief.get(link_page(kim)).content.decode()
    assert "The old password stops working at once" in page
    assert f"{PAGE}#" not in page
    answer = chief.post(link_page(kim), {"show": "1"})
    assert "no-store" in answer["Cache-Control"]
    code = code_in(answer.content.decode())
    assert not may_sign_in(OLD)
    assert code not in chief.get(link_page(kim)).content.decode()
    assert use(code, "short").context["form"].errors["new_password2"]
    answer = use(code)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/")
    assert "sessionid" not in answer.cookies  # whoever uses it signs in as always
    assert may_sign_in(NEW)
    assert GONE in str(use(code, "a-third-long-enough-one").context["form"].errors["code"])
    assert may_sign_in(NEW)
    who = AccountEvent.objects.filter(account_id=kim.pk).values_list("action", "user_name").order_by("id")
    assert list(who) == [("password-link", "chief"), ("password", "kim")]


def test_an_earlier_link_ends_when_another_is_made(chief, kim):
    first, second = (code_in(chief.post(link_page(kim), {"show": "1"}).content.decode()) for _ in range(2))
    assert GONE in use(first).content.decode()
    assert use(second).status_code == 302


@pytest.mark.parametrize("ended", [{"is_active": False}, {"is_staff": False}, {"email": "another@a.b"}])
def test_an_account_that_has_ended_or_changed_gets_none_and_uses_none(chief, kim, ended):
    code = code_in(chief.post(link_page(kim), {"show": "1"}).content.decode())
    User.objects.filter(pk=kim.pk).update(**ended)
    assert GONE in use(code).content.decode()
    page = chief.post(link_page(kim), {"show": "1"}).content.decode()
    assert ("Activate it first" in page) == ("email" not in ended)
    assert (f"{PAGE}#" in page) == ("email" in ended)


def test_a_link_works_for_an_hour(chief, kim, monkeypatch):
    code = code_in(chief.post(link_page(kim), {"show": "1"}).content.decode())
    now = datetime.now()
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: now + timedelta(minutes=61))
    assert GONE in use(code).content.decode()
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: now + timedelta(minutes=59))
    assert use(code).status_code == 302


@pytest.mark.parametrize(
    "code", ["x", "-", "MQ-abc", "é-é", "/////w-c", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ-c", "a\x00b-c", ""]
)
def test_a_wrong_code_is_said_beside_the_field(kim, code):
    answer = use(code)
    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]


def test_nobody_makes_a_link_for_themselves_or_without_being_asked_to_manage_accounts(chief, kim, client):
    chief_account = User.objects.get(username="chief")
    assert chief.get(link_page(chief_account))["Location"] == "/admin/password_change/"
    other = Client()
    other.force_login(kim)
    confirm(other)
    assert other.post(link_page(chief_account), {"show": "1"}).status_code == 403
    assert Client().post(link_page(kim), {"show": "1"}).status_code == 302
    assert may_sign_in(OLD)


def test_a_link_is_mailed_if_there_is_a_mail_server(chief, kim, settings, mailoutbox):
    assert "Mail a link" not in chief.get(link_page(kim)).content.decode()
    settings.SENDS_MAIL = True
    assert "Mail a link to kim@ministry.example" in chief.get(link_page(kim)).content.decode()
    answer = chief.post(link_page(kim), {"mail": "1"}, follow=True).content.decode()
    assert "The link was mailed to kim@ministry.example." in answer
    [mail] = mailoutbox
    assert mail.to == ["kim@ministry.example"]
    code = code_in(mail.body)
    assert code not in answer
    assert use(code).status_code == 302


def test_without_a_mail_server_the_page_says_whom_to_ask(client, kim, mailoutbox):
    assert "Ask an administrator of the registry." in client.get(FORGOTTEN).content.decode()
    client.post(FORGOTTEN, {"name": "kim"})
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
def test_who_forgot_the_password_gets_a_mail_and_nobody_learns_who_has_an_account(client, settings, mailoutbox):
    roles.make_groups()
    settings.SENDS_MAIL = True
    settings.SITE_ADDRESS = "https://registry.example"
    kim = factories.make_user(roles.EDITOR, username="kim", password=OLD, email="kim@ministry.example")
    factories.make_user(roles.EDITOR, username="gone", email="gone@ministry.example", is_active=False)
    factories.make_user(roles.EDITOR, username="lee")

    def ask(name):
        answer = client.post(FORGOTTEN, {"name": name})
        password_links.EXECUTOR.submit(int).result(timeout=10)  # what was submitted before is done
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())

    answers = {ask(name) for name in ("nobody", "gone", "gone@ministry.example", "lee", "KIM@ministry.example")}
    assert len(answers) == 1
    assert "a mail with a link is on its way" in answers.pop()
    [mail] = mailoutbox
    assert mail.to == ["kim@ministry.example"]
    assert "https://registry.example/admin/password/new/#" in mail.body
    ask("kim")  # again within ten minutes
    assert len(mailoutbox) == 1
    kim.refresh_from_db()
    assert kim.check_password(OLD)  # whoever asked may be a stranger
    event = AccountEvent.objects.get(account_id=kim.pk, action="password-link")
    assert (event.user_id, event.user_name) == (None, "")
    assert event.details.startswith("Somebody asked for a link by mail.")
    # Of two who use it at once, one is too late.
    code = code_in(mail.body)
    answers = at_once(lambda: use(code), lambda: use(code))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert may_sign_in(NEW)
    assert GONE in use(code_in(mail.body), "a-third-long-enough-one").content.decode()
