"""Who may do what: the whole matrix of roles, actions, kinds of thing and whether readers see it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from cooperation.domain import roles
from cooperation.models import Topic
from regions.models import Country
from tests import factories as f

pytestmark = pytest.mark.django_db

RECORDS = {
    "agreement": f.make_agreement,
    "meeting": f.make_meeting,
    "project": f.make_project,
    "mechanism": f.make_mechanism,
}
# Topics, organizations and sources are seen once something published refers to them.
REFERRED = {
    "topic": (f.make_topic, lambda row, **state: f.make_meeting(topics=[row], **state)),
    "organization": (f.make_organization, lambda row, **state: f.make_project(organizations=[row], **state)),
    "source": (f.make_source, lambda row, **state: f.make_citation(f.make_agreement(**state), source=row)),
}
PARTS = {
    "party": (f.make_agreement, f.make_party),
    "lineage": (f.make_agreement, f.make_lineage),
    "outcome": (f.make_meeting, f.make_outcome),
    "projectorganization": (f.make_project, f.make_project_organization),
    "phase": (f.make_project, f.make_phase),
    "document": (f.make_mechanism, f.make_document),
    "citation": (f.make_meeting, f.make_citation),
}
STATES = {"draft": {"published": False}, "public": {}, "withdrawn": {"withdrawn": True}}
PLANNED = {"published": False, "publish_at": datetime(2030, 1, 1, tzinfo=UTC)}
N, E, P, A = None, roles.EDITOR, roles.PUBLISHER, roles.ADMINISTRATOR
# For each state who changes, deletes and publishes; everybody else may not.
MATRIX = {"draft": ((E, P, A), (E, P, A), (P, A)), "public": ((P, A), (), (P, A)), "withdrawn": ((P, A), (), (P, A))}


@pytest.fixture
def users():
    return {role: f.make_user(role) for role in (N, E, P, A)}


def allowed(users, may, thing):
    return tuple(role for role, user in users.items() if may(user, thing))


@pytest.mark.parametrize("state", MATRIX)
@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_changed_deleted_and_published_by_its_state(users, kind, state):
    record = RECORDS[kind](**STATES[state])
    asked = (roles.may_change, roles.may_delete, roles.may_publish)
    assert tuple(allowed(users, may, record) for may in asked) == MATRIX[state]


@pytest.mark.parametrize("kind", RECORDS)
def test_what_readers_see_tomorrow_is_a_publishers_today(users, kind):
    record = RECORDS[kind](**PLANNED)
    for may in (roles.may_change, roles.may_delete, roles.may_publish):
        assert allowed(users, may, record) == (P, A)


@pytest.mark.parametrize(("state", "submits", "proposes"), [("draft", (E,), ()), ("public", (), (E,))])
@pytest.mark.parametrize("kind", RECORDS)
def test_who_does_not_publish_submits_a_draft_and_proposes_changes_of_the_rest(users, kind, state, submits, proposes):
    record = RECORDS[kind](**STATES[state])
    assert allowed(users, roles.may_submit, record) == submits
    assert allowed(users, roles.may_propose, record) == proposes


def test_changes_of_what_was_withdrawn_or_is_planned_are_proposed_too(users):
    for state in (STATES["withdrawn"], PLANNED):
        record = f.make_meeting(**state)
        assert allowed(users, roles.may_submit, record) == ()
        assert allowed(users, roles.may_propose, record) == (E,)


def test_no_changes_of_reference_data_are_proposed(users):
    topic = f.make_topic()
    f.make_meeting(topics=[topic])
    assert allowed(users, roles.may_propose, topic) == ()


def test_a_submission_is_decided_by_a_publisher_and_taken_back_by_its_author(users):
    submission = f.make_submission(author=users[E])
    other = f.make_user(E)
    assert allowed(users, roles.may_decide, submission) == (P, A)
    assert allowed(users, roles.may_take_back, submission) == (E,)
    assert not roles.may_take_back(other, submission)


@pytest.mark.parametrize("state", MATRIX)
@pytest.mark.parametrize("kind", REFERRED)
def test_a_topic_organization_or_source_is_the_editors_until_readers_see_it(users, kind, state):
    make, refer = REFERRED[kind]
    row = make()
    refer(row, **STATES[state])
    asked = (roles.may_change, roles.may_delete, roles.may_publish)
    assert tuple(allowed(users, may, row) for may in asked) == MATRIX[state]


@pytest.mark.parametrize("kind", REFERRED)
def test_what_nothing_refers_to_is_the_editors(users, kind):
    row = REFERRED[kind][0]()
    assert allowed(users, roles.may_change, row) == (E, P, A)
    assert allowed(users, roles.may_delete, row) == (E, P, A)


@pytest.mark.parametrize("state", MATRIX)
def test_a_broader_topic_is_seen_with_its_narrower_one(users, state):
    air = f.make_topic("Air")
    f.make_project(topics=[f.make_topic("Yellow dust", parent=air)], **STATES[state])
    assert allowed(users, roles.may_change, air) == MATRIX[state][0]


@pytest.mark.parametrize("state", MATRIX)
@pytest.mark.parametrize("kind", PARTS)
def test_a_part_is_changed_and_deleted_by_who_changes_its_record(users, kind, state):
    make_record, make = PARTS[kind]
    part = make(make_record(**STATES[state]))
    assert allowed(users, roles.may_change, part) == MATRIX[state][0]
    assert allowed(users, roles.may_delete, part) == MATRIX[state][0]


@pytest.mark.parametrize("state", MATRIX)
def test_a_membership_is_changed_with_its_bloc(users, state):
    membership = f.make_membership()
    f.make_meeting(organizations=[membership.organization], **STATES[state])
    assert allowed(users, roles.may_change, membership) == MATRIX[state][0]
    assert allowed(users, roles.may_delete, membership) == MATRIX[state][0]


@pytest.mark.parametrize("make", [f.make_country, f.make_region])
def test_only_administrators_keep_regions_and_countries_and_what_is_cited_there(users, make):
    row = make()
    citation = f.make_citation(row)
    for thing in (row, citation):
        assert allowed(users, roles.may_change, thing) == (A,)
        assert allowed(users, roles.may_delete, thing) == (A,)
    assert allowed(users, roles.may_view, type(row)) == (E, P, A)
    assert allowed(users, roles.may_add, type(row)) == (A,)
    assert allowed(users, roles.may_publish, row) == ()


@pytest.mark.parametrize("kind", [*RECORDS, *REFERRED, *PARTS])
def test_every_role_sees_and_adds_what_the_registry_keeps(users, kind):
    make = RECORDS.get(kind) or (REFERRED[kind][0] if kind in REFERRED else PARTS[kind][1])
    model = type(make())
    assert allowed(users, roles.may_view, model) == (E, P, A)
    assert allowed(users, roles.may_add, model) == (E, P, A)


def test_every_model_with_a_state_or_a_record_stands_in_the_matrix():
    assert {*RECORDS, *REFERRED} == set(roles.PUBLISHED)
    assert {*PARTS, "membership"} == set(roles.PARTS)


def test_a_superuser_deletes_nothing_that_was_public_either():
    root = f.make_user(is_superuser=True)
    assert roles.may_change(root, f.make_meeting())
    assert not roles.may_delete(root, f.make_meeting())
    assert not roles.may_delete(root, f.make_meeting(withdrawn=True))
    assert roles.may_delete(root, f.make_meeting(published=False))


def test_an_account_that_was_closed_may_nothing():
    user = f.make_user(roles.ADMINISTRATOR, is_active=False)
    assert not roles.may_view(user, Country)
    assert not roles.may_change(user, f.make_meeting(published=False))


def held_by(role):
    return {
        f"{app}.{codename}"
        for app, codename in Permission.objects.filter(group__name=role).values_list(
            "content_type__app_label", "codename"
        )
    }


@pytest.mark.parametrize("role", roles.GROUPS)
def test_a_group_holds_exactly_what_the_code_says(role):
    assert held_by(role) == roles.GROUPS[role]


def test_no_role_may_what_the_one_above_may_not():
    assert roles.GROUPS[E] < roles.GROUPS[P] < roles.GROUPS[A]
    assert not [name for name in roles.GROUPS[E] if "publish" in name]
    assert {name for name in roles.GROUPS[P] - roles.GROUPS[E] if "publish" not in name} == {
        f"cooperation.merge_{kind}" for kind in ("agreement", "meeting", "project", "mechanism")
    }


def test_nobody_edits_redirects_ratings_keys_or_groups_by_hand():
    for role in roles.GROUPS:
        for name in ("redirect", "rating", "keycounter", "group", "permission", "site", "logentry", "session"):
            assert [each for each in held_by(role) if each.endswith(f"_{name}") and ".view_" not in each] == []


def test_making_the_groups_again_changes_nothing():
    before = list(Group.permissions.through.objects.order_by("id").values_list("id", "group", "permission"))
    roles.make_groups()
    assert list(Group.permissions.through.objects.order_by("id").values_list("id", "group", "permission")) == before
    assert Group.objects.filter(name__in=roles.GROUPS).count() == len(roles.GROUPS)


@pytest.mark.usefixtures("as_owner")
def test_what_somebody_gave_or_took_from_a_group_is_set_right_and_its_members_stay():
    editor = f.make_user(E)
    group = Group.objects.get(name=E)
    group.permissions.add(Permission.objects.get(codename="publish_meeting"))
    group.permissions.remove(Permission.objects.get(codename="add_meeting"))
    roles.make_groups()
    assert held_by(E) == roles.GROUPS[E]
    assert editor.groups.get() == group


@pytest.mark.usefixtures("as_owner")
def test_a_group_of_the_house_s_own_is_left_alone():
    Group.objects.create(name="Archivists")
    roles.make_groups()
    assert Group.objects.filter(name="Archivists").exists()


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_the_groups_are_there_again_after_a_flush():
    f.make_topic()
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    assert not Topic.objects.exists()
    for role in roles.GROUPS:
        assert held_by(role) == roles.GROUPS[role]
