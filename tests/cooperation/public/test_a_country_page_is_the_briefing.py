"""What a reader finds on the page of a country."""

import re
from html import unescape

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
    assert "Rich in resources." in page.text
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
    assert read(client, iran).rows("agreements") == [
        "Running memorandum of understanding | signed 2010 | In force today: yes",
        "Over memorandum of understanding | signed 2001 | In force today: no",
        "Silent memorandum of understanding | date not recorded | In force today: not known",
    ]


def test_meetings_to_come_and_past_stand_apart_each_with_its_state(client, db):
    iran = make_country("IRN")
    make_meeting("Later", countries=[iran], status=MeetingStatus.TENTATIVE, start="2998")
    make_meeting("Soon", countries=[iran], status=MeetingStatus.CONFIRMED, start="2997-05")
    make_meeting("Long ago", countries=[iran], status=MeetingStatus.HELD, start="1999")
    make_meeting("Never", countries=[iran], status=MeetingStatus.CANCELLED, start="2000")
    make_meeting("Perhaps", countries=[iran], start="2001")
    page = read(client, iran)
    assert page.rows("next-meetings") == [
        "Soon confirmed | May 2997 | place not recorded",
        "Later tentative | 2998 | place not recorded",
    ]
    assert page.rows("last-meetings") == [
        "Perhaps not recorded whether held | 2001 | place not recorded",
        "Never cancelled | 2000 | place not recorded",
        "Long ago held | 1999 | place not recorded",
    ]


def test_what_it_only_hosted_is_marked(client, db):
    thailand = make_country("THA")
    hosted = make_meeting(
        "ASEAN+3", host_country=thailand, city="Bangkok", status=MeetingStatus.HELD, countries=[make_country("KOR")]
    )
    make_meeting("Both", host_country=thailand, countries=[thailand], status=MeetingStatus.HELD)
    make_outcome(hosted, "Korea promised to go on.", by_countries=[make_country("KOR")])
    page = read(client, thailand)
    meetings = page.rows("last-meetings")
    assert "ASEAN+3 held host only, not recorded as a participant | date not recorded | Bangkok, Thailand" in meetings
    assert "".join(meetings).count("host only") == 1
    assert "Open outcomes" not in page.sections, "who only lends the room owes nothing"


def test_the_home_country_is_no_mere_host_of_a_meeting_without_participants(client, db):
    korea = make_country("KOR")
    make_meeting("COP 12", host_country=korea, city="Pyeongchang", status=MeetingStatus.HELD)
    make_meeting("Elsewhere", host_country=korea, countries=[make_country("JPN")], status=MeetingStatus.HELD)
    assert read(client, korea).rows("last-meetings") == [
        "Elsewhere held host only, not recorded as a participant | date not recorded | South Korea",
        "COP 12 held | date not recorded | Pyeongchang, South Korea",
    ]


def test_projects_show_their_money_and_the_total_per_currency(client, db):
    vietnam = make_country("VNM")
    soil, water = make_project("Soil", countries=[vietnam]), make_project("Water", countries=[vietnam])
    make_phase(soil, amount=100, currency="USD")
    make_phase(water, amount=200, currency="USD")
    make_phase(water, amount=5000, currency="KRW")
    make_phase(make_project("Elsewhere"), amount=7777, currency="USD")
    page = read(client, vietnam)
    projects = page.sections["Projects"]
    assert page.rows("projects") == [
        "Water status not recorded | date not recorded | KRW 5,000 computed; USD 200 computed",
        "Soil status not recorded | date not recorded | USD 100 computed",
    ]
    assert "Total of 2 phases, in USD\nUSD 300 computed" in projects
    assert "Total of one phase, in KRW\nKRW 5,000 computed" in projects


def test_a_total_over_projects_says_when_a_phase_of_them_is_disputed(client, db):
    vietnam = make_country("VNM")
    project = make_project("Soil", countries=[vietnam])
    phase = make_phase(project, amount=100, currency="USD")
    make_citation(project, phase=phase, field="amount", value="90", is_disputed=True, note="Two sums.")
    projects = read(client, vietnam).sections["Projects"]
    assert "USD 100 disputed computed Sources disagree about these phases" in projects


