"""Others keep a copy of all objects by the changes alone."""

import json

import pytest
from django.db import connection, transaction

from cooperation.domain import roles
from cooperation.exchange.api.changes import changes_since
from cooperation.exchange.api.objects import MODELS, objects
from cooperation.exchange.api.states import NoState, State, UnknownState
from cooperation.models import (
    Citation,
    Document,
    Meeting,
    Organization,
    Outcome,
    PublicCommit,
    Topic,
)
from cooperation.workflow.merge import merge, undo_merge
from cooperation.workflow.publication import publish, withdraw
from tests.cooperation.exchange.api.asking import Answer
from tests.cooperation.index.test_a_count_is_what_the_click_shows import a_registry
from tests.cooperation.index.test_the_index_is_true_on_every_path import WRITES
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_lineage,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_source,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = "https://registry.example"


def public():
    """All public objects, by type and id."""
    return {
        (kind, each["id"]): each
        for kind, model in MODELS.items()
        for each in objects(model, model._base_manager.order_by("pk").values_list("pk", flat=True), None, ORIGIN)
    }


class Copy:
    """What somebody keeps who took everything once and has read the changes since."""

    def __init__(self):
        self.state, self.objects, self.told = str(State.now()), public(), []

    def follow(self, most=7):
        """Read the changes, a few lines of the log at a time."""
        self.told, has_more = [], True
        while has_more:
            found = changes_since(State.of(self.state), ORIGIN, most)
            for each in found.listed:
                key = each["type"], each["id"]
                if "object" in each:
                    self.objects[key] = each["object"]
                else:
                    self.objects.pop(key, None)
                self.told.append(each)
            self.state, has_more = str(found.state), found.has_more
        return self

    def is_true(self):
        """Compare with the database, as JSON: what differs."""
        due, held = public(), self.objects
        return [key for key in due.keys() | held.keys() if json.dumps(due.get(key)) != json.dumps(held.get(key))]

    def changes_of(self, row):
        kind = row._meta.model_name
        return [each["change"] for each in self.told if (each["type"], each["id"]) == (kind, row.pk)]


def test_after_every_kind_of_write():
    a_registry(1, size=12)
    make_agreement(published=False)
    copy, effective = Copy(), 0
    for name, write in WRITES.items():
        with transaction.atomic():
            write()
        effective += bool(copy.is_true())
        assert copy.follow(most=50).is_true() == [], name
    assert effective > len(WRITES) / 2


def publisher():
    return make_user(roles.PUBLISHER)


def test_what_is_published_brings_what_it_names():
    topic, body, source = make_topic(parent=make_topic()), make_organization(), make_source()
    make_citation(body)
    session = make_meeting(published=False, topics=[topic], organizations=[body])
    make_outcome(session, topics=[make_topic()])
    make_citation(session, source=source)
    make_meeting("Public", part_of_meeting=session)
    make_lineage(make_agreement(meeting=session), make_agreement(published=False))
    copy = Copy()
    publish(session, publisher())
    assert copy.is_true() != []
    assert copy.follow().is_true() == []
    assert copy.changes_of(session) == ["created"]
    withdraw(Meeting.objects.get(pk=session.pk), publisher(), "Wrong.")
    assert copy.follow().is_true() == []
    assert copy.changes_of(session) == ["withdrawn"]
    assert copy.changes_of(topic) == ["withdrawn"]
    assert {change for outcome in Outcome.objects.all() for change in copy.changes_of(outcome)} == {"withdrawn"}
    publish(Meeting.objects.get(pk=session.pk), publisher())
    assert copy.follow().is_true() == []


def test_a_claim_that_names_a_record_changes_with_its_publication():
    draft = make_mechanism("Secret series", slug="secret-series", published=False)
    meeting = make_meeting()
    outcome = make_outcome(meeting)
    make_citation(meeting, field="mechanism", value="secret-series")
    make_citation(meeting, outcome=outcome, field="concerns_mechanisms", value="secret-series")
    copy = Copy()
    publish(draft, publisher())
    assert copy.is_true() != []
    assert copy.follow().is_true() == []
    assert copy.changes_of(meeting) == copy.changes_of(outcome) == ["changed"]


def test_a_draft_is_not_told_of():
    draft = make_meeting(published=False)
    topic, body = make_topic(), make_organization()
    copy = Copy()
    outcome = make_outcome(draft)
    draft.topics.set([topic])
    draft.organizations.set([body])
    make_citation(draft)
    Meeting.objects.filter(pk=draft.pk).update(slug="another")
    Topic.objects.update(name="Another")
    Organization.objects.update(name="Another")
    make_agreement(published=False, meeting=draft).delete()
    make_document(draft)
    outcome.delete()
    Meeting.objects.filter(pk=draft.pk).delete()
    assert copy.follow().told == []


def test_what_is_withdrawn_is_told_of_and_not_shown():
    meeting = make_meeting("Secret")
    make_outcome(meeting, "Secret outcome.")
    copy = Copy()
    withdraw(meeting, publisher(), "Secret reason.")
    Meeting.objects.filter(pk=meeting.pk).update(title="Secret 2")
    make_outcome(meeting, "Secret 2.")
    assert copy.follow(most=100).is_true() == []
    assert "Secret" not in json.dumps(copy.told)
    assert copy.changes_of(meeting) == ["withdrawn"]


def test_what_is_done_to_a_withdrawn_record_is_not_told_of():
    meeting, topic, source = make_meeting(), make_topic(), make_source()
    make_outcome(meeting)
    withdraw(meeting, publisher(), "Wrong.")
    copy = Copy()
    Meeting.objects.filter(pk=meeting.pk).update(title="Another", slug="another")
    meeting.topics.add(topic)
    make_citation(meeting, source=source)
    make_outcome(meeting, topics=[topic])
    assert copy.follow().told == []


