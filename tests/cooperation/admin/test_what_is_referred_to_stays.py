"""Nothing is deleted that something refers to, and the page says what that is."""

import pytest

from cooperation.models import Organization, Topic
from cooperation.workflow import references
from regions.models import Country, Region
from tests import factories
from tests.cooperation.workflow.conftest import words

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
            "Party, organization: By me",
        ),
        (
            factories.make_source,
            lambda thing: factories.make_citation(factories.make_meeting("By me", published=False), source=thing),
            "Citation, source: By me",
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
    assert "Cannot delete" in words(page)
    assert by in " ".join(words(page).split())
    editor.post(address(thing, "delete"), {"post": "yes"})
    sent = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
    page = words(editor.post(address(type(thing), "changelist"), sent))
    assert "Cannot delete" in page
    assert by in page
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_what_readers_see_because_something_public_refers_to_it(publisher):
    topic = factories.make_topic()
    meeting = factories.make_meeting("By me", topics=[topic])
    note = publisher.get(address(topic)).content.decode()
    assert f'It cannot be deleted. <a href="{address(topic, "delete")}">See what refers to it</a>' in note
    page = publisher.post(address(topic, "delete"), {"post": "yes"})
    assert "Cannot delete topic" in words(page)
    assert f'<a href="{address(meeting)}">By me</a>' in page.content.decode()
    assert Topic.objects.exists()


def test_reference_data(administrator):
    china = factories.make_country("CHN")
    meeting = factories.make_meeting("TEMM 12", countries=[china])
    page = administrator.get(address(china, "delete"))
    assert "1 reference prevents" in words(page) or "One reference prevents the deletion:" in words(page)
    assert f'<a href="{address(meeting)}">TEMM 12</a>' in page.content.decode()
    assert "Meeting, participating countries:" in words(page)
    administrator.post(address(china, "delete"), {"post": "yes"})
    administrator.post(address(china.region, "delete"), {"post": "yes"})
    sent = {"action": "delete_selected", "_selected_action": [china.pk], "post": "yes"}
    page = administrator.post(address(Country, "changelist"), sent)
    assert f'<a href="{address(meeting)}">TEMM 12</a>' in page.content.decode()
    assert Country.objects.filter(pk=china.pk).exists()
    assert Region.objects.filter(pk=china.region_id).exists()


def test_a_successor_of_a_former_country_stays(administrator):
    former, successor = factories.make_country("CSK", last_year=1992), factories.make_country("CZE")
    former.successors.add(successor)
    page = administrator.post(address(successor, "delete"), {"post": "yes"})
    assert f"Country, successors: {former}" in words(page)
    assert Country.objects.filter(pk=successor.pk).exists()


def test_an_outcome_is_listed_by_its_meeting_and_a_member_by_its_bloc(administrator):
    china = factories.make_country("CHN")
    outcome = factories.make_outcome(factories.make_meeting("TEMM 12"), by_countries=[china])
    membership = factories.make_membership(country=china)
    source = administrator.get(address(china, "delete")).content.decode()
    assert f'<a href="{address(outcome.meeting)}">TEMM 12</a>' in source
    assert f'<a href="{address(membership.organization)}">{membership.organization}</a>' in source


def test_of_many_twenty_are_listed_and_the_others_counted(administrator, monkeypatch, django_assert_max_num_queries):
    china = factories.make_country("CHN")
    for number in range(15):
        factories.make_meeting(f"Meeting {number}", countries=[china], host_country=china)
    with django_assert_max_num_queries(80) as few:
        page = administrator.get(address(china, "delete"))
    assert "30 references prevent the deletion:" in words(page)
    assert page.content.decode().count("/admin/cooperation/meeting/") - 2 <= 20
    assert "… and 10 more." in words(page)
    for number in range(15, 30):
        factories.make_meeting(f"Meeting {number}", countries=[china])
    with django_assert_max_num_queries(len(few)):
        administrator.get(address(china, "delete"))
    monkeypatch.setattr(references, "MOST", 25)
    page = words(administrator.get(address(china, "delete")))
    assert "40+ references prevent the deletion:" in page
    assert "… and 20+ more." in page


def test_what_nothing_refers_to_goes(editor):
    body = factories.make_organization()
    response = editor.post(address(body, "delete"), {"post": "yes"}, follow=True)
    assert "was deleted successfully" in messages(response)
    assert not Organization.objects.exists()
