"""What a reader finds on the page of a meeting."""

import re

import pytest

from cooperation.domain.choices import AgreementKind, MeetingKind, MeetingStatus, OutcomeKind
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_document,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_region,
    make_topic,
)
from tests.reading import read


def test_it_says_when_where_and_who_took_part(client, db):
    meeting = make_meeting(
        "14th Ministers Meeting",
        start="2012-05",
        city="Beijing",
        status=MeetingStatus.HELD,
        host_country=make_country("CHN"),
        countries=[make_country("CHN"), make_country("KOR")],
        organizations=[make_organization("Secretariat")],
        heads_of_delegation="China: Minister A\nKorea, Republic of: Minister B",
        participant_count=200,
        is_participant_count_approximate=True,
    )
    page = read(client, meeting)
    assert page.title == "14th Ministers Meeting · Meeting · Cooperation registry · Ministry of Examples"
    assert "Session of a series · May 2012 · Beijing, China" in page.text
    assert '<time datetime="2012-05">May 2012</time>' in page.source
    assert "Participants\nChina, South Korea, Secretariat" in page.text
    assert "Korea, Republic of: Minister B" in page.text
    assert "Number of participants\nabout 200" in page.text
    assert "host only" not in page.text


def test_the_city_is_spelt_as_in_the_source_with_the_usual_spelling_beside_it(client, db):
    meeting = make_meeting(start="2008", city="Ha Noi", usual_city="Hanoi", host_country=make_country("VNM"))
    text = read(client, meeting).text
    assert "Session of a series · 2008 · Ha Noi, Vietnam" in text
    assert "City\nHa Noi (usual spelling: Hanoi)" in text


def test_it_shows_the_regions_that_are_stated_and_where_they_come_from(client, db):
    meeting = make_meeting(regions=[make_region("Africa"), make_region("Europe")])
    make_citation(meeting, field="regions", value="africa, europe")
    page = read(client, meeting)
    assert "Regions\nAfrica, Europe" in page.text
    assert {"/regions/africa/", "/regions/europe/"} <= set(page.addresses)
    claim = '<strong><a href="/regions/africa/">Africa</a>, <a href="/regions/europe/">Europe</a></strong>'
    assert claim in page.source
    assert "Regions\nAfrica" not in read(client, make_meeting(countries=[make_country("KEN")])).text


def test_a_host_that_is_not_recorded_as_a_participant_is_marked(client, db):
    meeting = make_meeting(host_country=make_country("THA"), countries=[make_country("KOR")])
    assert "Thailand host only, not recorded as a participant" in read(client, meeting).text
    assert "Thailand host only" in read(client, make_meeting(host_country=make_country("THA"))).text


def test_the_home_country_is_no_mere_host_where_no_participant_is_recorded(client, db):
    korea = make_country("KOR")
    alone = make_meeting(host_country=korea, city="Pyeongchang")
    others = make_meeting(host_country=korea, countries=[make_country("JPN")])
    bloc = make_meeting(host_country=korea, organizations=[make_organization("ASEAN")])
    assert "Host country\nSouth Korea\n" in read(client, alone).text
    assert "host only" not in read(client, alone).text
    assert "South Korea host only, not recorded as a participant" in read(client, others).text
    assert "South Korea host only, not recorded as a participant" in read(client, bloc).text


def test_what_is_not_recorded_is_said_to_be_and_a_missing_end_is_not_mentioned(client, db):
    page = read(client, make_meeting())
    assert "Start\ndate not recorded" in page.text
    assert "Participants\nnot recorded" in page.text
    assert "Status\nnot recorded" in page.text
    assert "End" not in page.text


def test_a_confirmed_meeting_whose_date_is_past_is_presumed_held(client, db):
    past = make_meeting(status=MeetingStatus.CONFIRMED, start="2020-03")
    future = make_meeting(status=MeetingStatus.CONFIRMED, start="2999")
    assert "Status\nconfirmed, presumed held" in read(client, past).text
    assert "presumed" not in read(client, future).text


