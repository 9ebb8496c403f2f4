"""The bin: what was deleted, who did it, and the way back."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperation import history
from cooperation.models import Meeting, Organization, Source, Topic
from cooperation.workflow.merge import merge, undo_merge
from tests import factories as f

from .conftest import said, signed_in

BIN = "/admin/bin/"


def restore(client, model, pk, reason=""):
    """Press "Restore" in the bin, then on the page it leads to, and go where that leads."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_restore", args=[pk])
    page = client.get(address)
    return client.post(address, {"seen": page.context["shown"].seen, "reason_for_change": reason}, follow=True)


def records_in(response):
    """The ids of what the bin lists; it remembers what other tests threw away."""
    return [row["change"].record for row in response.context["rows"]]


def delete(thing, user, reason=""):
    pk = thing.pk
    with history.attributed(user, "the test", reason):
        thing.delete()
    return pk


def test_it_says_what_was_deleted_when_by_whom_and_why(meeting, publisher):
    client = signed_in(publisher)
    assert meeting.pk not in records_in(client.get(BIN))
    delete(meeting, publisher, "Entered twice")
    page = said(client.get(BIN, {"kind": "meeting"}))
    assert re.search(r"TEMM 26 Meeting \d+ \w+ \d{4}, \d\d:\d\d pat Entered twice Restore TEMM 26", page)


def test_a_record_with_a_korean_title_only_is_named_everywhere(publisher):
    client, title = signed_in(publisher), "제14차 환경장관회의"
    meeting = f.make_meeting("", title_ko=title, slug="temm-14", published=False)
    pk = delete(meeting, publisher)
    assert f"{title} Meeting" in said(client.get(BIN, {"kind": "meeting"}))
    for page in ("history", "restore"):
        assert title in said(client.get(reverse(f"admin:cooperation_meeting_{page}", args=[pk])))
    assert title in said(client.get("/admin/"))
    restored = said(restore(client, Meeting, pk))
    assert title in restored
    assert "was restored" in restored


def test_a_meeting_comes_back_with_outcomes_countries_and_citations(meeting, publisher):
    with transaction.atomic():
        outcome = meeting.outcomes.get()
        f.make_citation(meeting, outcome=outcome, field="text", source=f.make_source("The gazette"))
    pk = delete(meeting, publisher)
    page = said(restore(signed_in(publisher), Meeting, pk, "It was no double"))
    assert "“TEMM 26” was restored to version 3." in page
    assert "restored from the recycle bin" in page
    assert "Restored: 8 fields, 1 outcome, 1 citation" in page
    back = Meeting.objects.get(pk=pk)
    assert sorted(str(country) for country in back.countries.all()) == ["Japan", "South Korea"]
    assert back.outcomes.get().key == 1
    assert str(back.outcomes.get().citations.get().source) == "The gazette"
    assert not back.was_public
    assert pk not in records_in(signed_in(publisher).get(BIN))


@pytest.mark.parametrize(
    ("make", "model"), [(f.make_topic, Topic), (f.make_organization, Organization), (f.make_source, Source)]
)
def test_reference_data_comes_back(publisher, make, model):
    thing = make("Yellow dust")
    pk = delete(thing, publisher)
    client = signed_in(publisher)
    assert "Yellow dust" in said(client.get(BIN, {"kind": model._meta.model_name}))
    restore(client, model, pk)
    assert model.objects.get(pk=pk).slug == "yellow-dust"


def test_an_address_that_is_taken_by_now_is_said(meeting, publisher):
    pk = delete(meeting, publisher)
    f.make_meeting("Another", slug="temm-26")
    page = said(restore(signed_in(publisher), Meeting, pk))
    assert "Nothing was restored. Another record has the address “temm-26” by now." in page
    assert not Meeting.objects.filter(pk=pk).exists()


def test_a_name_that_is_taken_by_now_is_said(publisher):
    pk = delete(f.make_topic("Air", slug="air-1"), publisher)
    f.make_topic("Air", slug="air-2")
    page = said(restore(signed_in(publisher), Topic, pk))
    assert "Nothing was restored. Another topic has this name." in page


