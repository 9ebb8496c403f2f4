"""A meeting that two transactions made: entered with China and Japan, then put right."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction

from cooperation import history
from tests.factories import make_country, make_meeting, make_outcome


@pytest.fixture
def publisher(transactional_db):
    """Pat, who may publish."""
    user = User.objects.create_user("pat")
    user.groups.add(Group.objects.get(name="Publisher"))
    return user


@pytest.fixture
def meeting(publisher):
    """TEMM 26, a draft with two versions."""
    china, japan, korea = (make_country(code) for code in ("CHN", "JPN", "KOR"))
    with history.attributed(publisher, "the test", "entered"), transaction.atomic():
        meeting = make_meeting(title="TEMM 26", slug="temm-26", start="2026-05", host_country=china, published=False)
        meeting.countries.set([china, japan])
        make_outcome(meeting=meeting, text="Clean the air.").by_countries.add(china)
    with history.attributed(publisher, "the test", "put right"), transaction.atomic():
        meeting.start = "2026-05-04"
        meeting.save()
        meeting.countries.set([korea, japan])
        meeting.outcomes.update(text="Clean the air by 2030.")
    return meeting
