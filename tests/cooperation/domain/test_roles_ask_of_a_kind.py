"""Asked of a kind, a role answers for whatever there is of it; asked of one thing, for that thing."""

import pytest
from django.contrib.auth.models import Group

from cooperation.domain import roles
from cooperation.models import Meeting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(django_user_model):
    user = django_user_model.objects.create_user("editor")
    user.groups.add(Group.objects.get(name=roles.EDITOR))
    return user


def test_an_editor_changes_and_deletes_meetings_but_not_one_that_was_public(editor):
    public, draft = factories.make_meeting(), factories.make_meeting(published=False)
    for may in (roles.may_change, roles.may_delete):
        assert may(editor, Meeting)
        assert may(editor, draft)
        assert not may(editor, public)


def test_only_a_superuser_manages_a_superuser(editor, django_user_model):
    administrator = django_user_model.objects.create_user("administrator")
    administrator.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    root = django_user_model.objects.create_superuser("root")
    assert roles.may_manage(administrator, editor)
    assert not roles.may_manage(administrator, root)
    assert not roles.may_manage(editor, editor)
    assert roles.may_manage(root, root)
