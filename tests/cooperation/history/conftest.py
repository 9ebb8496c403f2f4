"""A meeting that two transactions made: entered with China and Japan, then put right. And who reads of it."""

import re

import pytest
from django.db import transaction
from django.test import Client

from cooperation import history
from cooperation.domain import roles
from tests.factories import make_country, make_meeting, make_outcome, make_user


@pytest.fixture
def publisher(transactional_db):
    """Pat, who may publish."""
    return make_user(roles.PUBLISHER, username="pat")


@pytest.fixture
def editor(transactional_db):
    """Ed, who may not."""
    return make_user(roles.EDITOR, username="ed")


@pytest.fixture
def administrator(transactional_db):
    """Ada, who keeps the reference data too."""
    return make_user(roles.ADMINISTRATOR, username="ada")


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


def signed_in(user):
    """The browser of a member of the staff."""
    client = Client()
    client.force_login(user)
    return client


def said(response):
    """What a page says, without its marks, blanks together."""
    [content] = re.findall(r'<main id="content-start".*</main>', response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())
