"""The sentences about what a person can do are exactly the permissions of the roles."""

import pytest

from cooperation.domain.abilities import ABILITIES, abilities, abilities_of
from cooperation.domain.roles import ADMINISTRATOR, EDITOR, GROUPS, PUBLISHER


@pytest.mark.parametrize("role", GROUPS)
def test_nothing_is_left_out_and_nothing_is_said_too_much(role):
    said = [each.needs for each in ABILITIES if str(each.sentence) in abilities_of(role)]
    assert set().union(*said) == GROUPS[role]


def test_who_lacks_one_permission_of_a_sentence_is_not_told_it():
    for each in ABILITIES:
        for name in each.needs:
            assert not each.is_of(each.needs - {name})


@pytest.mark.parametrize(
    ("role", "can", "cannot"),
    [
        (EDITOR, "A publisher decides about them.", "Publishes"),
        (PUBLISHER, "Publishes, plans and withdraws records", "proposes changes"),
        (PUBLISHER, "Sees who changed which record", "accounts"),
        (ADMINISTRATOR, "deactivates and deletes accounts", "A publisher decides"),
        (ADMINISTRATOR, "Adds, changes and deletes regions and countries.", "Reads regions"),
    ],
)
def test_each_role_in_words(role, can, cannot):
    said = " ".join(abilities_of(role))
    assert can in said
    assert cannot not in said


def test_without_permissions_nothing_is_said():
    assert abilities(set()) == []