def test_open_outcomes_say_who_owes_them_to_whom_and_until_when(client, db):
    japan, korea = make_country("JPN"), make_country("KOR")
    meeting = make_meeting("Bilateral", countries=[japan, korea], start="2012-05")
    owed = {"kind": OutcomeKind.COMMITMENT, "by_countries": [japan], "to_countries": [korea], "due_on": "2014"}
    promise = make_outcome(meeting, "Japan promised to help.", **owed)
    make_outcome(meeting, "Nobody is named.")
    make_outcome(meeting, "Kept.", status=OutcomeStatus.IMPLEMENTED)
    make_citation(meeting, outcome=promise, source=make_source(as_of="2013-10-24"))
    assert read(client, japan).rows("outcomes") == [
        "Japan promised to help. [1] commitment · by Japan · to South Korea · Bilateral, May 2012"
        " | Open as of 24 October 2013, no later report recorded due 2014",
        "Nobody is named. decision · by: not recorded · Bilateral, May 2012"
        " | Open as of May 2012, no later report recorded",
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
    assert read(client, vietnam).rows("mechanisms") == ["Ministers Meeting | Established: 2000"]


def glance(page):
    """The words of each number of "At a glance"."""
    items = page.source.partition('id="glance">')[2].partition("<ul>")[2].split("</ul>")[0].split("</li>")[:-1]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in items]


def test_the_first_thing_is_what_there_is_at_a_glance(client, db):
    iran = make_country("IRN", summary="Rich in resources.")
    make_agreement("MOU", countries=[iran])
    make_meeting("Soon", countries=[iran], status=MeetingStatus.CONFIRMED, start="2997-05")
    make_meeting("Never", countries=[iran], status=MeetingStatus.CANCELLED, start="2016")
    make_meeting("Perhaps", countries=[iran], start="2014")
    held = make_meeting("Held", countries=[iran], status=MeetingStatus.HELD, start="2012-05-03", end="2012-05-04")
    make_outcome(held, "Dust.", by_countries=[iran])
    make_outcome(make_meeting("Earlier", start="1999", countries=[iran]), "Water.", by_countries=[iran])
    make_outcome(held, "Done.", status=OutcomeStatus.IMPLEMENTED)
    page = read(client, iran)
    assert list(page.sections)[:3] == ["Iran", "At a glance", "Open outcomes"]
    assert glance(page) == [
        "1 Agreement",
        "5 Meetings Last: 2014 not recorded whether held Next: May 2997 confirmed",
        "2 Open outcomes as of different dates, 1999 to 4 May 2012 No outcomes recorded for 1 past meeting",
        "0 Projects",
        "0 Mechanisms",
    ]
    assert page.text.index("At a glance") < page.text.index("Rich in resources.")
    lists = ("/agreements/?country=iran", "/meetings/?country=iran", "/outcomes/?country=iran&status=active")
    without_outcomes = "/meetings/?country=iran&quality=no-outcomes"
    assert {*lists, without_outcomes} <= set(page.addresses)
    assert "1 meeting" in read(client, without_outcomes).text


def test_a_number_at_a_glance_says_if_its_dates_are_those_of_the_listed_outcomes_only(client, db):
    iran = make_country("IRN")
    for _ in range(11):
        make_outcome(make_meeting(start="2012", countries=[iran]), by_countries=[iran])
    assert "11 Open outcomes as of 2012 (the 10 listed here)" in glance(read(client, iran))


