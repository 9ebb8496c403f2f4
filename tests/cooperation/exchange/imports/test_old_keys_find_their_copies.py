"""Rows of a file that name something merged meanwhile are about its survivor, and about the copies of its parts."""

import pytest

from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.models import Meeting
from cooperation.workflow.merge import merge
from tests import factories as f

from .conftest import preview, problems, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(publisher):
    """TEMM 14 has the outcome of the other one, which had the key 1, under the key 2."""
    survivor = f.make_meeting("TEMM 14", slug="temm-14", published=False)
    duplicate = f.make_meeting("Fourteenth TEMM", slug="fourteenth-temm", reference="M-14", published=False)
    Meeting.objects.filter(pk=survivor.pk).update(reference="T-14")
    f.make_outcome(meeting=survivor, text="Clean the air.")
    f.make_outcome(meeting=duplicate, text="Meet again.")
    merge(survivor, duplicate, publisher)
    return survivor


def test_an_old_anchor_finds_the_copy(publisher, merged):
    later = f.make_meeting("TEMM 15", slug="temm-15", published=False)
    row = {"meeting": "temm-15", "kind": "decision", "text": "Go on.", "follows": "fourteenth-temm#outcome-1"}
    upload = preview("outcomes", publisher, [row])
    assert problems(upload) == []
    uploads.enter(upload, publisher)
    assert later.outcomes.get().follows == merged.outcomes.get(text="Meet again.")


def test_an_old_key_changes_the_copy(publisher, merged):
    row = {"meeting": "fourteenth-temm", "key": "1", "kind": "decision", "text": "Meet soon."}
    upload = preview("outcomes", publisher, [row])
    assert states(upload) == {2: "changed"}
    uploads.enter(upload, publisher)
    assert [outcome.text for outcome in merged.outcomes.all()] == ["Clean the air.", "Meet soon."]


def test_a_chain_is_followed(publisher, merged):
    last = f.make_meeting("TEMM XIV", slug="temm-xiv", published=False)
    merge(last, merged, publisher)
    row = {"meeting": "fourteenth-temm", "key": "1", "kind": "decision", "text": "Meet soon."}
    uploads.enter(preview("outcomes", publisher, [row]), publisher)
    assert "Meet soon." in [outcome.text for outcome in last.outcomes.all()]


@pytest.mark.parametrize("row", [{"slug": "fourteenth-temm"}, {"reference": "M-14"}])
def test_a_row_about_the_duplicate_says_what_to_write(publisher, merged, row):
    upload = preview("meetings", publisher, [{**row, "title": "Fourteenth TEMM", "kind": "session"}])
    [(_number, column, _value, why)] = problems(upload)
    assert (column, why) == (next(iter(row)), "This was merged into “TEMM 14”. Write its slug: temm-14.")


def test_records_and_reference_data_are_found_by_their_old_slugs(publisher):
    administrator = f.make_user(roles.ADMINISTRATOR)
    series, other = f.make_mechanism("TEMM", slug="temm"), f.make_mechanism("TEMM again", slug="temm-again")
    topic, same = f.make_topic("Air"), f.make_topic("The air", slug="the-air-2")
    merge(series, other, administrator)
    merge(topic, same, administrator)
    row = {"title": "TEMM 15", "kind": "session", "mechanism": "temm-again", "topics": "the-air-2"}
    upload = preview("meetings", publisher, [row])
    assert problems(upload) == []
    uploads.enter(upload, publisher)
    meeting = Meeting.objects.get(title="TEMM 15")
    assert (meeting.mechanism, meeting.topics.get()) == (series, topic)
