"""Staff see a draft at its real address, uncached and under a banner; readers see none of it."""

import pytest
from django.contrib.auth.models import Group

from tests.factories import (
    make_agreement,
    make_country,
    make_meeting,
    make_outcome,
    make_project,
    make_source,
    make_topic,
)
from tests.reading import read

BANNER = "Draft: not visible to readers."


@pytest.fixture
def editor(client, django_user_model):
    user = django_user_model.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    return user


def test_a_draft_is_not_found_by_a_reader(client, db):
    assert client.get(make_meeting(published=False).get_absolute_url()).status_code == 404


def test_staff_see_the_whole_draft_under_a_banner_that_leads_to_its_form(client, editor):
    draft = make_meeting("TEMM 26", published=False)
    make_outcome(draft, "To plant trees.")
    response = client.get(draft.get_absolute_url())
    page = read(client, draft)
    assert BANNER in page.text
    assert f"/admin/cooperation/meeting/{draft.pk}/change/" in page.addresses
    assert "To plant trees." in page.sections["Outcomes"]
    assert '<meta name="robots" content="noindex">' in page.source
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_parties_and_phases_of_a_draft_are_previewed(client, editor):
    agreement = make_agreement(published=False, countries=[make_country("KOR")])
    assert "South Korea" in read(client, agreement).sections["Participants"]
    project = make_project(published=False)
    project.phases.create(name="Year 1")
    assert "Year 1" in read(client, project).sections["Phases"]


def test_staff_see_a_public_page_as_every_reader_does(client, editor):
    page = read(client, make_meeting())
    assert BANNER not in page.text
    assert not page.styles


def test_topics_and_sources_that_nothing_published_refers_to_are_previewed(client, editor):
    for thing in (make_topic("Ozone"), make_source("A page")):
        page = read(client, thing)
        assert page.status == 200
        assert BANNER in page.text


def test_a_user_who_is_not_staff_sees_no_draft(client, django_user_model, db):
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(make_meeting(published=False).get_absolute_url()).status_code == 404


def test_staff_without_the_permission_see_no_draft(client, django_user_model, db):
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    assert client.get(make_meeting(published=False).get_absolute_url()).status_code == 404


def test_an_ended_session_is_a_reader(client, editor):
    draft = make_meeting(published=False)
    editor.delete()
    assert client.get(draft.get_absolute_url()).status_code == 404
