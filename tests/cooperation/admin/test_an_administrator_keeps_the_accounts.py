"""An administrator makes accounts and gives them roles. Nobody rises above their own; nothing is handed out singly."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import RequestFactory
from django.utils import translation

from cooperation.domain import roles
from cooperation.models import AccountEvent
from cooperation.models.account_language import choose_language
from tests import factories
from tests.cooperation.sign_in.conftest import add_app
from tests.cooperation.workflow.conftest import words

from .conftest import address, errors, fields, form_at, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(django_user_model):
    return django_user_model.objects.create_superuser("root", password="before")


def test_a_new_account_gets_its_role_with_its_first_form(administrator, client):
    page = administrator.get(address(User, "add")).content.decode()
    assert 'type="password"' not in page
    sent = {
        **form_at(administrator, address(User, "add")),
        "username": "kim",
        "first_name": "Min-ji",
        "last_name": "Kim",
        "email": "kim@ministry.example",
        "groups": [Group.objects.get(name=roles.EDITOR).pk],
    }
    response = administrator.post(address(User, "add"), sent, follow=True)
    assert "The account was added. It has no password yet." in messages(response)
    kim = User.objects.get(username="kim")
    assert response.request["PATH_INFO"] == f"/admin/auth/user/{kim.pk}/password/"
    assert (kim.get_full_name(), kim.email) == ("Min-ji Kim", "kim@ministry.example")
    assert not kim.has_usable_password()
    client.force_login(kim)
    assert client.get("/admin/cooperation/meeting/add/").status_code == 200


def test_the_list_shows_who_has_no_second_factor(administrator):
    add_app(factories.make_user(roles.EDITOR, username="kim"))
    factories.make_user(roles.EDITOR, username="lee")
    names = {}
    for value in ("yes", "no"):
        page = administrator.get(address(User, "changelist"), {"second_factor": value, "role": roles.EDITOR})
        names[value] = [account.username for account in page.context["cl"].result_list]
    assert names == {"yes": ["kim"], "no": ["lee"]}
    page = administrator.get(address(User, "changelist"), {"o": "6"}).content.decode()
    assert page.index(">lee<") < page.index(">kim<")


def test_a_username_that_differs_only_in_capitals_is_refused(administrator):
    User.objects.create_user("kim")
    sent = {**form_at(administrator, address(User, "add")), "username": "Kim"}
    assert "already exists" in errors(administrator.post(address(User, "add"), sent))


def test_the_log_of_accounts_is_in_english_whoever_changes_them(administrator):
    choose_language(administrator.user, "ko")
    kim = User.objects.create_user("kim", is_staff=True)
    sent = {**form_at(administrator, address(kim)), "last_name": "Kim"}
    administrator.post(address(kim), sent)
    assert AccountEvent.objects.get(account_id=kim.pk).details == "Changed Last name. Now: no role, active."


def test_each_role_says_what_it_adds(administrator):
    page = words(administrator.get(address(User, "add")))
    editor, publisher, admin = (page.rindex(f" {name} ") for name in ("Editor", "Publisher", "Administrator"))
    assert editor < page.index("Submits drafts and proposes changes") < publisher
    assert publisher < page.index("Publishes, plans and withdraws records") < admin
    assert admin < page.index("deactivates and deletes accounts")
    assert page.count("Adds, changes and deletes drafts") == 1


@pytest.mark.parametrize(
    ("changes", "can", "cannot"),
    [
        ({}, "Submits drafts and proposes changes", "Publishes, plans"),
        ({"is_active": False}, "Nothing: the account cannot sign in.", "Adds, changes and deletes drafts"),
        ({"is_superuser": True}, "deactivates and deletes accounts", "Submits drafts"),
    ],
)
def test_the_form_says_what_this_person_can_do(administrator, editor, changes, can, cannot):
    User.objects.filter(pk=editor.user.pk).update(**changes)
    page = administrator.get(address(editor.user)).content.decode()
    said = page.partition("What this person can do")[2].partition("</fieldset>")[0]
    assert can in said.partition("Staff can sign in")[0]
    assert cannot not in said


def test_without_a_role_a_person_can_do_nothing(administrator):
    kim = User.objects.create_user("kim", is_staff=True)
    assert "Nothing: it has no role." in words(administrator.get(address(kim)))


def test_list_and_form_show_the_last_sign_in(administrator, editor):
    User.objects.create_user("never", is_staff=True)
    User.objects.filter(pk=editor.user.pk).update(last_login="2026-11-02T03:04Z")
    page = words(administrator.get(address(User, "changelist")))
    assert "Last sign-in" in page
    assert "2 November 2026, 12:04" in page
    assert "never" in page
    assert "Last sign-in: 2 November 2026, 12:04" in words(administrator.get(address(editor.user)))


@pytest.mark.usefixtures("as_owner")
def test_only_the_three_roles_can_be_given(administrator, editor):
    other = Group.objects.create(name="Everything")
    other.permissions.set(Permission.objects.all())
    page = administrator.get(address(editor.user))
    assert "Everything" not in page.content.decode()
    administrator.post(address(editor.user), {**fields(page), "groups": [other.pk]})
    assert [group.name for group in editor.user.groups.all()] == [roles.EDITOR]


def test_what_is_in_no_form_is_not_granted(administrator, editor):
    page = administrator.get(address(editor.user))
    for name in ("is_superuser", "user_permissions"):
        assert f'name="{name}"' not in page.content.decode()
    wanted = Permission.objects.get(codename="publish_meeting").pk
    sent = {**fields(page), "is_superuser": "on", "user_permissions": [wanted], "first_name": "Kim"}
    assert administrator.post(address(editor.user), sent).status_code == 302
    user = User.objects.get(username="editor")
    assert user.first_name == "Kim"
    assert not user.is_superuser
    assert not user.user_permissions.exists()


def test_a_superuser_is_looked_at_and_not_touched(administrator, root):
    form = form_at(administrator, address(User.objects.get(username="administrator")))
    page = administrator.get(address(root))
    assert "Only a superuser can change this account." in page.content.decode()
    assert administrator.post(address(root), {**form, "username": "root", "is_active": ""}).status_code == 403
    password = f"/admin/auth/user/{root.pk}/password/"
    assert administrator.get(password).status_code == 403
    administrator.post(password, {"show": "1"})
    administrator.post(address(root, "delete"), {"post": "yes"})
    action = {"action": "delete_selected", "_selected_action": [root.pk], "post": "yes"}
    response = administrator.post(address(User, "changelist"), action, follow=True)
    assert "root: Only a superuser can change this account." in messages(response)
    root.refresh_from_db()
    assert root.is_active
    assert root.check_password("before")


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_accounts_are_nobody_elses(request, role, root):
    client = request.getfixturevalue(role)
    for page in (address(User, "changelist"), address(User, "add"), address(root), address(client.user)):
        assert client.get(page).status_code == 403


def test_the_page_before_a_deletion_names_the_account_and_no_session(administrator):
    kim = factories.make_user(roles.EDITOR, username="kim")
    factories.make_session(user=kim, session_key="secretsecretsecretsecretsecret12")
    chosen = {"action": "delete_selected", "_selected_action": [kim.pk]}
    for page in (administrator.get(address(kim, "delete")), administrator.post(address(User, "changelist"), chosen)):
        assert page.status_code == 200
        text = page.content.decode()
        assert "kim" in text
        assert "secretsecret" not in text
        assert "Firefox" not in text


def test_nobody_deletes_their_own_account_or_one_whose_work_the_history_names(administrator, editor):
    draft = factories.make_meeting(published=False)
    editor.post(address(draft), {**form_at(editor, address(draft)), "title": "After"})
    for user, said in ((administrator.user, "your own account"), (editor.user, "Deactivate it instead")):
        response = administrator.post(address(user, "delete"), {"post": "yes"}, follow=True)
        assert said in messages(response)
        assert User.objects.filter(pk=user.pk).exists()
    idle = User.objects.create_user("idle")
    administrator.post(address(idle, "delete"), {"post": "yes"})
    assert not User.objects.filter(pk=idle.pk).exists()


def test_a_superuser_opens_the_forms_of_what_cannot_be_merged(root, client):
    client.force_login(root)
    country = factories.make_country("CHN")
    for thing in (root, country, country.region):
        assert client.get(address(thing)).status_code == 200


def test_groups_sites_and_single_permissions_have_no_room(administrator, root, client):
    client.force_login(root)
    for name in (
        *("auth/group", "sites/site", "cooperation/keycounter", "cooperation/party"),
        *("mfa/authenticator", "account/emailaddress"),  # a second factor is reset on the account only
    ):
        assert client.get(f"/admin/{name}/").status_code == 404
    assert administrator.get("/admin/auth/user/").status_code == 200


@pytest.fixture
def minji():
    return User.objects.create_user("mjkim", first_name="민지", last_name="김", is_staff=True)


def test_a_korean_name_is_greeted_whole(minji, client):
    client.force_login(minji)
    assert "Welcome, 김민지 ." in words(client.get("/admin/"))


def test_the_list_shows_and_finds_a_korean_name_as_one(administrator, minji):
    User.objects.create_user("nobody", first_name="Somebody", last_name="Else")
    for typed in ("김민지", "민지", "김"):
        page = words(administrator.get(address(User, "changelist"), {"q": typed}))
        assert "mjkim 김민지" in page
        assert "Somebody Else" not in page


def test_a_korean_form_asks_for_the_family_name_first(administrator):
    asked = {}
    for language in ("en", "ko"):
        with translation.override(language):
            request = RequestFactory().get("/")
            request.user = administrator.user
            found = admin.site.get_model_admin(User).get_fieldsets(request)
        asked[language] = found[1][1]["fields"]
    assert asked == {
        "en": ("first_name", "last_name", "email", "language"),
        "ko": ("last_name", "first_name", "email", "language"),
    }