def test_the_slug_that_a_source_had_before_it_was_public_is_not_told():
    source = make_source("Secret")
    copy = Copy()
    type(source).objects.filter(pk=source.pk).update(slug="open")
    make_citation(make_meeting(), source=source)
    assert copy.follow(most=100).is_true() == []
    assert "secret/" not in json.dumps(copy.told)


def test_the_text_of_a_claim_is_no_name():
    topic = make_topic("Water")
    make_meeting(topics=[topic])
    meeting = make_meeting(summary="Clean water")
    make_citation(meeting, field="summary", value="Clean water")
    copy = Copy()
    Topic.objects.filter(pk=topic.pk).update(name="Waters")
    assert copy.follow().is_true() == []
    assert copy.changes_of(meeting) == []


def test_a_moved_record_tells_its_former_address():
    meeting = make_meeting("Old")
    make_outcome(meeting)
    copy = Copy()
    Meeting.objects.filter(pk=meeting.pk).update(slug="new")
    assert copy.follow().is_true() == []
    assert copy.changes_of(meeting) == ["moved"]
    [told] = [each for each in copy.told if each["type"] == "meeting"]
    assert told["former_urls"] == [f"{ORIGIN}/meetings/old/"]
    assert told["object"]["url"] == f"{ORIGIN}/meetings/new/"


def test_merged_records_lead_to_their_survivor():
    series = make_mechanism()
    kept, duplicate = make_meeting(mechanism=series), make_meeting(mechanism=series)
    later = make_meeting()
    make_outcome(later, follows=make_outcome(duplicate))
    copy = Copy()
    merged = merge(kept, duplicate, publisher())
    assert copy.follow().is_true() == []
    [told] = [each for each in copy.told if (each["type"], each["id"]) == ("meeting", duplicate.pk)]
    assert told["change"] == "merged"
    assert told["into"]["id"] == kept.pk
    undo_merge(merged, publisher())
    assert copy.follow().is_true() == []
    assert copy.changes_of(duplicate) == ["created"]


def test_merged_organizations_lead_to_their_survivor():
    kept, duplicate = make_organization(), make_organization()
    make_meeting(organizations=[duplicate])
    make_project(organizations=[kept])
    copy = Copy()
    merge(kept, duplicate, make_user(roles.ADMINISTRATOR))
    assert copy.follow().is_true() == []
    [told] = [each for each in copy.told if (each["type"], each["id"]) == ("organization", duplicate.pk)]
    assert (told["change"], told["into"]["id"]) == ("merged", kept.pk)


def test_parts_and_claims_change_their_record():
    meeting, country = make_meeting(), make_country()
    outcome = make_outcome(meeting)
    copy = Copy()
    make_citation(meeting, outcome=outcome, field="text")
    make_citation(country)
    document = make_document(meeting)
    assert copy.follow().is_true() == []
    assert copy.changes_of(outcome) == ["changed"]
    Document.objects.filter(pk=document.pk).update(is_internal=True)
    Citation.objects.all().delete()
    outcome.topics.add(make_topic())
    assert copy.follow().is_true() == []
    outcome.delete()
    assert copy.follow().is_true() == []
    assert copy.told[-1]["change"] == "deleted"


def test_many_changes_come_in_the_order_of_their_commits():
    meetings = [make_meeting() for _ in range(5)]
    copy = Copy()
    for meeting in reversed(meetings):
        Meeting.objects.filter(pk=meeting.pk).update(city="Seoul")
    assert [each["id"] for each in copy.follow(most=2).told] == [each.pk for each in reversed(meetings)]
    with transaction.atomic():
        Meeting.objects.update(city="Busan")
    assert len(copy.follow(most=2).told) == 5
    assert copy.follow().told == []


@pytest.mark.usefixtures("as_owner")
def test_a_state_that_the_log_does_not_have():
    with pytest.raises(NoState):
        State.of("yesterday")
    now = State.now()
    for text in ("00000000-0000-0000-0000-000000000000", f"{now}.1", f"{now}.0"):
        with pytest.raises(UnknownState):
            changes_since(State.of(text), ORIGIN)
    PublicCommit.objects.all().delete()
    assert changes_since(now, ORIGIN).listed == [], "the newest state is always known"


@pytest.mark.usefixtures("as_owner")
def test_an_emptied_table_needs_a_new_copy():
    make_meeting()
    state = State.now()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cooperation_meeting CASCADE")
    with pytest.raises(UnknownState):
        changes_since(state, ORIGIN)


def test_over_http():
    meeting = make_meeting("TEMM 14")
    first = Answer("/api/v1/changes")
    assert (first["has_more"], first["changes"]) == (False, [])
    Meeting.objects.filter(pk=meeting.pk).update(city="Beijing")
    [told] = Answer(f"/api/v1/changes?since={first['state']}")["changes"]
    assert (told["change"], told["object"]["city"]) == ("changed", "Beijing")
    wrong = Answer("/api/v1/changes?since=yesterday", status=400)
    assert "not a valid state" in wrong.errors["since"]
    twice = Answer(f"/api/v1/changes?since=yesterday&since={first['state']}", status=400)
    assert twice.errors == {"since": "This is given more than once. Enter only one value."}
    gone = Answer("/api/v1/changes?since=00000000-0000-0000-0000-000000000000", status=410)
    assert "Download everything again: http://testserver/data/" in gone["detail"]