def test_what_was_merged_is_not_there(administrator):
    kept, merged = f.make_topic("Air"), f.make_topic("The air")
    pk = merged.pk
    done = merge(kept, merged, administrator)
    assert pk not in records_in(signed_in(administrator).get(BIN, {"kind": "topic"}))
    undo_merge(done, administrator)
    assert Topic.objects.filter(pk=pk).exists()


def test_what_was_deleted_twice_stands_there_once(meeting, publisher):
    pk = delete(meeting, publisher)
    client = signed_in(publisher)
    restore(client, Meeting, pk)
    delete(Meeting.objects.get(pk=pk), publisher)
    assert records_in(client.get(BIN, {"kind": "meeting"})).count(pk) == 1


def test_what_came_and_went_in_one_transaction_is_not_there(publisher):
    with transaction.atomic():
        pk = delete(f.make_topic("Noise"), publisher)
    assert pk not in records_in(signed_in(publisher).get(BIN, {"kind": "topic"}))


def test_the_latest_stands_first_and_many_have_pages(publisher):
    topics = [f.make_topic(f"Topic of day {number}", slug=f"day-{number}") for number in range(51)]
    for topic in topics:
        delete(topic, publisher)
    client = signed_in(publisher)
    names = [row["name"] for row in client.get(BIN, {"kind": "topic"}).context["rows"]]
    assert names == [f"Topic of day {number}" for number in range(50, 0, -1)]
    assert "Topic of day 0" in said(client.get(BIN, {"kind": "topic", "p": "2"}))


def test_the_number_of_statements_does_not_grow(publisher):
    client = signed_in(publisher)
    client.get(BIN)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(BIN).status_code == 200
        return len(captured)

    delete(f.make_meeting(published=False), publisher)
    before = statements()
    for _ in range(5):
        delete(f.make_meeting(published=False), publisher)
        delete(f.make_source(), publisher)
    assert statements() == before


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"kind": "user"}, "The recycle bin has no records of this kind. All deleted records are shown."),
        ({"kind": "country"}, "The recycle bin has no records of this kind. All deleted records are shown."),
        ({"p": "99999"}, "This page does not exist. The first page is shown."),
        ({"p": "x"}, "This page does not exist. The first page is shown."),
    ],
)
def test_an_address_that_it_does_not_understand_is_said(editor, query, sentence):
    assert sentence in said(signed_in(editor).get(BIN, query))


def test_only_who_enters_a_kind_restores_it(administrator, editor):
    region = f.make_region("Oceania")
    pk = delete(region, administrator)
    address = reverse("admin:regions_region_restore", args=[pk])
    assert signed_in(editor).get(address).status_code == 403
    assert "Oceania" in said(signed_in(administrator).get(BIN, {"kind": "region"}))
    restore(signed_in(administrator), type(region), pk)
    assert type(region).objects.get(pk=pk).name == "Oceania"


def test_who_enters_nothing_has_no_bin(transactional_db):
    nobody = signed_in(f.make_user())
    assert nobody.get(BIN).status_code == 403
    assert BIN not in nobody.get("/admin/").content.decode()


def test_the_index_and_the_lists_lead_to_it(editor):
    client = signed_in(editor)
    assert f'<a href="{BIN}">Recycle bin</a>' in client.get("/admin/").content.decode()
    assert f'<a href="{BIN}?kind=meeting">Recycle bin</a>' in client.get("/admin/cooperation/meeting/").content.decode()
    assert BIN not in client.get("/admin/regions/country/").content.decode()


def test_there_is_nothing_to_restore_of_what_never_was(publisher):
    address = reverse("admin:cooperation_meeting_restore", args=[10**6])
    response = signed_in(publisher).get(address, follow=True)
    assert "There is no such version." in said(response)
    assert "doesn’t exist" in said(response)
