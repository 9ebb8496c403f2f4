"""What a reader finds on the page of an agreement."""

import pytest

from cooperation.domain.choices import AgreementKind, Binding, Consent, LineageKind, OutcomeKind, Renewal
from tests.factories import (
    make_agreement,
    make_country,
    make_lineage,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_project,
)
from tests.reading import read


def test_an_mou_has_participants_and_takes_effect(client, db):
    mou = make_agreement("MOU", countries=[make_country("KOR"), make_country("IRN")], in_force_on="2005-03")
    page = read(client, mou)
    assert "South Korea\nStatus: participant" in page.sections["Participants"]
    assert "Iran\nStatus: participant" in page.sections["Participants"]
    assert "Effective date\nMarch 2005" in page.text
    assert "In effect\nyes on" in page.text


def test_a_binding_agreement_that_is_not_in_force_has_signatories(client, db):
    treaty = make_agreement(
        "Treaty", kind=AgreementKind.TREATY, signed_on="2012-01-23", countries=[make_country("KOR")]
    )
    make_party(treaty, country=make_country("USA"), consent=Consent.RATIFICATION, consent_on="2013-05")
    page = read(client, treaty)
    assert "South Korea\nStatus: signatory" in page.sections["Parties"]
    assert "United States\nStatus: has consented to be bound\nratification May 2013" in page.sections["Parties"]
    assert "In force\nnot known on" in page.text


def test_a_party_shows_who_signed_for_it_and_the_dates_that_are_its_own(client, db):
    agreement = make_agreement("Agreement", kind=AgreementKind.AGREEMENT, in_force_on="2010")
    make_party(
        agreement,
        country=make_country("KOR"),
        signed_by=make_organization("Ministry of Environment"),
        signed_on="2009-06-01",
        in_force_on="2011-01",
        withdrawn_on="2015",
    )
    make_party(agreement, organization=make_organization("Common Fund"))
    parties = read(client, agreement).sections["Parties"]
    assert "Ministry of Environment\nsigned 1 June 2009\nin force January 2011\nwithdrawn 2015" in parties
    assert "South Korea\nStatus: withdrew" in parties
    assert "Common Fund\nStatus: party" in parties


def test_without_parties_it_says_that_none_is_recorded(client, db):
    assert read(client, make_agreement()).sections["Participants"] == "not recorded"


def test_it_says_which_of_its_dates_lists_go_by(client, db):
    declaration = make_agreement("Declaration", kind=AgreementKind.DECLARATION, adopted_on="2007-11-21")
    page = read(client, declaration)
    assert "Declaration · adopted 21 November 2007" in page.text
    assert "Date used in lists\nadopted" in page.text
    assert "Signed\ndate not recorded" in page.text


def test_an_agreement_without_any_date_says_so_and_shows_no_end(client, db):
    page = read(client, make_agreement("Undated", renewal=Renewal.NOT_RECORDED))
    assert "Memorandum of understanding · date not recorded" in page.text
    assert "Date used in lists" not in page.text
    assert "Expiry" not in page.text
    assert "Terminated" not in page.text


def test_whether_it_is_in_force_is_yes_no_or_not_known(client, db):
    kind, binding = AgreementKind.AGREEMENT, Binding.BINDING
    running = make_agreement(kind=kind, binding=binding, in_force_on="2012-03-15")
    over = make_agreement(kind=kind, binding=binding, in_force_on="2000", terminated_on="2001-02")
    silent = make_agreement(kind=kind, binding=binding)
    assert "In force\nyes on" in read(client, running).text
    assert "In force\nno on" in read(client, over).text
    assert "In force\nnot known on" in read(client, silent).text


def test_lineage_is_shown_both_ways(client, db):
    earlier, later = make_agreement("Earlier"), make_agreement("Later")
    make_lineage(later, earlier, LineageKind.SUPERSEDES)
    make_lineage(make_agreement("Programme"), later, LineageKind.IMPLEMENTS)
    assert "It is superseded by Later" in read(client, earlier).sections["Earlier and later agreements"]
    lineage = read(client, later).sections["Earlier and later agreements"]
    assert lineage == "It supersedes Earlier\nIt is implemented by Programme"


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"signed_on": "2011"}, "Signed at"),
        ({"adopted_on": "2011"}, "Adopted at"),
        ({"signed_on": "2011", "adopted_on": "2010"}, "Adopted or signed at"),
    ],
)
def test_it_is_signed_or_adopted_at_its_meeting_as_its_date_tells(client, db, dates, words):
    agreement = make_agreement("Agreement", meeting=make_meeting("Summit"), **dates)
    assert f"{words}\nSummit" in read(client, agreement).text
    assert f"{words.lower()} Summit" in " ".join(read(client, "/agreements/").text.split())


def test_it_leads_to_its_meeting_what_it_founded_and_what_rests_on_it(client, db):
    agreement = make_agreement("Agreement", meeting=make_meeting("Summit"))
    make_mechanism("Commission", founded_by=agreement)
    make_project("Research", agreement=agreement, actual_start="2011")
    page = read(client, agreement)
    assert "Adopted or signed at\nSummit" in page.text
    assert page.sections["Mechanisms established"] == "Commission"
    assert page.sections["Origin"] == "Summit\nAgreement"
    assert "Research · started 2011" in page.sections["Projects under this agreement"]


def test_it_shows_the_outcomes_that_it_carries_out_and_those_that_concern_it(client, db):
    agreement = make_agreement("Work programme")
    meeting = make_meeting("Commission", start="2013-02-14")
    make_outcome(meeting, "Agreed on a programme.", carried_out_by_agreements=[agreement])
    make_outcome(meeting, "Reviewed it.", kind=OutcomeKind.REVIEW, concerns_agreements=[agreement], by_countries=[])
    page = read(client, agreement)
    assert "Agreed on a programme." in page.sections["Origin"]
    assert page.sections["Origin"].startswith("Commission 14 February 2013\nAgreed on a programme.")
    assert page.sections["Origin"].endswith("Follow-up: Work programme")
    assert "Reviewed it." in page.sections["Related outcomes"]
    assert f"{meeting.get_absolute_url()}#outcome-2" in page.addresses
