"""The checklist of a draft: what is missing, by the kind of record, without blocking anything."""

import pytest

from cooperation.workflow.checklist import missing
from tests import factories as f
from tests.cooperation.admin.conftest import address, fields

from .conftest import words

pytestmark = pytest.mark.django_db
ALWAYS = ["a summary", "a topic", "a source: a citation that names one"]
WHO = "who works together: countries or organizations"
EMPTY = {
    "meeting": ["the date: start", "the place: city or host country", "who took part: countries or organizations"],
    "agreement": ["the date: signature, adoption or entry into force", "the parties"],
    "project": ["the date: actual start or planned start", WHO],
    "mechanism": ["the date: established", WHO],
}


def whole(kind):
    """A record of the kind that lacks nothing."""
    china = f.make_country("CHN")
    some = {
        "meeting": {"start": "2026", "city": "Seoul", "countries": [china]},
        "agreement": {"adopted_on": "2026", "countries": [china]},
        "project": {"planned_start": "2026", "organizations": [f.make_organization()]},
        "mechanism": {"established_on": "2026", "countries": [china]},
    }[kind]
    record = getattr(f, f"make_{kind}")(published=False, summary="What it is.", topics=[f.make_topic()], **some)
    f.make_citation(record)
    return record


@pytest.mark.parametrize("kind", EMPTY)
def test_of_an_empty_record_everything_is_missing(kind):
    found = missing(getattr(f, f"make_{kind}")(published=False))
    assert [text for text in found if not text.startswith("the date")] == [
        text for text in (*EMPTY[kind], *ALWAYS) if not text.startswith("the date")
    ]
    assert found[0].startswith("the date: ")


@pytest.mark.parametrize("kind", EMPTY)
def test_of_a_whole_record_nothing_is_missing(kind):
    assert missing(whole(kind)) == []


def test_a_host_country_is_a_place_too_and_an_organization_takes_part():
    meeting = f.make_meeting(host_country=f.make_country("CHN"), organizations=[f.make_organization()])
    assert not [text for text in missing(meeting) if "place" in text or "took part" in text]


def test_an_inferred_value_without_source_is_no_source():
    meeting = f.make_meeting(published=False)
    f.make_citation(meeting, source=None, basis="inferred", note="From the minutes.")
    assert "a source: a citation that names one" in missing(meeting)


def test_the_form_of_a_draft_shows_it_and_saves_all_the_same(editor):
    draft = f.make_meeting("Bare", published=False)
    page = editor.get(address(draft))
    assert "Still missing the date: start the place: city or host country" in words(page)
    assert editor.post(address(draft), {**fields(page), "_submit": "1"}).status_code == 302


def test_the_form_of_what_is_public_and_the_empty_form_do_not(editor, publisher):
    public = f.make_meeting("Bare")
    assert "Still missing" not in words(publisher.get(address(public)))
    assert "Still missing" not in words(editor.get(address(type(public), "add")))


def test_of_a_whole_draft_the_form_says_nothing(editor):
    assert "Still missing" not in words(editor.get(address(whole("meeting"))))
