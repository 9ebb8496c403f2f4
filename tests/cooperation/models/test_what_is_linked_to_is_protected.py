"""A link protects what it leads to, as a foreign key does: nothing is taken out of a record behind its back."""

import pytest
from django.db.models import RestrictedError

from cooperation.models import Meeting, Outcome
from regions.models import Country
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_country_that_took_part_in_a_meeting_is_not_deleted():
    china = factories.make_country("CHN")
    factories.make_meeting("TEMM 12", countries=[china])
    with pytest.raises(RestrictedError) as refusal:
        china.delete()
    assert [str(row) for row in refusal.value.restricted_objects] == ["TEMM 12 – China"]
    assert Country.objects.filter(pk=china.pk).exists()


def test_a_topic_of_a_draft_is_not_deleted():
    topic = factories.make_topic("Yellow dust")
    factories.make_meeting(published=False, topics=[topic])
    with pytest.raises(RestrictedError):
        topic.delete()


def test_a_project_that_carries_out_another_meetings_outcome_is_not_deleted():
    project = factories.make_project(published=False)
    factories.make_outcome(carried_out_by_projects=[project])
    with pytest.raises(RestrictedError):
        project.delete()


def test_a_draft_meeting_goes_with_its_links_and_its_outcomes_links_to_itself():
    meeting = factories.make_meeting(published=False, countries=[factories.make_country("CHN")])
    factories.make_outcome(meeting, concerns_meetings=[meeting], topics=[factories.make_topic()])
    meeting.delete()
    assert not Meeting.objects.exists()
    assert not Outcome.objects.exists()
