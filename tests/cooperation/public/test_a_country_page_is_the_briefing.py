"""What a reader finds on the page of a country."""

from cooperation.domain.choices import AgreementKind, MeetingStatus, OrganizationKind, OutcomeKind, OutcomeStatus
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_membership,
    make_organization,
    make_outcome,
    make_phase,
    make_project,
    make_source,
)
from tests.reading import read
from tests.settled import settle


def test_it_says_what_the_ministry_says_and_where_the_country_belongs(client, db):
    kazakhstan = make_country(
        "KAZ",
        m49_region="142",
        m49_subregion="143",
        summary="Rich in resources.",
        other_names="Qazaqstan\nKazakhstan, Republic of",
    )
    page = read(client, kazakhstan)
    assert page.text.startswith("Skip to the content")
    assert "Kazakhstan\nRich in resources." in page.text
    assert "Region\nMiddle East and Central Asia" in page.text
    assert "UN region (M49)\nAsia, Central Asia" in page.text
    assert "Codes (ISO 3166-1)\nKZ, KAZ, 398" in page.text
    assert "Qazaqstan\nKazakhstan, Republic of" in page.text
    assert page.description == "Rich in resources."


def test_it_shows_the_formal_name_where_there_is_one(client, db):
    korea = make_country("KOR", formal_name="Republic of Korea")
    page = read(client, korea)
    assert "Formal name\nRepublic of Korea" in page.text
    assert page.title.startswith("South Korea · ")
    assert "Formal name" not in read(client, make_country("JPN")).text


def test_agreements_say_whether_they_are_in_force(client, db):
    iran = make_country("IRN")
    make_agreement("Running", countries=[iran], signed_on="2010", in_force_on="2010-03")
    make_agreement("Over", countries=[iran], signed_on="2001", terminated_on="2009")
    make_agreement("Silent", countries=[iran])
    agreements = read(client, iran).sections["Agreements"].splitlines()
    assert agreements == [
        "Running · memorandum of understanding · signed 2010 · in force",
        "Over · memorandum of understanding · signed 2001 · not in force",
        "Silent · memorandum of understanding · date not recorded · in force: not known",
    ]


def test_meetings_to_come_and_past_stand_apart_each_with_its_state(client, db):
    iran = make_country("IRN")
    make_meeting("Later", countries=[iran], status=MeetingStatus.TENTATIVE, start="2998")
    make_meeting("Soon", countries=[iran], status=MeetingStatus.CONFIRMED, start="2997-05")
    make_meeting("Long ago", countries=[iran], status=MeetingStatus.HELD, start="1999")
    make_meeting("Never", countries=[iran], status=MeetingStatus.CANCELLED, start="2000")
    make_meeting("Perhaps", countries=[iran], start="2001")
    page = read(client, iran)
    assert page.sections["Upcoming meetings"].splitlines() == ["Soon · May 2997 confirmed", "Later · 2998 tentative"]
    assert page.sections["Recent meetings"].splitlines()[:3] == [
        "Perhaps · 2001 not recorded whether held",
        "Never · 2000 cancelled",
        "Long ago · 1999",
    ]


def test_what_it_only_hosted_is_marked(client, db):
    thailand = make_country("THA")
    hosted = make_meeting(
        "ASEAN+3", host_country=thailand, city="Bangkok", status=MeetingStatus.HELD, countries=[make_country("KOR")]
    )
    make_meeting("Both", host_country=thailand, countries=[thailand], status=MeetingStatus.HELD)
    make_outcome(hosted, "Korea promised to go on.", by_countries=[make_country("KOR")])
    page = read(client, thailand)
    meetings = page.sections["Recent meetings"]
    assert "ASEAN+3 · date not recorded · Bangkok, Thailand host only, not recorded as a participant" in meetings
    assert meetings.count("host only") == 1
    assert "Open outcomes" not in page.sections, "who only lends the room owes nothing"


def test_the_home_country_is_no_mere_host_of_a_meeting_without_participants(client, db):
    korea = make_country("KOR")
    make_meeting("COP 12", host_country=korea, city="Pyeongchang", status=MeetingStatus.HELD)
    make_meeting("Elsewhere", host_country=korea, countries=[make_country("JPN")], status=MeetingStatus.HELD)
    assert read(client, korea).sections["Recent meetings"].splitlines() == [
        "Elsewhere · date not recorded · South Korea host only, not recorded as a participant",
        "COP 12 · date not recorded · Pyeongchang, South Korea",
    ]


