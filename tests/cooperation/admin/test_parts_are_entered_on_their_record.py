"""Parties, lineage, phases, organizations, members, documents: all on the form of what they are part of."""

import pytest

from cooperation.models import Agreement, Organization, Project
from tests import factories

from .conftest import address, errors, form_at

pytestmark = pytest.mark.django_db


def save(client, thing, **typed):
    return client.post(address(thing), {**form_at(client, address(thing)), **typed})


def test_an_agreement_with_its_parties_lineage_and_document(editor):
    draft, earlier = factories.make_agreement(published=False), factories.make_agreement("Earlier")
    korea, asean = factories.make_country("KOR"), factories.make_organization("ASEAN")
    typed = {
        "parties-TOTAL_FORMS": "2",
        "parties-0-country": korea.pk,
        "parties-1-organization": asean.pk,
        "parties-1-consent": "acceptance",
        "parties-1-consent_on": "2012",
        "ancestors-TOTAL_FORMS": "1",
        "ancestors-0-kind": "amends",
        "ancestors-0-earlier": earlier.pk,
        "documents-TOTAL_FORMS": "1",
        "documents-0-title": "Text",
        "documents-0-kind": "text",
        "documents-0-url": "https://example.org/text.pdf",
        "documents-0-position": "0",
    }
    assert save(editor, draft, **typed).status_code == 302
    assert [str(party) for party in draft.parties.all()] == ["South Korea", "ASEAN"]
    assert draft.ancestors.get().earlier == earlier
    assert draft.documents.get().key == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"0-country": "KOR", "1-country": "KOR"}, "Please correct the duplicate data for country."),
        ({"0-country": "KOR", "0-organization": "ASEAN"}, "Choose a country or an organization, not both."),
        ({"0-signed_on": "2012"}, "Choose a country or an organization, not both."),
        ({"0-country": "KOR", "0-signed_on": "04/05/2012"}, "may be 5 April 2012 or 4 May 2012"),
    ],
)
def test_parties_that_cannot_be_are_refused_in_words(editor, typed, words):
    rows = {"KOR": factories.make_country("KOR").pk, "ASEAN": factories.make_organization("ASEAN").pk}
    sent = {f"parties-{name}": rows.get(value, value) for name, value in typed.items()}
    draft = factories.make_agreement(published=False)
    response = save(editor, draft, **{"parties-TOTAL_FORMS": str(1 + ("1-country" in typed)), **sent})
    assert words in errors(response)
    assert not draft.parties.exists()


def test_a_party_of_the_agreement_is_not_entered_twice(editor):
    draft = factories.make_agreement(published=False, countries=[factories.make_country("KOR")])
    typed = {"parties-TOTAL_FORMS": "2", "parties-1-country": factories.make_country("KOR").pk}
    assert "This country is already a party." in errors(save(editor, draft, **typed))
    assert draft.parties.count() == 1


def test_a_project_with_its_phases_and_organizations(editor):
    draft, fund = factories.make_project(published=False), factories.make_organization("Fund")
    typed = {
        "phases-TOTAL_FORMS": "1",
        "phases-0-name": "Year 1",
        "phases-0-amount": "300000",
        "phases-0-currency": "USD",
        "phases-0-funder": fund.pk,
        "phases-0-position": "0",
        "project_organizations-TOTAL_FORMS": "1",
        "project_organizations-0-organization": fund.pk,
        "project_organizations-0-role": "funding",
    }
    assert save(editor, draft, **typed).status_code == 302
    assert (draft.phases.get().amount, draft.phases.get().currency) == (300000, "USD")
    assert draft.organizations.get() == fund
    response = save(editor, draft, **{"phases-0-currency": ""})
    assert "Enter both the amount and its currency, or neither." in errors(response)
    assert "not an ISO 4217 currency code" in errors(save(editor, draft, **{"phases-0-currency": "XQX"}))


def test_a_bloc_with_its_members(editor):
    bloc = factories.make_organization("ASEAN", kind="bloc")
    typed = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-country": factories.make_country("VNM").pk,
        "memberships-0-joined_on": "1995-07-28",
    }
    assert save(editor, bloc, **typed).status_code == 302
    assert [country.name for country in Organization.objects.get().members.all()] == ["Vietnam"]


@pytest.mark.parametrize("kind", [Agreement, Project])
def test_a_part_is_taken_away_while_the_record_is_a_draft(editor, kind):
    if kind is Agreement:
        draft = factories.make_agreement(published=False, countries=[factories.make_country()])
        parts, prefix = draft.parties, "parties"
    else:
        draft = factories.make_project(published=False)
        factories.make_phase(draft)
        parts, prefix = draft.phases, "phases"
    assert save(editor, draft, **{f"{prefix}-0-DELETE": "on"}).status_code == 302
    assert not parts.exists()


def test_the_history_of_an_outcome_is_that_of_its_meeting(editor):
    outcome = factories.make_outcome(factories.make_meeting("TEMM 14"), "Share the data.")
    response = editor.get(f"/admin/cooperation/outcome/{outcome.pk}/history/", follow=True)
    assert "History: TEMM 14" in response.content.decode()
    assert editor.get("/admin/cooperation/outcome/0/history/").url == "/admin/"


def test_a_new_part_without_a_position_follows_the_others(editor):
    draft = factories.make_meeting(published=False)
    factories.make_outcome(draft, "First", position=1)
    factories.make_outcome(draft, "Second", position=2)
    typed = {"outcomes-TOTAL_FORMS": "3", "outcomes-2-kind": "decision", "outcomes-2-text": "Third"}
    assert save(editor, draft, **typed, **{"outcomes-2-position": "0"}).status_code == 302
    assert [outcome.text for outcome in draft.outcomes.all()] == ["First", "Second", "Third"]
