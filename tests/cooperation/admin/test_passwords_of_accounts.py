"""No page of the admin shows the hash of a password, and no form of an account changes one."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse

from cooperation.domain import roles
from tests import factories

from .conftest import address, errors, form_at

pytestmark = pytest.mark.django_db
OLD = "the password before"


@pytest.fixture
def kim():
    return factories.make_user(roles.EDITOR, username="kim", password=OLD)


def pages_of(account):
    """The address of every page that the admin has for accounts: the lists, and those of one account."""
    found = set()
    for pattern in admin.site.get_model_admin(User).get_urls():
        if not pattern.name:
            continue
        for args in ([], [account.pk], [account.pk, 1]):
            try:
                found.add(reverse(f"admin:{pattern.name}", args=args))
            except NoReverseMatch:
                continue
    return found


def parts_of(password):
    """The hash, and those of its parts that nobody may see: in tests "md5$salt$digest"."""
    _algorithm, salt, digest = password.split("$")
    return {password, salt, digest}


def test_no_page_shows_a_hash(administrator, kim):
    administrator.user.set_password(OLD)
    administrator.user.save()
    administrator.force_login(administrator.user)
    LogEntry.objects.log_actions(administrator.user.pk, [kim], 2, change_message="Changed.")
    for account in (kim, administrator.user):
        secret = parts_of(account.password)
        pages = {*pages_of(account), *(f"{address(User, 'changelist')}?q={account}", "/admin/password_change/")}
        assert {address(account), address(account, "history"), f"/admin/auth/user/{account.pk}/password/"} <= pages
        shown = 0
        for page in sorted(pages):
            response = administrator.get(page, follow=True)
            assert not [part for part in secret if part in response.content.decode()], page
            shown += response.status_code == 200
        assert shown >= 7


def test_no_answer_to_what_is_sent_shows_a_hash(administrator, kim):
    wrong = {**form_at(administrator, address(kim)), "username": "", "password": "typed"}
    selected = {"action": "delete_selected", "_selected_action": [kim.pk]}
    for page, sent in (
        (address(kim), wrong),
        (address(User, "changelist"), selected),
    ):
        response = administrator.post(page, sent)
        assert response.status_code == 200
        assert not [part for part in parts_of(kim.password) if part in response.content.decode()]


def test_nobody_searches_for_a_hash(administrator, kim):
    guess = {"password__startswith": kim.password[:8]}
    response = administrator.get(address(User, "changelist"), guess, follow=True)
    assert "does not have" in response.content.decode()
    assert len(response.context["cl"].result_list) == User.objects.count()


def test_the_form_leads_to_the_page_that_resets_the_password(administrator, kim):
    page = administrator.get(address(kim))
    assert "Reset password" in page.content.decode()
    assert 'href="../password/"' in page.content.decode()
    assert 'name="password"' not in page.content.decode()


@pytest.mark.parametrize("sent", [{}, {"password": "typed by hand"}, {"password": ""}])
def test_a_change_of_another_field_keeps_the_password(administrator, kim, client, sent):
    response = administrator.post(address(kim), {**form_at(administrator, address(kim)), "first_name": "Minji", **sent})
    assert response.status_code == 302
    before = kim.password
    kim.refresh_from_db()
    assert (kim.first_name, kim.password) == ("Minji", before)
    assert client.login(username="kim", password=OLD)


@pytest.mark.parametrize("written", ["+{}", "_2B{}", "0_{}"])
def test_another_way_to_write_the_number_of_an_account_leads_to_no_other_page_for_passwords(
    administrator, kim, client, written
):
    page = f"/admin/auth/user/{written.format(kim.pk)}/password/"
    new = "set without being asked again"
    sent = {"password1": new, "password2": new, "usable_password": "true"}
    assert administrator.get(page).status_code == 404
    assert administrator.post(page, sent).status_code == 404
    assert client.login(username="kim", password=OLD)


def test_usernames_are_normalized_as_django_does_it(administrator, kim):
    sent = {**form_at(administrator, address(kim)), "username": "ｋｉｍ２"}
    assert administrator.post(address(kim), sent).status_code == 302
    kim.refresh_from_db()
    assert kim.username == "kim2"


def test_a_username_that_is_taken_is_refused_beside_the_field(administrator, kim):
    sent = {**form_at(administrator, address(kim)), "username": administrator.user.username}
    assert "already exists" in errors(administrator.post(address(kim), sent))