def test_projects_show_their_money_and_the_total_per_currency(client, db):
    vietnam = make_country("VNM")
    soil, water = make_project("Soil", countries=[vietnam]), make_project("Water", countries=[vietnam])
    make_phase(soil, amount=100, currency="USD")
    make_phase(water, amount=200, currency="USD")
    make_phase(water, amount=5000, currency="KRW")
    make_phase(make_project("Elsewhere"), amount=7777, currency="USD")
    projects = read(client, vietnam).sections["Projects"]
    assert "Water · date not recorded · status not recorded · KRW 5,000 computed · USD 200 computed" in projects
    assert "Total of 2 phases, in USD\nUSD 300 computed" in projects
    assert "Total of one phase, in KRW\nKRW 5,000 computed" in projects


def test_a_total_over_projects_says_when_a_phase_of_them_is_disputed(client, db):
    vietnam = make_country("VNM")
    project = make_project("Soil", countries=[vietnam])
    phase = make_phase(project, amount=100, currency="USD")
    make_citation(project, phase=phase, field="amount", value="90", is_disputed=True, note="Two sums.")
    projects = read(client, vietnam).sections["Projects"]
    assert "USD 100 disputed computed Amounts for these phases are disputed" in projects


def test_open_outcomes_say_who_owes_them_to_whom_and_until_when(client, db):
    japan, korea = make_country("JPN"), make_country("KOR")
    meeting = make_meeting("Bilateral", countries=[japan, korea], start="2012-05")
    owed = {"kind": OutcomeKind.COMMITMENT, "by_countries": [japan], "to_countries": [korea], "due_on": "2014"}
    promise = make_outcome(meeting, "Japan promised to help.", **owed)
    make_outcome(meeting, "Nobody is named.")
    make_outcome(meeting, "Kept.", status=OutcomeStatus.IMPLEMENTED)
    make_citation(meeting, outcome=promise, source=make_source(as_of="2013-10-24"))
    outcomes = read(client, japan).sections["Open outcomes"].splitlines()
    assert outcomes == [
        "Japan promised to help. · commitment · by Japan · to South Korea · due 2014"
        " · Open as of 24 October 2013, no later report recorded · Bilateral, May 2012",
        "Nobody is named. · decision · by: not recorded"
        " · Open as of May 2012, no later report recorded · Bilateral, May 2012",
    ]


def test_the_blocs_it_is_a_member_of_and_its_bodies_are_those_that_readers_see(client, db):
    vietnam = make_country("VNM")
    bloc = make_organization("Association of Nations", kind=OrganizationKind.BLOC)
    unseen = make_organization("Unseen Bloc", kind=OrganizationKind.BLOC)
    ministry = make_organization("Ministry of Nature", country=vietnam)
    make_organization("Unseen Ministry", country=vietnam)
    make_membership(bloc, vietnam, joined_on="1995-07")
    make_membership(unseen, vietnam)
    make_meeting(organizations=[bloc, ministry])
    settle()
    page = read(client, vietnam)
    assert "Member of\nAssociation of Nations (from July 1995)" in page.text
    assert "National organizations\nMinistry of Nature" in page.text
    assert "Unseen" not in page.text


def test_its_mechanisms_are_listed(client, db):
    vietnam = make_country("VNM")
    make_mechanism("Ministers Meeting", countries=[vietnam], established_on="2000")
    assert read(client, vietnam).sections["Mechanisms"] == "Ministers Meeting · established 2000"


def test_a_longer_list_is_one_click_away(client, db):
    iran = make_country("IRN")
    for number in range(12):
        make_agreement(f"MOU {number}", countries=[iran], kind=AgreementKind.MOU)
    page = read(client, iran)
    assert "See all 12: Agreements" in page.sections["Agreements"]
    assert "/agreements/?country=iran" in page.addresses
    assert page.sections["Agreements"].count("memorandum") == 10


def test_a_country_without_records_says_so_as_one_of_the_countries_or_areas_of_the_un(client, db):
    """Taiwan and Hong Kong are entries of ISO 3166-1 too: no page decides which entry is a country."""
    page = read(client, make_country("KEN"))
    assert "No agreements, meetings or projects with this country or area are recorded." in page.text
    assert page.title == "Kenya · Country or area · Cooperation registry · Ministry of Examples"
    assert not {"Agreements", "Projects", "Open outcomes"} & page.sections.keys()
