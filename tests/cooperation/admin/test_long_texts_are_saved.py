"""What is too long for search is saved all the same."""

import pytest

from cooperation import search
from cooperation.models import Meeting
from tests.cooperation.search.test_long_texts_are_cut import korean
from tests.factories import make_meeting, make_outcome
from tests.settled import settle

from .conftest import address, form_at

pytestmark = pytest.mark.django_db


def test_a_form_of_3_mb_is_saved_and_the_record_found_by_its_title(publisher):
    meeting = make_meeting("Zanzibar talks")
    make_outcome(meeting, korean(400_000, 300_000))
    text = korean(0, 1_000_000)
    response = publisher.post(address(meeting), {**form_at(publisher, address(meeting)), "summary": text})
    assert response.status_code == 302
    settle()
    assert Meeting.objects.filter(summary=text).exists()
    assert Meeting.objects.get(pk__in=search.Query("zanzibar").matching("meeting")) == meeting
