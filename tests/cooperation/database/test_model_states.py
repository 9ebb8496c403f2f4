"""Indexes and constraints of a migration's models change in place."""

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, Index, Q

from cooperation.database.model_states import METHODS, changed_in_place


def names(listed):
    return [each.name for each in listed]


@pytest.fixture(scope="module")
def state():
    return MigrationLoader(None).project_state()


@pytest.mark.parametrize(
    ("option", "one", "value"),
    [
        ("indexes", "index", Index("title", name="new")),
        ("constraints", "constraint", CheckConstraint(condition=Q(ordinal=1), name="new")),
    ],
)
def test_the_model_has_the_new_list_and_is_not_built_again(state, option, one, value):
    model = state.apps.get_model("cooperation", "meeting")
    before = names(getattr(model._meta, option))
    with changed_in_place():
        getattr(state, f"add_{one}")("cooperation", "meeting", value)
        assert names(getattr(model._meta, option)) == [*before, "new"]
        assert names(state.models["cooperation", "meeting"].options[option]) == [*before, "new"]
        getattr(state, f"remove_{one}")("cooperation", "meeting", "new")
        assert names(getattr(model._meta, option)) == before
        assert state.apps.get_model("cooperation", "meeting") is model


def test_django_has_its_own_methods_afterwards():
    methods = [getattr(ProjectState, name) for name in METHODS]
    with pytest.raises(ZeroDivisionError), changed_in_place():
        1 / 0  # noqa: B018
    assert [getattr(ProjectState, name) for name in METHODS] == methods
