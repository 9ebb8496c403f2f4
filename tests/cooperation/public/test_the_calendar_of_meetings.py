"""The calendar of meetings: a month, with the filters of the list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.models import Meeting
from cooperation.public.views.calendar import MeetingCalendar
from tests.cooperation.filters.reading import Page, text
from tests.factories import make_citation, make_country, make_meeting

pytestmark = pytest.mark.django_db
CALENDAR = "/meetings/calendar/"


def cells(page):
    """The days that something stands on, with their words."""
    return [text(cell) for cell in re.findall(r'<td class="full[^"]*">(.*?)</td>', page.html, re.DOTALL)]


def line(page, which):
    """What stands on the month, or on the year."""
    found = re.search(rf'id="of-{which}".*?</section>', page.html, re.DOTALL)
    return text(found[0].split("</h3>")[1]) if found else ""


@pytest.fixture
def meetings():
    """Meetings known by the day, the month and the year, in May 2012 and beside it."""
    china = make_country("CHN")
    make_meeting("By day", start="2012-05-03", end="2012-05-04", countries=[china], status="held")
    make_meeting("By month", start="2012-05", status="held")
    make_meeting("By year", start="2012", countries=[china], status="held")
    make_meeting("In June", start="2012-06-01")
    make_meeting("Undated")
    make_meeting("Draft", start="2012-05-09", published=False)


def test_each_meeting_stands_where_its_date_is_known(meetings):
    page = Page(f"{CALENDAR}?month=2012-05")
    assert cells(page) == ["3 May By day", "4 May By day"]
    assert line(page, "month").startswith("By month")
    assert line(page, "year").startswith("By year")
    assert not {"In June", "Undated", "Draft"} & set(re.findall(r"In June|Undated|Draft", page.html))


def test_the_filters_of_the_list_narrow_it_and_stay(meetings):
    page = Page(f"{CALENDAR}?month=2012-05&country=china")
    assert cells(page)
    assert line(page, "month") == ""
    assert page.link("Next month") == f"{CALENDAR}?country=china&month=2012-06"
    assert page.link("List") == "/meetings/?country=china"
    assert page.link("May 2012 as a list") == "/meetings/?country=china&from=2012-05&to=2012-05"
    assert '<input type="hidden" name="month" value="2012-05">' in page.html
    assert Page("/meetings/?country=china").link("Calendar") == f"{CALENDAR}?country=china"


def test_the_list_of_the_month_holds_the_same_meetings(meetings):
    listed = Page(Page(f"{CALENDAR}?month=2012-05").link("May 2012 as a list"))
    assert set(listed.titles) == {"By day", "By month", "By year"}


def test_without_a_month_it_opens_at_the_next_meeting_else_at_the_latest(meetings):
    assert '<h2 id="results-title">June 2012</h2>' in Page(CALENDAR).html
    year = timezone.localdate().year + 1
    make_meeting("Coming", start=f"{year}-03-05")
    make_meeting("Later", start=f"{year}-04-05")
    assert f'<h2 id="results-title">March {year}</h2>' in Page(CALENDAR).html


def test_an_empty_registry_has_an_empty_month():
    page = Page(CALENDAR)
    assert "No meetings recorded in this month." in page.text
    assert cells(page) == []


@pytest.mark.parametrize("typed", ["2012-13", "2012", "x", "2012-05-04", "0000-01"])
def test_what_is_no_month_is_said_beside_the_field(meetings, typed):
    page = Page(f"{CALENDAR}?month={typed}")
    assert f"“{typed}” is not a month. Enter a year and month, such as 2012-05." in page.text
    assert f'value="{typed}"' in page.html


def test_wrong_filters_are_said_as_on_the_list(meetings):
    page = Page(f"{CALENDAR}?month=2012-05&country=atlantis")
    assert page.problems
    assert cells(page) == []


def test_an_inferred_day_wears_its_mark():
    make_citation(make_meeting("By day", start="2012-05-03"), field="start", basis="inferred", note="A guess.")
    assert cells(Page(f"{CALENDAR}?month=2012-05")) == ["3 May By day inferred not recorded whether held"]


def test_the_ends_of_the_calendar_answer():
    for month in ("0001-01", "9999-12"):
        Page(f"{CALENDAR}?month={month}")


def test_its_statements_do_not_grow_with_the_meetings():
    def count():
        with CaptureQueriesContext(connection) as statements:
            Page(f"{CALENDAR}?month=2012-05")
        return len(statements)

    make_meeting(start="2012-05-01", host_country=make_country("CHN"))
    few = count()
    for day in range(1, 30):
        make_citation(make_meeting(start=f"2012-05-{day:02}", host_country=make_country()), field="start")
    assert count() == few


def test_the_month_stands_in_its_own_box_and_not_in_the_search(meetings):
    boxes = dict(re.findall(r'<input [^>]*id="([^"]*)"[^>]*? value="([^"]*)"', Page(f"{CALENDAR}?month=2012-05").html))
    assert boxes["month"] == "2012-05"
    assert boxes["header-search"] == ""


def test_a_day_shows_five_meetings_and_the_number_of_the_list_that_it_leads_to():
    for number in range(7):
        make_meeting(f"On the day {number}", start="2012-05-04", status="held")
    make_meeting("Until the day", start="2012-04-30", end="2012-05-04", status="held")
    make_meeting("Known by the month", start="2012-05")
    make_meeting("Known by the year", start="2012")
    make_meeting("From a day to a month", start="2012-05-02", end="2012-05")
    make_meeting("The day after", start="2012-05-05", status="held")
    page = Page(f"{CALENDAR}?month=2012-05")
    [full] = [cell for cell in cells(page) if cell.startswith("4 May")]
    assert full.count("On the day") + full.count("Until the day") == 5
    assert full.endswith("See all 11 : 4 May")
    listed = Page(page.link("See all 11 : 4 May"))
    assert listed.number == 11
    assert {"Until the day", "Known by the year", "From a day to a month"} < set(listed.titles)
    assert "The day after" not in listed.titles


@pytest.mark.parametrize(("start", "which"), [("2012-05", "month"), ("2012", "year")])
def test_meetings_without_a_day_are_cut_and_counted(start, which):
    for number in range(12):
        make_meeting(f"Meeting {number}", start=start)
    page = Page(f"{CALENDAR}?month=2012-05")
    said = line(page, which)
    assert said.count("not recorded whether held") == 10
    assert said.endswith("The first 10 of 12 are shown. See all meetings of the month")
    assert Page(page.link("May 2012 as a list")).number == 12


def test_a_meeting_that_is_withdrawn_while_staff_read_the_page_is_left_out(meetings, monkeypatch):
    """Staff get no snapshot of the database: what the index found may be gone."""
    dates = MeetingCalendar._dates

    def withdrawn(view, ids):
        found = dates(view, ids)
        now = timezone.now()
        Meeting.objects.filter(title="By day").update(withdrawn_at=now, withdrawal_reason="Entered twice.")
        return found

    monkeypatch.setattr(MeetingCalendar, "_dates", withdrawn)
    page = Page(f"{CALENDAR}?month=2012-05")
    assert "By day" not in page.text
    assert line(page, "month").startswith("By month")
