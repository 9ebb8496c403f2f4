"""Readers of a record that was merged into another one are led there; nothing else tells of it."""

import pytest
from django.utils.html import escape

from cooperation import index
from cooperation.domain import roles
from cooperation.models import Meeting
from cooperation.workflow import publication
from cooperation.workflow.merge import merge, undo_merge
from tests import factories as f

OLD = "/meetings/fourteenth-temm/"


@pytest.fixture
def publisher(transactional_db):
    return f.make_user(roles.PUBLISHER)


@pytest.fixture
def two(publisher):
    survivor = f.make_meeting("TEMM 14", slug="temm-14")
    duplicate = f.make_meeting("Fourteenth TEMM", slug="fourteenth-temm")
    f.make_outcome(meeting=survivor, text="Clean the air.")
    f.make_outcome(meeting=duplicate, text="Meet again.")
    f.make_outcome(meeting=duplicate, text="Clean the air.")
    return survivor, duplicate


def test_the_old_address_leads_to_the_list_of_old_and_new_anchors(client, two, publisher):
    merge(*two, publisher)
    answer = client.get(f"{OLD}?from=newsletter")
    assert (answer.status_code, answer["Location"]) == (301, "/meetings/temm-14/?from=newsletter#merged")
    page = client.get("/meetings/temm-14/").content.decode()
    assert f"<td>{OLD}#outcome-1</td>" in page
    assert '<a href="#outcome-2">Outcome 2</a>' in page
    assert 'id="outcome-2"' in page
    assert '<a href="#outcome-1">Outcome 1</a>' in page
    assert client.get("/meetings/fourteenth-temm.bib")["Location"] == "/meetings/temm-14.bib"


def test_the_redirect_works_after_the_survivor_gets_another_slug(client, two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    Meeting.objects.filter(pk=survivor.pk).update(slug="temm-xiv")
    assert client.get(OLD)["Location"] == "/meetings/temm-xiv/#merged"


def test_a_chain_leads_to_the_last_in_one_step(client, two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    last = f.make_meeting("TEMM XIV", slug="temm-xiv")
    f.make_outcome(meeting=last, text="An outcome.")
    merge(last, survivor, publisher)
    assert client.get(OLD)["Location"] == "/meetings/temm-xiv/#merged"
    page = client.get("/meetings/temm-xiv/").content.decode()
    assert f'<td>{OLD}#outcome-1</td><td><a href="#outcome-3">' in page


def test_if_the_survivor_is_withdrawn_its_notice_is_shown(client, two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    publication.withdraw(survivor, publisher, "Both were wrong.")
    assert client.get(client.get(OLD)["Location"]).status_code == 410


def test_a_merge_that_is_undone_leaves_no_trace(client, two, publisher):
    undo_merge(merge(*two, publisher), publisher)
    assert client.get(OLD).status_code == 200
    assert "merged" not in client.get("/meetings/temm-14/").content.decode()


def test_a_draft_that_was_merged_is_nowhere(client, two, publisher):
    survivor, _duplicate = two
    draft = f.make_meeting("Secret draft", slug="secret-draft", published=False)
    merge(survivor, draft, publisher)
    Meeting.objects.filter(pk=survivor.pk).update(other_names="")
    assert client.get("/meetings/secret-draft/").status_code == 404
    assert "ecret" not in client.get("/meetings/temm-14/").content.decode()


def test_a_withdrawn_record_that_was_merged_is_not_named(client, two, publisher):
    survivor, _duplicate = two
    hidden = f.make_meeting("Secret talks", slug="secret-talks", other_names="Secret meeting", withdrawn=True)
    f.make_outcome(meeting=hidden, text="Meet again.")
    merge(survivor, hidden, publisher)
    assert client.get("/meetings/secret-talks/")["Location"] == "/meetings/temm-14/#merged"
    page = client.get("/meetings/temm-14/").content.decode()
    assert "ecret" not in page
    assert 'id="merged"' not in page


def test_a_withdrawn_record_gives_no_acronym_unless_somebody_chooses_it(publisher):
    survivor, hidden = f.make_mechanism("TEMM"), f.make_mechanism("Secret talks", acronym="ST", withdrawn=True)
    done = merge(survivor, hidden, publisher)
    survivor.refresh_from_db()
    assert (survivor.acronym, survivor.other_names) == ("", "")
    undo_merge(done, publisher)
    merge(survivor, hidden, publisher, {"acronym": "duplicate"})
    survivor.refresh_from_db()
    assert (survivor.acronym, survivor.other_names) == ("ST", "")


def test_what_was_merged_into_a_record_before_that_was_withdrawn_is_still_listed(client, two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    publication.withdraw(survivor, publisher, "Both were wrong.")
    survivor.refresh_from_db()
    last = f.make_meeting("TEMM XIV", slug="temm-xiv")
    merge(last, survivor, publisher)
    page = client.get("/meetings/temm-xiv/").content.decode()
    assert "The page /meetings/temm-14/" not in page
    assert f"<td>{OLD}#outcome-1</td>" in page


def test_outcomes_that_were_deleted_since_are_not_listed(client, two, publisher):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    survivor.outcomes.get(key=2).delete()
    page = client.get("/meetings/temm-14/").content.decode()
    assert f"{OLD}#outcome-2</td>" in page
    assert f"{OLD}#outcome-1</td>" not in page
    survivor.outcomes.all().delete()
    page = client.get("/meetings/temm-14/").content.decode()
    assert f"The page {OLD} was merged into this one." in page
    assert "#outcome-" not in page


@pytest.mark.parametrize(
    "address", ["/meetings/", "/search/?q=fourteenth", "/sitemap.xml", "/meetings.csv", "/meetings.atom"]
)
def test_lists_counts_and_search_have_only_the_survivor(client, two, publisher, address):
    survivor, duplicate = two
    merge(survivor, duplicate, publisher)
    Meeting.objects.filter(pk=survivor.pk).update(other_names="")
    answer = client.get(address)
    text = answer.content.decode() if not answer.streaming else answer.getvalue().decode()
    assert "fourteenth-temm" not in text
    assert escape("Fourteenth TEMM") not in text
    assert list(index.now()["meeting"].whole) == [survivor.pk]


def test_filters_accept_the_old_slug(client, publisher):
    survivor, duplicate = f.make_mechanism("TEMM", slug="temm"), f.make_mechanism("TEMM again", slug="temm-again")
    f.make_meeting("A session", mechanism=duplicate)
    merge(survivor, duplicate, publisher)
    page = client.get("/meetings/?mechanism=temm-again").content.decode()
    assert "A session" in page
    assert "is not a mechanism" not in page