def test_it_goes_from_what_is_open_to_codes_and_names_which_are_folded(client, db):
    iran = make_country("IRN", other_names="Persia")
    make_agreement("MOU", countries=[iran], signed_on="2010")
    for start, kind in (("2999", "session"), ("2001", "session"), ("2002", "bilateral")):
        make_meeting(countries=[iran], start=start, kind=kind, status="confirmed")
    make_outcome(make_meeting(countries=[iran]), by_countries=[iran])
    make_project(countries=[iran])
    make_mechanism(countries=[iran])
    page = read(client, iran)
    assert list(page.sections)[1:] == [
        "At a glance",
        "Open outcomes",
        "Bilateral meetings",
        "Agreements",
        "Upcoming meetings",
        "Recent meetings",
        "Projects",
        "Mechanisms",
        "Timeline",
        "Marks and sources",  # on paper only
    ]
    assert page.text.index("Timeline") < page.text.index("Codes and names") < page.text.index("IR, IRN")
    assert '<details class="codes">' in page.source


def test_every_list_has_all_of_its_rows_and_a_csv_one_click_away(client, db):
    iran = make_country("IRN")
    for number in range(12):
        make_agreement(f"MOU {number}", countries=[iran], kind=AgreementKind.MOU)
    make_meeting(countries=[iran], kind="bilateral")
    page = read(client, iran)
    assert "See all 12: Agreements CSV: Agreements" in page.sections["Agreements"]
    assert page.sections["Agreements"].count("memorandum") == 10
    assert "See all 1: Bilateral meetings CSV: Bilateral meetings" in page.sections["Bilateral meetings"]
    for kind, query in (("agreements", ""), ("meetings", ""), ("meetings", "&kind=bilateral")):
        assert {f"/{kind}/?country=iran{query}", f"/{kind}.csv?country=iran{query}"} <= set(page.addresses)
        assert client.get(f"/{kind}.csv?country=iran{query}").status_code == 200


def test_a_country_without_records_says_so_as_one_of_the_countries_or_areas_of_the_un(client, db):
    """Taiwan and Hong Kong are entries of ISO 3166-1 too: no page decides which entry is a country."""
    page = read(client, make_country("KEN"))
    assert "No agreements, meetings or projects with this country or area are recorded." in page.text
    assert page.title == "Kenya · Country or area · Cooperation registry · Ministry of Examples"
    assert not {"Agreements", "Projects", "Open outcomes"} & page.sections.keys()


def test_everything_is_one_file_beside_the_title_for_all_years_or_some(client, db):
    page = read(client, make_country("IRN"))
    assert "/countries/iran.csv" in page.addresses
    form = page.source.partition('<form action="/countries/iran.csv">')[2].partition("</form>")[0]
    assert re.findall(r'name="(\w+)"', form) == ["from", "to"]
    assert page.text.index("Download:") < page.text.index("At a glance")


def test_paper_numbers_the_sources_of_what_it_prints(client, db):
    iran = make_country("IRN")
    first, second = make_source("Ministry page", as_of="2013-10-24"), make_source("Report", url="https://example.org/r")
    make_citation(iran, source=second)
    for number in range(7):
        agreement = make_agreement(f"MOU {number}", countries=[iran], signed_on=f"200{number}")
        make_citation(agreement, source=first if number else make_source("Not printed"))
    make_citation(make_meeting("Talks", countries=[iran]), source=first)
    page = read(client, iran)
    assert page.rows("agreements")[0].startswith("MOU 6 [2] memorandum")
    assert page.rows("agreements")[6].startswith("MOU 0 memorandum")
    assert page.rows("last-meetings")[0].startswith("Talks [2]")
    notes = page.sections["Marks and sources"]
    assert (
        "[1] Report. https://example.org/r\n[2] Ministry page, as of 24 October 2013. http://testserver/sources/"
        in notes
    )
    assert "Not printed" not in notes.partition("[2]")[2].partition("\n")[0]


def test_paper_lists_the_first_sources_and_counts_the_others(client, db):
    iran = make_country("IRN")
    talks = make_meeting(countries=[iran])
    for _ in range(13):
        make_citation(talks, source=make_source())
    page = read(client, iran)
    assert page.rows("last-meetings")[0].count("[") == 10
    notes = page.sections["Marks and sources"]
    assert "[11]" not in notes
    assert "Not printed here: 3 other sources." in notes
