"""Nothing is deleted that something refers to, and the page says what that is."""

import pytest

from cooperation.models import Organization, Topic
from regions.models import Country, Region
from tests import factories

from .conftest import address, messages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "refer", "by"),
    [
        (factories.make_topic, lambda thing: factories.make_meeting("By me", published=False, topics=[thing]), "By me"),
        (factories.make_topic, lambda thing: factories.make_topic("By me", parent=thing), "By me"),
        (
            factories.make_organization,
            lambda thing: factories.make_agreement("By me", published=False, organizations=[thing]),
            "Party",
        ),
        (
            factories.make_source,
            lambda thing: factories.make_citation(factories.make_meeting(published=False), source=thing, field="start"),
            "Citation: start",
        ),
        (
            lambda title: factories.make_mechanism(title, published=False),
            lambda thing: factories.make_meeting("By me", published=False, mechanism=thing),
            "By me",
        ),
        (
            lambda title: factories.make_meeting(title, published=False),
            lambda thing: factories.make_outcome(concerns_meetings=[thing], text="By me"),
            "By me",
        ),
    ],
)
def test_a_thing_that_a_draft_refers_to(editor, make, refer, by):
    thing = make("Referred to")
    refer(thing)
    page = editor.get(address(thing, "delete"))
    assert "Cannot delete" in page.content.decode()
    assert by in page.content.decode()
    editor.post(address(thing, "delete"), {"post": "yes"})
    sent = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
    assert "Cannot delete" in editor.post(address(type(thing), "changelist"), sent).content.decode()
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_what_readers_see_because_something_public_refers_to_it(publisher):
    topic = factories.make_topic()
    factories.make_meeting(topics=[topic])
    response = publisher.post(address(topic, "delete"), {"post": "yes"}, follow=True)
    assert "a published record refers to it. It cannot be deleted." in messages(response)
    assert Topic.objects.exists()


def test_reference_data(administrator):
    china = factories.make_country("CHN")
    factories.make_meeting("TEMM 12", countries=[china])
    page = administrator.get(address(china, "delete")).content.decode()
    assert "TEMM 12 – China" in page
    administrator.post(address(china, "delete"), {"post": "yes"})
    administrator.post(address(china.region, "delete"), {"post": "yes"})
    assert Country.objects.filter(pk=china.pk).exists()
    assert Region.objects.filter(pk=china.region_id).exists()


def test_what_nothing_refers_to_goes(editor):
    body = factories.make_organization()
    response = editor.post(address(body, "delete"), {"post": "yes"}, follow=True)
    assert "was deleted successfully" in messages(response)
    assert not Organization.objects.exists()
