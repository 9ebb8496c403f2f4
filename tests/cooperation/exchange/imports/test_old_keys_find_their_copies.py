"""Rows of a file that name something merged meanwhile are about its survivor, and about the copies of its parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def test_a_key_that_the_duplicate_never_had_does_not_change_a_part_of_the_survivor(publisher, merged):
    f.make_outcome(meeting=merged, text="Plant trees.")
    row = {"meeting": "fourteenth-temm", "key": "3", "kind": "decision", "text": "Meet soon."}
    [(_number, column, _value, why)] = problems(preview("outcomes", publisher, [row]))
    assert (column, why) == ("key", "The record has no such part.")
    [(_number, column, _value, why)] = problems(preview("outcomes", publisher, [{**row, "meeting": "M-14"}]))
    assert column == "key"


def test_citations_are_found_by_old_keys_and_the_old_keys_of_what_they_cite(publisher):
    survivor = f.make_meeting("TEMM 14", slug="temm-14", published=False)
    duplicate = f.make_meeting("Fourteenth TEMM", slug="fourteenth-temm", published=False)
    source, other = f.make_source("The gazette"), f.make_source("The treaty list")
    own = f.make_citation(survivor, outcome=f.make_outcome(meeting=survivor, text="Clean the air."), source=source)
    f.make_citation(duplicate, outcome=f.make_outcome(meeting=duplicate, text="Meet again."), source=other)
    merge(survivor, duplicate, publisher)
    row = {"meeting": "fourteenth-temm", "outcome": "1", "source": other.slug, "key": "1", "locator": "p. 7"}
    upload = preview("cited_meetings", publisher, [row])
    assert (problems(upload), states(upload)) == ([], {2: "changed"})
    uploads.enter(upload, publisher)
    assert [(each.outcome.text, each.locator) for each in survivor.citations.order_by("key")] == [
        ("Clean the air.", own.locator),
        ("Meet again.", "p. 7"),
    ]
    for column in ("key", "outcome"):
        upload = preview("cited_meetings", publisher, [{**row, column: "9"}])
        assert [(name, why) for _number, name, _value, why in problems(upload)] == [
            (column, "The record has no such part.")
        ]


@pytest.mark.parametrize("make", [f.make_mechanism, f.make_organization])
def test_citations_of_what_was_merged_are_found_by_their_old_keys(publisher, make):
    survivor, duplicate = make("TEMM", slug="temm"), make("TEMM again", slug="temm-again")
    source, other = f.make_source("The gazette"), f.make_source("The treaty list")
    f.make_citation(survivor, source=source, locator="p. 1")
    f.make_citation(duplicate, source=other, locator="p. 2")
    merge(survivor, duplicate, f.make_user(roles.ADMINISTRATOR))
    kind = survivor._meta.model_name
    row = {kind: "temm-again", "source": other.slug, "key": "1", "locator": "p. 7"}
    uploads.enter(preview(f"cited_{kind}s", publisher, [row]), publisher)
    assert [each.locator for each in survivor.citations.order_by("key")] == ["p. 1", "p. 7"]


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


def test_a_row_with_the_title_and_date_of_the_duplicate_does_not_record_it_again(publisher):
    survivor = f.make_meeting("TEMM 14", slug="temm-14", start="2012-05-03", published=False)
    merge(survivor, f.make_meeting("Fourteenth TEMM", start="2012-05-04", published=False), publisher)
    rows = [{"title": "Fourteenth TEMM", "start": date, "kind": "session"} for date in ("2012-05-04", "2013-05-05")]
    upload = preview("meetings", publisher, rows)
    words = "This was merged into “TEMM 14”. Write its slug: temm-14."
    assert [(number, column, why) for number, column, _value, why in problems(upload)] == [(2, "title", words)]
    assert states(upload) == {2: "wrong", 3: "new"}


def test_a_row_about_a_duplicate_in_a_chain_names_the_last_survivor(publisher, merged):
    last = f.make_meeting("TEMM XIV", slug="temm-xiv", published=False)
    merge(last, merged, publisher)
    upload = preview(
        "meetings", publisher, [{"slug": slug, "title": "TEMM"} for slug in ("fourteenth-temm", "temm-14")]
    )
    words = "This was merged into “TEMM XIV”. Write its slug: temm-xiv."
    assert [why for _number, column, _value, why in problems(upload) if column == "slug"] == [words, words]


def test_many_rows_about_duplicates_need_no_more_queries(publisher):
    def queries(count):
        rows = []
        for number in range(count):
            survivor = f.make_meeting(f"{count} {number}", published=False)
            duplicate = f.make_meeting(f"{count} {number} again", published=False)
            merge(survivor, duplicate, publisher)
            rows.append({"slug": duplicate.slug, "title": "TEMM"})
        with CaptureQueriesContext(connection) as found:
            preview("meetings", publisher, rows)
        return len(found)

    queries(1)
    assert queries(4) == queries(2)


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
