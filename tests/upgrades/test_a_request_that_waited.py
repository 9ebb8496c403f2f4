"""A request of the previous release that waited for migrate finds tables that it does not know."""

import pytest

from tests import factories as f
from tests.settled import settle

from .next_release import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE cooperation_meeting RENAME city TO town",
        "ALTER TABLE cooperation_meeting DROP city CASCADE",
        "ALTER TABLE cooperation_outcome RENAME TO cooperation_result",
    ],
)
def test_it_may_be_sent_again(client, change):
    meeting = f.make_meeting("TEMM 14")
    settle()
    ask(change)
    client.raise_request_exception = False
    response = client.get(meeting.get_absolute_url())
    assert (response.status_code, response["Retry-After"]) == (503, "60")