def test_the_previous_and_the_next_of_the_series_go_by_number_then_by_date(client, db):
    series = make_mechanism("Conference of the Parties")
    fifth = make_meeting("Fifth", mechanism=series, ordinal=5, start="1999")
    late = make_meeting("Sixth, resumed", mechanism=series, ordinal=6, start="2001-07")
    early = make_meeting("Sixth", mechanism=series, ordinal=6, start="2000-11")
    make_meeting("Draft of a seventh", mechanism=series, ordinal=7, published=False)
    make_meeting("Unnumbered", mechanism=series, start="2000-12")
    page = read(client, early)
    assert "Previous recorded session: 5th, 1999" in page.text
    assert "Next recorded session: 6th, July 2001" in page.text
    assert "Previous" not in read(client, fifth).text
    assert "Next recorded session" not in read(client, late).text


def test_meetings_without_a_number_follow_each_other_by_date(client, db):
    series = make_mechanism()
    make_meeting("In 2010", mechanism=series, start="2010")
    middle = make_meeting("In 2011", mechanism=series, start="2011-11")
    make_meeting("Some day", mechanism=series)
    page = read(client, middle)
    assert "Previous recorded session: In 2010" in page.text
    assert "Next recorded session: Some day" in page.text


def test_the_way_to_it_leads_over_its_series(client, db):
    series = make_mechanism("Ministers Meeting", acronym="MM")
    page = read(client, make_meeting("First", mechanism=series))
    assert series.get_absolute_url() in page.addresses
    assert "Home\nMeetings\nMinisters Meeting (MM)\nFirst" in page.text


def test_each_outcome_has_an_anchor_and_says_who_to_whom_when_and_on_what(client, db):
    meeting = make_meeting("Bilateral", kind=MeetingKind.BILATERAL)
    dust = make_topic("Yellow dust")
    make_outcome(
        meeting,
        "Japan promised to help.",
        kind=OutcomeKind.COMMITMENT,
        by_countries=[make_country("JPN")],
        to_countries=[make_country("KOR")],
        due_on="2014-06",
        topics=[dust],
    )
    page = read(client, meeting)
    assert "outcome-1" in page.ids
    assert "#outcome-1" in page.addresses
    assert "Outcome 1: commitment\nJapan promised to help." in page.text
    for line in (
        "By\nJapan",
        "To\nSouth Korea",
        "Due\nJune 2014",
        "Status\nOpen, date of status not recorded",
        "Topics\nYellow dust",
    ):
        assert line in page.text


def test_an_outcome_shows_what_it_concerns_what_carries_it_out_and_what_it_follows(client, db):
    first, second = make_meeting("First"), make_meeting("Second")
    plan = make_agreement("Plan", kind=AgreementKind.ACTION_PLAN)
    decision = make_outcome(first, "Adopted the plan.", concerns_agreements=[plan])
    make_outcome(
        second,
        "Reviewed the plan.",
        kind=OutcomeKind.REVIEW,
        follows=decision,
        carried_out_by_projects=[make_project("Research")],
    )
    earlier, later = read(client, first), read(client, second)
    assert "About\nPlan" in earlier.text
    assert "Later outcomes\nReviewed the plan. (Second)" in earlier.text
    assert f"{second.get_absolute_url()}#outcome-1" in earlier.addresses
    assert "Follow-up\nResearch" in later.text
    assert "Earlier outcome\nAdopted the plan. (First)" in later.text
    assert "Status" not in later.sections["Outcomes"]


def test_outcomes_stand_in_their_order_and_keep_their_numbers(client, db):
    meeting = make_meeting()
    make_outcome(meeting, "Entered first.", position=2)
    make_outcome(meeting, "Shown first.", position=1)
    outcomes = read(client, meeting).sections["Outcomes"]
    assert outcomes.index("Outcome 2: decision") < outcomes.index("Outcome 1: decision")


def test_it_shows_side_meetings_what_it_is_part_of_and_what_was_adopted_there(client, db):
    session = make_meeting("Session")
    make_meeting("Youth forum", part_of_meeting=session, start="2012")
    make_agreement("Joint Communique", kind=AgreementKind.COMMUNIQUE, meeting=session)
    workshop = make_meeting("Workshop", part_of_project=make_project("Forests"))
    page = read(client, session)
    assert "Youth forum · 2012" in page.sections["Side events"]
    assert "Joint Communique · communiqué" in page.sections["Agreements adopted or signed at this meeting"]
    assert "Part of the project\nForests" in read(client, workshop).text


