"""Numbers that release 0.1.0 stored keep their meaning. Lines may be added here, never changed."""

from enum import StrEnum

from cooperation.domain import tags
from cooperation.domain.choices import Role

DIMENSIONS = {
    "COUNTRY": 1,
    "REGION": 2,
    "TOPIC": 3,
    "MECHANISM": 4,
    "ORGANIZATION": 5,
    "KIND": 6,
    "STATUS": 7,
    "ROLE": 8,
    "MENTION": 9,
    "YEAR": 10,
    "UNTIL": 11,
    "END": 12,
    "TURN": 13,
    "PART": 64,
}
ROLES = {"funding": 0, "accountable": 1, "extending": 2, "implementing": 3, "not-recorded": 4}


def test_dimensions_have_the_numbers_of_release_0_1_0():
    numbers = {dimension.name: dimension.value for dimension in tags.Dimension}
    assert {name: numbers.get(name) for name in DIMENSIONS} == DIMENSIONS


def test_roles_have_the_numbers_of_release_0_1_0():
    numbers = {str(role): number for role, number in tags.ROLES.items()}
    assert {role: numbers.get(role) for role in ROLES} == ROLES


def test_every_role_has_a_number_of_its_own():
    assert set(tags.ROLES) == set(Role)
    assert len(set(tags.ROLES.values())) == len(Role)


def test_a_role_in_the_middle_changes_no_number(monkeypatch):
    values = [(role.name, role.value) for role in Role]
    longer = StrEnum("Role", [*values[:1], ("DONATING", "donating"), *values[1:]])
    monkeypatch.setattr(tags, "ROLES", {**tags.ROLES, longer.DONATING: 5})
    before = {role: tags.part_tag(7, role) for role in Role}
    assert {role: tags.part_tag(7, longer(role.value)) for role in Role} == before
    assert tags.part_tag(7, longer.DONATING) not in before.values()
