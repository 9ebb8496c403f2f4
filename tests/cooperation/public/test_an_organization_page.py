"""What a reader finds on the page of an organization."""

from cooperation.domain.choices import MeetingStatus, OrganizationKind, Role
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_membership,
    make_organization,
    make_outcome,
    make_party,
    make_phase,
    make_project,
    make_project_organization,
    make_region,
)
from tests.reading import read


def test_a_bloc_shows_its_members_with_their_time_and_what_it_took_part_in(client, db):
    asia = make_region("South East Asia")
    bloc = make_organization("Association of Nations", acronym="AN", kind=OrganizationKind.BLOC, regions=[asia])
    make_membership(bloc, make_country("VNM"), joined_on="1995", left_on="2020-01")
    make_membership(bloc, make_country("THA"))
    make_agreement("Pact", organizations=[bloc])
    meeting = make_meeting("Summit", organizations=[bloc], status=MeetingStatus.HELD)
    make_mechanism("Ministers", organizations=[bloc])
    make_outcome(meeting, "The bloc promised.", by_organizations=[bloc])
    page = read(client, bloc)
    assert page.title == "Association of Nations (AN) · Organization · Cooperation registry · Ministry of Examples"
    assert "Regions\nSouth East Asia" in page.text
    assert "Member countries\nThailand\nVietnam (from 1995 until January 2020)" in page.text
    assert "Pact" in page.sections["Agreements"]
    assert "Summit" in page.sections["Recent meetings"]
    assert "Ministers" in page.sections["Mechanisms"]
    assert "The bloc promised. · decision · by Association of Nations (AN)" in page.sections["Outcomes"]


def test_a_national_body_shows_its_country_what_it_signed_and_its_website(client, db):
    korea = make_country("KOR")
    ministry = make_organization("Ministry of Environment", country=korea, website="https://example.org/")
    make_party(make_agreement("MOU"), country=korea, signed_by=ministry)
    make_party(make_agreement("Draft MOU", published=False), country=korea, signed_by=ministry)
    page = read(client, ministry)
    assert "Country\nSouth Korea" in page.text
    assert "https://example.org/" in page.addresses
    signed = "MOU · memorandum of understanding · date not recorded · in force: not known"
    assert page.sections["Agreements signed on behalf of a party"] == signed


def test_projects_show_its_role_and_its_money_is_summed_per_currency(client, db):
    fund = make_organization("Cooperation Fund", kind=OrganizationKind.FUND)
    forests = make_project("Forests")
    make_project_organization(forests, fund, Role.FUNDING)
    make_phase(forests, amount=300000, currency="USD", funder=fund)
    make_phase(forests, amount=50, currency="EUR", funder=fund)
    make_phase(make_project("Draft", published=False), amount=999, currency="USD", funder=fund)
    page = read(client, fund)
    assert (
        "Forests · date not recorded · status not recorded · EUR 50 computed · USD 300,000 computed · funding"
        in page.sections["Projects"]
    )
    money = page.sections["Funding provided"]
    assert "Total of one phase, in USD\nUSD 300,000 computed" in money
    assert "EUR 50" in money
    assert "999" not in money
