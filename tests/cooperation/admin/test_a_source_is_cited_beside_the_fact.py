"""A source is cited beside the field that it is about: with its value, for several fields or records at once."""

import pytest

from cooperation.models import Citation, Meeting
from tests import factories

from .conftest import address, errors, form_at, messages, unrendered

pytestmark = pytest.mark.django_db


def cite(client, record, **typed):
    sent = {f"citations-0-{name}": value for name, value in {"basis": "stated", **typed}.items()}
    sent = {**form_at(client, address(record)), "citations-TOTAL_FORMS": "1", **sent}
    return client.post(address(record), sent, follow=True)


def new_row(client, path):
    """What the new citation of a form begins with, as the form would send it."""
    return {
        name.removeprefix("citations-0-"): value
        for name, value in form_at(client, path).items()
        if name.startswith("citations-0-")
    }


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"field": "signed_on", "value": "28 March 2017"}, "2017-03-28"),
        ({"field": "signed_on", "value": "March 2017"}, "2017-03"),
        ({"field": "signed_on", "value": "2017-03-28"}, "2017-03-28"),
        ({"field": "kind", "value": "Memorandum of understanding"}, "mou"),
        ({"field": "kind", "value": "mou"}, "mou"),
        ({"field": "signed_at", "value": "Seoul, 28 March 2017"}, "Seoul, 28 March 2017"),
        ({"field": "title_ko", "value": "한·미 환경협력협정"}, "한·미 환경협력협정"),
    ],
)
def test_a_value_is_written_as_people_write_it(editor, typed, stored):
    agreement = factories.make_agreement(published=False)
    cite(editor, agreement, source=factories.make_source().pk, **typed)
    assert Citation.objects.get().value == stored


def test_a_value_of_a_part_is_read_as_that_of_the_part(editor):
    meeting = factories.make_meeting(published=False)
    outcome = factories.make_outcome(meeting)
    sent = {"field": "due_on", "outcome": outcome.pk, "value": "May 2013", "source": factories.make_source().pk}
    cite(editor, meeting, **sent)
    assert Citation.objects.get().value == "2013-05"


def test_a_value_that_is_no_date_is_refused_beside_its_box(editor):
    agreement = factories.make_agreement(published=False)
    response = cite(editor, agreement, field="signed_on", value="04/05/2012", source=factories.make_source().pk)
    assert "may be 5 April 2012 or 4 May 2012" in errors(response)
    assert not Citation.objects.exists()


def test_the_link_beside_a_field_opens_a_citation_of_it(editor):
    agreement = factories.make_agreement(published=False, signed_on="2017-03-28", signed_at="Seoul")
    page = editor.get(address(agreement)).content.decode()
    assert 'href="?cite=signed_on"' in page
    assert 'href="?cite=slug"' not in page
    row = new_row(editor, address(agreement) + "?cite=signed_on")
    assert (row["field"], row["value"]) == ("signed_on", "28 March 2017")
    assert new_row(editor, address(agreement) + "?cite=kind")["value"] == str(agreement.get_kind_display())
    assert new_row(editor, address(agreement) + "?cite=topics")["value"] == ""


def test_a_field_of_a_part_is_cited_with_its_part(editor):
    party = factories.make_party(factories.make_agreement(published=False), signed_on="2016")
    row = new_row(editor, f"{address(party.agreement)}?cite=party-{party.pk}-signed_on")
    assert (row["field"], row["party"], row["value"]) == ("signed_on", party.pk, "2016")


@pytest.mark.parametrize(
    "text", ["slug", "nonsense", "party-0-signed_on", "phase-1-name", "party-x-y", "--", "a-b-c-d", "%00"]
)
def test_what_cannot_be_cited_opens_nothing(editor, text):
    agreement = factories.make_agreement(published=False)
    response = editor.get(f"{address(agreement)}?cite={text}")
    assert response.status_code == 200
    assert 'name="citations-TOTAL_FORMS" value="0"' in response.content.decode()


def test_the_source_used_last_comes_first(editor, publisher):
    first, second = factories.make_source("First page"), factories.make_source("Second page")
    agreement, other = factories.make_agreement(published=False), factories.make_agreement(published=False)
    cite(editor, agreement, field="signed_at", value="Seoul", source=second.pk)
    assert new_row(editor, address(other) + "?cite=kind")["source"] == second.pk
    asked = {"app_label": "cooperation", "model_name": "citation", "field_name": "source"}
    found = editor.get("/admin/autocomplete/", asked).json()["results"]
    assert [each["text"] for each in found] == ["Second page", "First page"]
    # Somebody else begins with the source that the record cites.
    factories.make_citation(other, source=first)
    assert form_at(publisher, address(other) + "?cite=kind")["citations-1-source"] == first.pk


def test_one_source_is_cited_for_several_fields(editor):
    agreement = factories.make_agreement(published=False, signed_on="2017-03-28", signed_at="Seoul")
    typed = {"field": "signed_on", "value": "28 March 2017", "source": factories.make_source().pk, "locator": "¶7"}
    cite(editor, agreement, **typed, also=["signed_on", "signed_at", "kind", "topics", "expires_on"])
    found = {each.field: (each.value, each.locator) for each in Citation.objects.all()}
    assert found == {
        "signed_on": ("2017-03-28", "¶7"),
        "signed_at": ("Seoul", "¶7"),
        "kind": (agreement.kind, "¶7"),
        "topics": ("", "¶7"),
        "expires_on": ("", "¶7"),
    }
    assert {each.agreement_id for each in Citation.objects.all()} == {agreement.pk}


def test_one_source_is_cited_for_several_records(editor):
    records = [factories.make_meeting(f"TEMM {number}", published=False) for number in (12, 13)]
    public = factories.make_meeting("TEMM 14")
    source = factories.make_source("Yearbook")
    path = address(Meeting, "changelist")
    sent = {"action": "cite_source", "_selected_action": [each.pk for each in (*records, public)]}
    page = editor.post(path, sent)
    assert "TEMM 14: This is or was public" in page.content.decode()
    hidden = page.context["hidden"]
    refused = editor.post(path, {**sent, **hidden, "confirmed": "1"})
    assert "This field is required." in refused.content.decode()
    for wrong in ("abc", "1" * 30):
        refused = editor.post(path, {**sent, **hidden, "confirmed": "1", "source": wrong})
        assert "Select a valid choice." in refused.content.decode()
    typed = {"source": source.pk, "field": "status", "locator": "page 12", "quotation": "The meeting was held."}
    response = editor.post(path, {**sent, **hidden, "confirmed": "1", **typed}, follow=True)
    assert "The citation was added to 2 records." in messages(response)
    for record in records:
        citation = record.citations.get()
        assert (citation.source, citation.field, citation.locator) == (source, "status", "page 12")
        assert citation.quotation == "The meeting was held."
    assert not public.citations.exists()


def test_who_may_not_change_a_record_cites_nothing(editor, publisher):
    country = factories.make_country("CHN")
    assert "?cite=" not in editor.get(address(country)).content.decode()
    assert "?cite=" in publisher.get(address(factories.make_meeting())).content.decode()


def test_statements_do_not_grow_with_what_is_cited(editor, django_assert_max_num_queries):
    meeting = factories.make_meeting(published=False)
    for number in range(3):
        factories.make_citation(meeting, outcome=factories.make_outcome(meeting), locator=f"¶{number}")
    with django_assert_max_num_queries(60):
        unrendered(editor, address(meeting) + "?cite=start")
