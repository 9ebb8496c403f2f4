"""Who enters a second record of one name or number is never told that the slug exists: it gets one of its own."""

import pytest
from django.contrib.redirects.models import Redirect

from cooperation.models import Meeting, Organization, Topic
from cooperation.workflow import next_session
from cooperation.workflow.slugs import free_slug
from tests import factories

from .conftest import address, form_at, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def temm(db):
    return factories.make_mechanism("Tripartite Ministers", acronym="TEMM", slug="temm")


def add(client, model, ticked=None, **typed):
    form = form_at(client, address(model, "add"))
    ticked = {"_save_all_the_same": str(ticked.pk)} if ticked else {}
    return client.post(address(model, "add"), {**form, **typed, **ticked}, follow=True)


@pytest.mark.parametrize("slug", ["temm-14", ""])
def test_a_second_session_of_the_same_number(editor, temm, slug):
    """COP 6 met twice. The script of the form fills in the slug; without it the server does."""
    first = factories.make_meeting("TEMM 14", slug="temm-14", mechanism=temm, ordinal=14, start="2012-05")
    typed = {"mechanism": temm.pk, "ordinal": "14", "title": "TEMM 14, resumed", "start": "2012-05", "slug": slug}
    response = add(editor, Meeting, first, **typed)
    assert Meeting.objects.get(slug="temm-14-2").title == "TEMM 14, resumed"
    words = "“temm-14” is the address of another page. This one has the address “temm-14-2”."
    assert words in messages(response)
    third = {**typed, "start": "2014", "title": "TEMM 14 again"}
    add(editor, Meeting, **third)
    assert Meeting.objects.filter(slug="temm-14-3").exists()
    assert next_session.next_session(temm).slug == "temm-15"


def test_the_form_of_the_next_session_too(editor, temm):
    factories.make_meeting("TEMM 14", slug="temm-14", mechanism=temm, ordinal=14, start="2012-05")
    factories.make_meeting("Something else", slug="temm-15")
    page = f"{address(Meeting, 'add')}?next_of={temm.pk}"
    response = editor.post(page, {**form_at(editor, page), "start": "2013"}, follow=True)
    assert Meeting.objects.get(mechanism=temm, ordinal=15).slug == "temm-15-2"
    assert "already exists" not in response.content.decode()


def test_an_old_address_is_taken_too(editor):
    Redirect.objects.create(site_id=1, old_path="/meetings/forum/", new_path="/meetings/forum-on-forests/")
    add(editor, Meeting, title="Forum")
    assert Meeting.objects.get().slug == "forum-2"


@pytest.mark.parametrize("model", [Organization, Topic])
def test_organizations_and_topics_too(administrator, model):
    make = factories.make_organization if model is Organization else factories.make_topic
    other = make("Water!", slug="water")
    typed = {"name": "Water", "slug": "water"} | ({"kind": "fund"} if model is Organization else {})
    add(administrator, model, other, **typed)
    assert model.objects.get(name="Water").slug == "water-2"


def test_a_slug_that_somebody_changes_is_not_numbered(editor):
    factories.make_meeting("Forum", slug="forum")
    draft = factories.make_meeting("Day", slug="day", published=False)
    response = editor.post(address(draft), {**form_at(editor, address(draft)), "slug": "forum"})
    assert response.context["adminform"].form.errors == {"slug": ["Meeting with this Slug already exists."]}


def test_a_slug_is_not_longer_than_the_longest():
    factories.make_meeting(slug="a" * 120)
    found = free_slug(Meeting, "a" * 120)
    assert found == "a" * 118 + "-2"
    assert len(found) == 120
