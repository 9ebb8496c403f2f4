"""Nobody deactivates, demotes or deletes themselves, and one active administrator remains, whichever page is used."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from cooperation.domain import roles
from tests import factories
from tests.connections import at_once

from .conftest import address, errors, form_at, messages

pytestmark = pytest.mark.django_db
OWN = "You cannot deactivate, demote or delete your own account."
LAST = "At least one active administrator must remain."


@pytest.fixture
def root():
    return User.objects.create_superuser("root", password="before")


@pytest.fixture
def keeper():
    """Somebody who keeps accounts and is no administrator: the permissions were given one by one, in a shell."""
    user = factories.make_user()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="auth", content_type__model="user"))
    return signed_in(user)


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def group(role):
    return str(Group.objects.get(name=role).pk)


def save(client, account, **sent):
    """Send the form of an account, changed; None takes a tick away."""
    form = {**form_at(client, address(account)), **sent}
    return client.post(address(account), {name: value for name, value in form.items() if value is not None})


def is_administrator(account):
    return roles.administrators().filter(pk=account.pk).exists()


@pytest.mark.parametrize(
    ("field", "sent"), [("is_active", None), ("is_staff", None), ("groups", None), ("groups", [roles.EDITOR])]
)
def test_oneself_is_neither_deactivated_nor_demoted_in_the_form(administrator, root, field, sent):
    sent = [group(role) for role in sent] if sent else sent
    page = save(administrator, administrator.user, **{field: sent})
    assert OWN in " ".join(page.context["adminform"].form.errors[field])
    assert OWN in page.content.decode()
    assert is_administrator(administrator.user)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_a_superuser_neither(root, administrator, field):
    assert OWN in errors(save(signed_in(root), root, **{field: None}))
    assert is_administrator(root)


def test_what_takes_no_administration_away_is_saved(administrator, root):
    roles_of_both = [group(roles.ADMINISTRATOR), group(roles.EDITOR)]
    assert save(administrator, administrator.user, first_name="Kim", groups=roles_of_both).status_code == 302
    administrator.force_login(administrator.user)  # a new role ends the session
    assert save(administrator, administrator.user, groups=[group(roles.ADMINISTRATOR)]).status_code == 302
    # A superuser needs no role.
    root.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    assert save(signed_in(root), root, groups=None).status_code == 302
    assert not root.groups.exists()


def test_another_administrator_is_deactivated_demoted_and_deleted(administrator):
    for sent in ({"is_active": None}, {"is_staff": None}, {"groups": [group(roles.PUBLISHER)]}):
        other = factories.make_user(roles.ADMINISTRATOR)
        assert save(administrator, other, **sent).status_code == 302
        assert not is_administrator(other)
        administrator.post(address(other, "delete"), {"post": "yes"})
        assert not User.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("sent", [{"is_active": None}, {"is_staff": None}, {"groups": None}])
def test_the_last_administrator_stays_one(keeper, administrator, sent):
    factories.make_user(roles.ADMINISTRATOR, is_active=False)
    factories.make_user(roles.ADMINISTRATOR, is_staff=False)
    assert LAST in errors(save(keeper, administrator.user, **sent))
    assert is_administrator(administrator.user)


def test_a_superuser_counts_as_an_administrator(keeper, administrator, root):
    assert save(keeper, administrator.user, is_active=None).status_code == 302
    assert not is_administrator(administrator.user)


def test_oneself_is_not_deleted(administrator, root):
    page = administrator.get(address(administrator.user)).content.decode()
    assert OWN in page
    response = administrator.post(address(administrator.user, "delete"), {"post": "yes"}, follow=True)
    assert OWN in messages(response)
    assert is_administrator(administrator.user)


def test_the_last_administrator_is_not_deleted(keeper, administrator):
    response = keeper.post(address(administrator.user, "delete"), {"post": "yes"}, follow=True)
    assert LAST in messages(response)
    assert is_administrator(administrator.user)


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_the_action_deletes_neither_oneself_nor_the_last(administrator, keeper, is_confirmed):
    other = factories.make_user(roles.ADMINISTRATOR)
    idle = factories.make_user()
    for client, chosen, words in (
        (administrator, [administrator.user, idle], OWN),
        (keeper, [administrator.user, other, idle], LAST),
    ):
        sent = {"action": "delete_selected", "_selected_action": [each.pk for each in chosen]}
        sent |= {"post": "yes"} if is_confirmed else {}
        response = client.post(address(User, "changelist"), sent, follow=True)
        assert words in messages(response)
        assert User.objects.filter(pk__in=[each.pk for each in chosen]).count() == len(chosen)


def test_the_action_deletes_others(administrator):
    chosen = [factories.make_user(roles.ADMINISTRATOR), factories.make_user(roles.EDITOR)]
    sent = {"action": "delete_selected", "_selected_action": [each.pk for each in chosen]}
    page = administrator.post(address(User, "changelist"), sent)
    assert "Are you sure" in page.content.decode()
    response = administrator.post(address(User, "changelist"), {**sent, "post": "yes"}, follow=True)
    assert "Successfully deleted 2 users." in messages(response)
    assert not User.objects.filter(pk__in=[each.pk for each in chosen]).exists()


def test_the_action_deletes_no_account_that_the_form_does_not_delete(administrator, root, editor):
    draft = factories.make_meeting(published=False)
    editor.post(address(draft), {**form_at(editor, address(draft)), "title": "After"})
    for account, words in ((root, "Only a superuser"), (editor.user, "The history names this account")):
        sent = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
        response = administrator.post(address(User, "changelist"), sent, follow=True)
        assert words in messages(response)
        assert User.objects.filter(pk=account.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["deactivate", "demote", "delete", "action", "both"])
def test_of_two_who_remove_each_other_at_once_one_remains(how):
    roles.make_groups()
    one, other = [signed_in(factories.make_user(roles.ADMINISTRATOR)) for _ in range(2)]
    for _ in range(3):
        acts = [
            removal(client, account, "deactivate" if how == "both" and client is one else how)
            for client, account in ((one, other.user), (other, one.user))
        ]
        statuses = [response.status_code for response in at_once(*acts)]
        assert set(statuses) <= {200, 302, 403}
        assert roles.administrators().count() == 1
        for client in (one, other):
            client.user.save()  # as it was; a new row where it was deleted
            client.user.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
            client.force_login(client.user)


def removal(client, account, how):
    """What removes an administrator, ready to be sent: its form was read before."""
    if how in ("deactivate", "demote"):
        form = form_at(client, address(account))
        form.pop("is_active" if how == "deactivate" else "groups")
        return lambda: client.post(address(account), form)
    if how in ("delete", "both"):
        return lambda: client.post(address(account, "delete"), {"post": "yes"})
    sent = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
    return lambda: client.post(address(User, "changelist"), sent)