def test_a_past_meeting_without_outcomes_says_that_none_are_recorded(client, db):
    held = read(client, make_meeting(start="2012", status="held"))
    assert held.sections["Outcomes"].strip() == "No outcomes recorded."
    for other in (make_meeting(start="2999", status="confirmed"), make_meeting(start="2012", status="cancelled")):
        assert "No outcomes recorded" not in read(client, other).text


def test_public_documents_are_listed_with_their_language_and_internal_ones_are_not(client, db):
    meeting = make_meeting()
    make_document(meeting, "Agenda", kind="agenda", language="en", url="https://example.org/agenda.pdf")
    make_document(meeting, "Briefing note", is_internal=True)
    page = read(client, meeting)
    assert "Agenda (agenda, en)" in page.sections["Documents"]
    assert "https://example.org/agenda.pdf" in page.addresses
    assert "Briefing note" not in page.text


@pytest.mark.parametrize(
    "when",
    [{"start": "2999-05"}, {"start": "2999", "status": MeetingStatus.TENTATIVE}, {"status": MeetingStatus.CONFIRMED}],
    ids=["ahead", "tentative", "confirmed for some day"],
)
def test_a_meeting_still_to_come_says_what_is_planned_and_nothing_as_agreed(client, db, when):
    series = make_mechanism("Ministers")
    earlier = make_meeting("25th Ministers", mechanism=series, ordinal=25, start="2020")
    promise = make_outcome(earlier, "Share the data.", kind=OutcomeKind.AGREEMENT)
    china = make_country("CHN")
    session = make_meeting("26th Ministers", mechanism=series, ordinal=26, countries=[china], **when)
    make_outcome(session, "Share the data.", kind=OutcomeKind.AGREEMENT, follows=promise)
    make_outcome(session, "Plant trees.", kind=OutcomeKind.COMMITMENT)
    page = read(client, session)
    assert "Expected participants\nChina" in page.text
    assert "\nParticipants" not in page.text
    planned = page.sections["On the agenda"]
    assert "Agenda item 1: agreement\nShare the data." in planned
    assert "Status\ncarried over from 25th Ministers, on the agenda" in planned
    assert "Agenda item 2: commitment\nPlant trees." in planned
    assert "Status\non the agenda" in planned
    assert "Open" not in page.text
    assert "Outcome 1" not in page.text
    assert "outcome-1" in page.ids
    assert "On the agenda of\nShare the data. (26th Ministers)" in read(client, earlier).text
    ledger = read(client, series).sections["Sessions by number"]
    assert "Share the data. agreement, on the agenda" in ledger
    make_outcome(make_meeting("Apart"), "Concerns the series.", concerns_mechanisms=[series])
    assert "Open, date of status" in read(client, series).sections["Related outcomes"]
    promise.concerns_mechanisms.add(series)
    session.outcomes.first().concerns_mechanisms.add(series)
    assert "· on the agenda · 26th Ministers" in read(client, series).sections["Related outcomes"]


def test_a_meeting_that_is_over_says_what_was_agreed(client, db):
    promise = make_outcome(make_meeting("First"), "Share the data.")
    second = make_meeting("Second", start="2020", status=MeetingStatus.TENTATIVE)
    make_outcome(second, "Share the data.", follows=promise)
    page = read(client, second)
    assert "Expected participants" not in page.text
    assert "Outcome 1: decision" in page.sections["Outcomes"]
    assert "Status\nOpen as of 2020, no later report recorded" in page.text
    assert "on the agenda" not in page.text
    assert "Later outcomes" in read(client, promise.meeting).text


@pytest.mark.parametrize(
    ("start", "end", "english", "korean"),
    [
        ("2012-05-03", "2012-05-04", "3 to 4 May 2012", "2012년 5월 3일~4일"),
        ("2012-05-31", "2012-06-01", "31 May to 1 June 2012", "2012년 5월 31일~6월 1일"),
        ("2012-05", "2013-06", "May 2012 to June 2013", "2012년 5월~2013년 6월"),
        ("2012-05-03", None, "3 May 2012", "2012년 5월 3일"),
    ],
)
def test_the_period_of_a_meeting_is_written_as_the_language_does(client, db, start, end, english, korean):
    make_meeting("Talks", slug="talks", start=start, end=end)
    for address, words in (("/meetings/talks/", english), ("/ko/meetings/talks/", korean)):
        source = client.get(address).content.decode()
        assert words in re.sub(r"\s+", " ", re.sub(r"</?time[^>]*>", "", source))
