"""The checklist of a draft: what is missing, by the kind of record, without blocking anything."""

import pytest

from cooperation.workflow.checklist import missing
from tests import factories as f
from tests.cooperation.admin.conftest import address, fields

from .conftest import words

pytestmark = pytest.mark.django_db
ALWAYS = ["no source", "no summary", "date not recorded", "no participants"]
EMPTY = {
    "meeting": [*ALWAYS, "no place", "no topic"],
    "agreement": [*ALWAYS, "no topic"],
    "project": [*ALWAYS, "no topic"],
    "mechanism": [*ALWAYS, "no topic"],
}


def whole(kind):
    """A record of the kind that lacks nothing."""
    china = f.make_country("CHN")
    some = {
        "meeting": {"start": "2999", "city": "Seoul", "countries": [china]},
        "agreement": {"adopted_on": "2026", "countries": [china]},
        "project": {"planned_start": "2026", "organizations": [f.make_organization()]},
        "mechanism": {"established_on": "2026", "countries": [china]},
    }[kind]
    record = getattr(f, f"make_{kind}")(published=False, summary="What it is.", topics=[f.make_topic()], **some)
    f.make_citation(record)
    return record


@pytest.mark.parametrize("kind", EMPTY)
def test_of_an_empty_record_everything_is_missing(kind):
    assert missing(getattr(f, f"make_{kind}")(published=False)) == EMPTY[kind]


@pytest.mark.parametrize("kind", EMPTY)
def test_of_a_whole_record_nothing_is_missing(kind):
    assert missing(whole(kind)) == []


def test_a_host_country_is_a_place_too_and_an_organization_takes_part():
    meeting = f.make_meeting(host_country=f.make_country("CHN"), organizations=[f.make_organization()])
    assert not {"no place", "no participants"} & set(missing(meeting))


def test_an_inferred_value_without_source_is_no_source():
    meeting = f.make_meeting(published=False)
    f.make_citation(meeting, source=None, basis="inferred", note="From the minutes.")
    assert "no source" in missing(meeting)


def test_the_form_of_a_draft_shows_it_and_saves_all_the_same(editor):
    draft = f.make_meeting("Bare", published=False)
    page = editor.get(address(draft))
    assert "Known gaps no source no summary date not recorded no participants no place" in words(page)
    assert editor.post(address(draft), {**fields(page), "_submit": "1"}).status_code == 302


def test_the_form_of_what_is_public_and_the_empty_form_do_not(editor, publisher):
    public = f.make_meeting("Bare")
    assert "Known gaps" not in words(publisher.get(address(public)))
    assert "Known gaps" not in words(editor.get(address(type(public), "add")))


def test_of_a_whole_draft_the_form_says_nothing(editor):
    assert "Known gaps" not in words(editor.get(address(whole("meeting"))))
