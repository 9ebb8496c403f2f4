"""What readers do not see costs nothing in the index and in their search; what is published is computed once."""

import pytest
from django.db import connection
from django.utils import timezone

from cooperation.models import Meeting
from tests.factories import make_country, make_meeting, make_outcome, make_topic
from tests.settled import settle

# Called for each statement that writes entries, even none; and for each row of the index and of the search.
FUNCTIONS = ("registry_entry_changed", "registry_tags", "registry_search_starts")


@pytest.fixture
def computed(db):
    """Return how often the functions were called since the last call."""
    seen = [0, 0, 0]

    def since():
        settle()
        with connection.cursor() as cursor:
            cursor.execute("SELECT funcname, calls FROM pg_stat_xact_user_functions")
            calls = dict(cursor.fetchall())
        now = [calls.get(name, 0) for name in FUNCTIONS]
        found = [after - before for after, before in zip(now, seen, strict=True)]
        seen[:] = now
        return found

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL track_functions = 'all'")
    return since


@pytest.mark.usefixtures("as_owner")  # only the owner counts calls
def test_a_draft_is_computed_when_it_is_published_and_then_once(computed):
    topic, countries = make_topic(), [make_country("CHN"), make_country("JPN")]
    computed()
    meeting = make_meeting(published=False)
    outcomes = [make_outcome(meeting) for _ in range(3)]
    meeting.countries.set(countries)
    outcomes[0].topics.add(topic)
    assert computed() == [0, 0, 0]
    Meeting.objects.filter(pk=meeting.pk).update(published_at=timezone.now())
    assert computed()[1:] == [4, 4]
    Meeting.objects.filter(pk=meeting.pk).update(responsible_unit="International cooperation")
    assert computed()[:2] == [0, 0]
    Meeting.objects.filter(pk=meeting.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    assert computed()[1:] == [0, 0]
