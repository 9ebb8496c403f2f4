"""The meetings of a list, of a country, region, topic or series, or one meeting, as a calendar."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperation.domain.dates import PartialDate
from cooperation.exchange.exports import table
from cooperation.exchange.feeds.calendar import days_of
from cooperation.models import Meeting
from tests.factories import (
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_source,
    make_topic,
)

from .reading import body, calendar, event, fetch, refusal

pytestmark = pytest.mark.django_db


def summaries(address):
    return [each.text("SUMMARY") for each in calendar(address).events]


def test_an_event_has_what_is_recorded():
    china, japan = make_country("CHN"), make_country("JPN")
    series = make_mechanism("Ministers Meeting", acronym="TEMM")
    make_meeting(
        "TEMM 14",
        mechanism=series,
        ordinal=14,
        start="2012-05-03",
        end="2012-05-04",
        status="held",
        mode="in-person",
        city="Beijing",
        host_country=china,
        countries=[china, japan],
        organizations=[make_organization("Secretariat")],
        topics=[make_topic("Air, water")],
        summary="They met.\r\nThey talked; and ate.",
        participant_count=120,
        is_participant_count_approximate=True,
    )
    found = event("/meetings.ics")
    row = Meeting.objects.get()
    assert found["UID"] == f"meeting-{row.pk}@testserver"
    assert (found["DTSTART"], found["DTEND"]) == ("20120503", "20120505")
    assert found["SEQUENCE"] == str(row.version)
    assert found["LAST-MODIFIED"] == found["DTSTAMP"] == f"{row.updated_at:%Y%m%dT%H%M%SZ}"
    assert found["CREATED"] == f"{row.published_at:%Y%m%dT%H%M%SZ}"
    assert (found["STATUS"], found["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")
    assert found["URL"] == "http://testserver/meetings/temm-14/"
    assert found.text("SUMMARY") == "TEMM 14"
    assert found.text("LOCATION") == "Beijing, China"
    assert found["CATEGORIES"] == r"Session of a series,Air\, water"
    assert found.text("DESCRIPTION") == (
        "Kind: session of a series\n"
        "Series: Ministers Meeting (TEMM), session 14\n"
        "Date: 3 to 4 May 2012\n"
        "Status: held\n"
        "Mode: in person\n"
        "Place: Beijing, China\n"
        "Participants: China; Japan; Secretariat\n"
        "Number of participants: about 120\n\n"
        "They met.\nThey talked; and ate.\n\n"
        "http://testserver/meetings/temm-14/"
    )


def test_the_calendar_says_what_it_is_and_how_often_to_ask():
    make_meeting(countries=[make_country("CHN"), make_country("JPN")], start="2012-05-03")
    several = calendar("/meetings.ics?country=china&country=japan")
    assert several.text("NAME") == several.text("X-WR-CALNAME") == "Meetings: China, Japan – Cooperation registry"
    found = calendar("/meetings.ics?country=china")
    assert ("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT12H") in found.properties
    assert found["X-PUBLISHED-TTL"] == "PT12H"
    assert found["SOURCE"] == "http://testserver/meetings.ics?country=china"
    assert found["URL"] == "http://testserver/meetings/?country=china"
    assert "METHOD" not in found


@pytest.mark.parametrize(
    ("status", "written", "title"),
    [
        ("tentative", ["TENTATIVE"], "Talks"),
        ("confirmed", ["CONFIRMED"], "Talks"),
        ("held", ["CONFIRMED"], "Talks"),
        ("postponed", ["TENTATIVE"], "Postponed: Talks"),
        ("cancelled", ["CANCELLED"], "Cancelled: Talks"),
        ("not-recorded", [], "Talks"),
    ],
)
def test_the_status(status, written, title):
    make_meeting("Talks", start="2012-05-03", status=status)
    found = event("/meetings.ics")
    statuses = [value for name, _parameters, value in found.properties if name == "STATUS"]
    assert (statuses, found.text("SUMMARY")) == (written, title)


def test_a_meeting_known_by_month_or_year_gets_no_day():
    make_meeting("By day", start="2012-05-03")
    make_meeting("By month", start="2012-05", end="2012-05-09")
    make_meeting("By year", start="2012")
    make_meeting("Undated")
    assert summaries("/meetings.ics") == ["By day"]
    found = {each.text("SUMMARY"): each for each in calendar("/meetings.ics?inexact=1").events}
    assert {name: (each["DTSTART"], each["DTEND"]) for name, each in found.items()} == {
        "By day": ("20120503", "20120504"),
        "By month (exact day not known: May 2012 to 9 May 2012)": ("20120501", "20120510"),
        "By year (exact day not known: 2012)": ("20120101", "20130101"),
    }
    text = found["By year (exact day not known: 2012)"].text("DESCRIPTION")
    assert "Date: 2012\nThe exact day is not known." in text
    assert "exact day" not in found["By day"].text("DESCRIPTION")


@pytest.mark.parametrize(
    ("start", "end", "exact", "inexact"),
    [
        (None, None, None, None),
        (None, "2012-05-04", None, None),
        ("2012-05-03", None, ("2012-05-03", "2012-05-03"), ("2012-05-03", "2012-05-03")),
        ("2012-05-03", "2012-05", ("2012-05-03", "2012-05-03"), ("2012-05-03", "2012-05-31")),
        ("2012-05", "2012-05-04", None, ("2012-05-01", "2012-05-04")),
        ("2012", "2013", None, ("2012-01-01", "2013-12-31")),
        ("9999", None, None, ("9999-01-01", "9999-12-31")),
    ],
)
def test_the_days_of_a_meeting(start, end, exact, inexact):
    dates = [PartialDate(text) if text else None for text in (start, end)]
    for expected, is_inexact in ((exact, False), (inexact, True)):
        days = days_of(*dates, inexact=is_inexact)
        assert days == (expected and tuple(map(date.fromisoformat, expected))), is_inexact


def test_the_last_day_that_a_calendar_can_write():
    make_meeting("Last", start="9999-12-31")
    make_meeting("First", start="0001-01-01", end="0001-01-02")
    found = {each["SUMMARY"]: each for each in calendar("/meetings.ics").events}
    assert (found["Last"]["DTSTART"], "DTEND" in found["Last"]) == ("99991231", False)
    assert (found["First"]["DTSTART"], found["First"]["DTEND"]) == ("00010101", "00010103")


def test_what_inexact_can_be_is_said():
    assert "“inexact” must be 1 or left out" in refusal("/meetings.ics?inexact=yes")
    assert "“atlantis” is not a country in this list" in refusal("/meetings.ics?country=atlantis")


def test_uncertain_values_have_their_marks():
    meeting = make_meeting("Talks", start="2012-05-03", city="Seoul", status="held", countries=[make_country("CHN")])
    make_citation(meeting, basis="inferred", note="No source names it.")
    make_citation(meeting, field="start", basis="inferred", note="A guess.")
    make_citation(meeting, field="city", source=make_source(), is_disputed=True, value="Busan", note="Another text.")
    make_citation(meeting, field="countries", source=make_source(), is_incomplete=True)
    make_citation(meeting, field="status", source=make_source(as_of="2013-10"))
    text = event("/meetings.ics").text("DESCRIPTION")
    for line in (
        "Kind: session of a series (inferred)",
        "Date: 3 May 2012 (inferred)",
        "Place: Seoul (disputed)",
        "Participants: China (list incomplete)",
        "Status: held (as of October 2013)",
    ):
        assert line in text.split("\n")


def test_a_host_is_no_participant():
    make_meeting("Talks", start="2012-05-03", host_country=make_country("THA"), countries=[make_country("CHN")])
    text = event("/meetings.ics").text("DESCRIPTION")
    assert "Thailand: host only, not recorded as a participant" in text
    assert "Participants: China\n" in text


def test_an_online_meeting_is_nowhere():
    make_meeting("Talks", start="2012-05-03", mode="online")
    assert event("/meetings.ics").text("LOCATION") == "Online"


@pytest.mark.django_db(transaction=True)
def test_the_name_of_an_event_survives_a_new_slug(settings):
    meeting = make_meeting("Talks", start="2012-05-03")
    before = event("/meetings.ics")
    meeting.slug = "other-talks"
    meeting.save()
    after = event("/meetings.ics")
    assert before["UID"] == after["UID"] == f"meeting-{meeting.pk}@testserver"
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    settings.SITE_ADDRESS = "https://registry.ministry.example:8443"
    assert event("/meetings.ics")["UID"] == f"meeting-{meeting.pk}@registry.ministry.example"


def test_the_calendar_of_a_country_region_topic_or_series():
    china, kenya = make_country("CHN"), make_country("KEN")
    series = make_mechanism("TEMM", countries=[china])
    air = make_topic("Air")
    guests = make_meeting("TEMM 14", mechanism=series, start="2012-05-03", countries=[china], topics=[air])
    make_meeting("Elsewhere", start="2012-05-03", countries=[kenya])
    make_meeting("Draft", start="2012-05-03", countries=[china], published=False)
    make_outcome(guests, "Dust.")
    for address in ("/countries/china.ics", "/regions/north-east-asia.ics", "/mechanisms/temm.ics", "/topics/air.ics"):
        assert summaries(address) == ["TEMM 14"], address
    assert summaries("/countries/china.ics?from=2013") == []
    assert calendar("/mechanisms/temm.ics").text("NAME") == "TEMM – Cooperation registry"


def test_only_meetings_are_a_calendar():
    assert refusal("/agreements.ics").endswith("Only lists of meetings are available as a calendar.\n")


def test_one_meeting():
    make_meeting("Talks", start="2012-05-03")
    make_meeting("By month", start="2012-05")
    make_meeting("Undated")
    make_meeting("Draft", start="2012-05-03", published=False)
    make_meeting("Secret", start="2012-05-03", withdrawn=True)
    assert event("/meetings/talks.ics").text("SUMMARY") == "Talks"
    assert event("/meetings/by-month.ics?inexact=1")["DTEND"] == "20120601"
    assert "The day of this meeting is not known." in refusal("/meetings/by-month.ics")
    assert "The date of this meeting is not known." in refusal("/meetings/undated.ics?inexact=1")
    assert "“inexact” must be 1 or left out" in refusal("/meetings/talks.ics?inexact=x")
    assert event("/meetings/by-month.ics?inexact=1&inexact=")["DTEND"] == "20120601"
    assert "“inexact” must be 1 or left out" in refusal("/meetings/by-month.ics?inexact=x&inexact=1")
    fetch("/meetings/draft.ics", 404)
    fetch("/meetings/none.ics", 404)
    assert b"Secret" not in body(fetch("/meetings/secret.ics", 410))


@pytest.mark.parametrize(
    ("start", "words", "query"),
    [
        ("2012-05-03", "Add to calendar", ""),
        ("2012-05", "Add the whole month to calendar", "?inexact=1"),
        ("2012", "Add the whole year to calendar", "?inexact=1"),
    ],
)
def test_the_page_of_a_meeting_links_its_calendar(start, words, query):
    make_meeting("Talks", start=start)
    assert f'<a href="/meetings/talks.ics{query}">{words}</a>' in fetch("/meetings/talks/").content.decode()
    event(f"/meetings/talks.ics{query}")


def test_a_page_without_a_date_links_no_calendar():
    make_meeting("Talks")
    assert "talks.ics" not in fetch("/meetings/talks/").content.decode()


ODD = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=200)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=ODD.filter(str.strip), summary=ODD)
def test_odd_texts_do_not_break_a_calendar(title, summary):
    meeting = make_meeting("Odd", start="2012-05-03") if not Meeting.objects.exists() else Meeting.objects.get()
    Meeting.objects.filter(pk=meeting.pk).update(title=title, summary=summary)
    calendar("/meetings.ics")


def test_it_is_written_in_parts_with_a_fixed_number_of_statements(monkeypatch):
    monkeypatch.setattr(table, "FIRST", 3)
    monkeypatch.setattr(table, "CHUNK", 3)

    def count(number):
        while Meeting.objects.count() < number:
            day = Meeting.objects.count() + 1
            meeting = make_meeting(start=f"2012-05-{day:02}", host_country=make_country(), topics=[make_topic()])
            make_citation(meeting, field="start")
        response = fetch("/meetings.ics")
        with CaptureQueriesContext(connection) as statements:
            parts = list(response.streaming_content)
        assert b"".join(parts).count(b"BEGIN:VEVENT") == number
        assert len(parts) == number // 3 + 2
        return len(statements)

    one = count(3)
    assert count(9) == 3 * one


@pytest.mark.django_db(transaction=True)
def test_a_program_that_has_it_gets_304():
    make_meeting("Talks", start="2012-05-03")
    for address in ("/meetings.ics", "/meetings/talks.ics"):
        first = fetch(address)
        assert b"Talks" in body(first)
        again = Client().get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for response in (first, again):
            assert response["Access-Control-Allow-Origin"] == "*"
            assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not first.cookies
    make_meeting("More", start="2012-05-04")
    assert Client().get("/meetings.ics", headers={"if-none-match": first["ETag"]}).status_code == 200
