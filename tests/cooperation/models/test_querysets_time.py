"""Time is an argument: what is to come, what was held, what lies in a year or a period."""

import datetime
import itertools

import pytest

from cooperation.domain.choices import ENDED_PROJECTS, MeetingStatus, ProjectStatus
from cooperation.domain.dates import PartialDate
from cooperation.models import RECORDS, Agreement, Mechanism, Meeting, Project
from tests.cooperation.filters.oracle import between
from tests.factories import make_agreement, make_mechanism, make_meeting, make_project

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2012, 6, 15)
TENTATIVE, CONFIRMED, HELD = MeetingStatus.TENTATIVE, MeetingStatus.CONFIRMED, MeetingStatus.HELD
EDGES = [
    *(None, "2011", "2012", "2013", "2012-05", "2012-06", "2012-07"),
    *("2012-06-14", "2012-06-15", "2012-06-16", "2012-06-30", "2012-12-31"),
]
WINDOWS = [None, "2011", "2012", "2012-06", "2012-06-15", "2012-12-31", "2013", "2015"]


def partial(text):
    return text and PartialDate(text)


def in_order(start, end):
    return not start or not end or PartialDate(end).last >= PartialDate(start).first


@pytest.fixture
def meetings():
    """A meeting for each status and each pair of dates that can be."""
    return Meeting.objects.bulk_create(
        Meeting(title=f"{status} {start} {end}", slug=f"m-{number}", status=status, start=start, end=end)
        for number, (status, start, end) in enumerate(itertools.product(MeetingStatus, EDGES, EDGES))
        if in_order(start, end)
    )


def ends(meeting):
    return meeting.end or meeting.start


def is_over(meeting, today):
    return bool(ends(meeting)) and ends(meeting).last < today


@pytest.mark.parametrize("today", [TODAY, datetime.date(2012, 6, 16), datetime.date(2012, 12, 31), datetime.date.max])
def test_upcoming_is_what_is_tentative_or_confirmed_and_not_over(meetings, today):
    found = list(Meeting.objects.upcoming(today))
    assert {meeting.title for meeting in found} == {
        meeting.title
        for meeting in meetings
        if meeting.status in (TENTATIVE, CONFIRMED) and not is_over(meeting, today)
    }


@pytest.mark.parametrize("today", [TODAY, datetime.date(2012, 6, 16), datetime.date(2013, 1, 1)])
def test_held_is_what_was_held_or_confirmed_and_is_over_and_only_that_is_marked(meetings, today):
    found = {meeting.title: meeting.is_presumed_held for meeting in Meeting.objects.held(today)}
    assert found == {
        meeting.title: meeting.status == CONFIRMED
        for meeting in meetings
        if meeting.status == HELD or (meeting.status == CONFIRMED and is_over(meeting, today))
    }


def test_a_confirmed_meeting_is_upcoming_or_held_never_both_and_never_neither(meetings):
    for today in (TODAY, datetime.date(2012, 7, 1), datetime.date(2014, 1, 1)):
        upcoming = set(Meeting.objects.upcoming(today).filter(status=CONFIRMED))
        held = set(Meeting.objects.held(today).filter(status=CONFIRMED))
        assert upcoming & held == set()
        assert upcoming | held == set(Meeting.objects.filter(status=CONFIRMED))


def test_upcoming_begins_with_the_soonest_and_ends_with_the_undated(meetings):
    starts = [meeting.start for meeting in Meeting.objects.upcoming(TODAY)]
    dated = [start for start in starts if start]
    assert dated == sorted(dated)
    assert starts == dated + [None] * (len(starts) - len(dated))
    assert None in starts


def test_held_begins_with_the_latest_and_ends_with_the_undated(meetings):
    starts = [meeting.start for meeting in Meeting.objects.held(TODAY)]
    dated = [start for start in starts if start]
    assert dated == sorted(dated, reverse=True)
    assert starts == dated + [None] * (len(starts) - len(dated))
    assert None in starts


@pytest.mark.parametrize(
    ("start", "today", "is_upcoming"),
    [
        ("2012", "2012-12-31", True),
        ("2012", "2013-01-01", False),
        ("2012-06", "2012-06-30", True),
        ("2012-06", "2012-07-01", False),
        ("2012-06-15", "2012-06-15", True),
        ("2012-06-15", "2012-06-16", False),
    ],
)
def test_a_date_is_not_over_until_its_last_day_is(start, today, is_upcoming):
    make_meeting(start=start, status=CONFIRMED)
    assert Meeting.objects.upcoming(datetime.date.fromisoformat(today)).exists() == is_upcoming
    assert Meeting.objects.held(datetime.date.fromisoformat(today)).exists() != is_upcoming


def test_a_meeting_of_several_days_is_upcoming_until_its_last():
    make_meeting(start="2012-06-14", end="2012-06-16", status=CONFIRMED)
    found = [Meeting.objects.upcoming(TODAY + datetime.timedelta(days=days)).exists() for days in range(3)]
    assert found == [True, True, False]


# Each kind has one date that lists sort by and `year` means.


@pytest.mark.parametrize(
    ("make", "fields", "date"),
    [
        (make_meeting, {"start": "2011", "end": "2012"}, "2011"),
        (make_meeting, {"end": "2012"}, None),
        (make_mechanism, {"established_on": "1999", "ended_on": "2012"}, "1999"),
        (make_mechanism, {"ended_on": "2012"}, None),
        (make_agreement, {"adopted_on": "2001", "signed_on": "2002", "in_force_on": "2003"}, "2002"),
        (make_agreement, {"adopted_on": "2001", "in_force_on": "2003"}, "2001"),
        (make_agreement, {"in_force_on": "2003"}, "2003"),
        (make_agreement, {"expires_on": "2003", "terminated_on": "2002"}, None),
        (make_project, {"planned_start": "2001", "actual_start": "2002"}, "2002"),
        (make_project, {"planned_start": "2001", "planned_end": "2005"}, "2001"),
        (make_project, {"planned_end": "2005", "actual_end": "2005"}, None),
    ],
)
def test_the_date_of_a_record_is_the_first_known_of_its_kind(make, fields, date):
    record = make(**fields)
    row = type(record).objects.get()
    assert row.date == date
    assert (getattr(row, row.date_field.name) if row.date_field else None) == date
    assert [row.pk for row in between(type(record).objects, None, None)] == ([record.pk] if date else [])
    assert type(record).objects.in_years(range(1990, 2020)).exists() == bool(date)


@pytest.mark.parametrize("model", RECORDS)
def test_what_has_no_date_is_last_in_every_order(model):
    make = {Agreement: make_agreement, Meeting: make_meeting, Project: make_project, Mechanism: make_mechanism}[model]
    name = model.date_fields[0]
    rows = {text: make(**{name: text}).pk for text in ("2012-05", None, "2011", "2012", "2012-05-04")}
    newest, oldest = model.objects.newest_first(), model.objects.oldest_first()
    assert [row.pk for row in newest] == [rows[text] for text in ("2012-05-04", "2012-05", "2012", "2011", None)]
    assert [row.pk for row in oldest] == [rows[text] for text in ("2011", "2012", "2012-05", "2012-05-04", None)]


@pytest.mark.parametrize(
    ("year", "found"),
    [
        (2011, {"2011-12-31"}),
        (2012, {"2012", "2012-01", "2012-12-31"}),
        (2013, {"2013"}),
        (2014, set()),
        (1, {"0001"}),
        (9999, {"9999", "9999-12-31"}),
        (0, set()),
        (10_000, set()),
        (99_999, set()),
        (-2012, set()),
    ],
)
def test_a_year_finds_what_has_its_date_in_it(year, found):
    for text in ("0001", "2011-12-31", "2012", "2012-01", "2012-12-31", "2013", "9999", "9999-12-31", None):
        make_meeting(start=text)
    assert {meeting.start for meeting in Meeting.objects.in_years([year])} == found


def test_several_years_find_what_lies_in_any_and_no_year_finds_nothing():
    for text in ("2011", "2012-01", "2013"):
        make_meeting(start=text)
    assert {meeting.start for meeting in Meeting.objects.in_years([2011, 2013])} == {"2011", "2013"}
    assert not Meeting.objects.in_years([]).exists()


# A period finds what shares a day with it.


def overlaps(start, end, from_, to):
    return (not to or start.first <= to.last) and (not from_ or end.last >= from_.first)


def check(model, period):
    """Compare `between` over all windows with `period`, which returns a row's start and end, None for no end at all."""
    rows = list(model.objects.all())
    for from_, to in itertools.product(map(partial, WINDOWS), repeat=2):
        expected = set()
        for row in rows:
            start, end = period(row)
            if start and overlaps(start, end or PartialDate("9999"), from_, to):
                expected.add(row.pk)
        found = list(between(model.objects, from_, to).values_list("pk", flat=True))
        assert len(found) == len(set(found))
        assert set(found) == expected, (from_, to)


def test_a_meeting_without_end_lasts_its_start(meetings):
    check(Meeting, lambda meeting: (meeting.start, meeting.end or meeting.start))


def test_an_agreement_is_a_point():
    for signed, adopted in itertools.product(EDGES, [None, "2010", "2014"]):
        make_agreement(signed_on=signed, adopted_on=adopted, expires_on="2020")
    check(Agreement, lambda agreement: (agreement.signed_on or agreement.adopted_on,) * 2)


def test_a_mechanism_without_end_goes_on():
    for start, end in itertools.product(EDGES, repeat=2):
        if in_order(start, end):
            make_mechanism(established_on=start, ended_on=end)
    check(Mechanism, lambda mechanism: (mechanism.established_on, mechanism.ended_on))


def period_of(project):
    """A project lasts from its actual, else planned start to its actual, else planned end.

    Without end it goes on unless its status ends it. An end before the start, of a project that began after it was
    planned to end or was given up before it was to begin, shortens it to its start, or says nothing.
    """
    start = project.actual_start or project.planned_start
    if not start:
        return None, None
    if project.actual_end:
        return start, project.actual_end if project.actual_end.last >= start.first else start
    if project.planned_end and project.planned_end.last >= start.first:
        return start, project.planned_end
    return start, start if project.status in ENDED_PROJECTS else None


def test_a_project_lasts_until_its_end_and_without_one_goes_on_unless_its_status_ends_it():
    some = [None, "2011", "2012-06", "2012-06-15", "2013"]
    Project.objects.bulk_create(
        Project(
            title="P",
            slug=f"p-{number}",
            status=status,
            planned_start=planned_start,
            planned_end=planned_end,
            actual_start=actual_start,
            actual_end=actual_end,
        )
        for number, (status, planned_start, planned_end, actual_start, actual_end) in enumerate(
            itertools.product(
                (ProjectStatus.IMPLEMENTATION, ProjectStatus.CLOSED, ProjectStatus.NOT_RECORDED), some, some, some, some
            )
        )
        if in_order(planned_start, planned_end) and in_order(actual_start, actual_end)
    )
    check(Project, period_of)


@pytest.mark.parametrize("status", ProjectStatus)
def test_only_a_status_that_ends_a_project_ends_it(status):
    make_project(actual_start="2010", status=status)
    later = between(Project.objects, PartialDate("2015"), None)
    assert later.exists() == (status not in (ProjectStatus.CLOSED, ProjectStatus.CANCELLED))
    assert between(Project.objects, PartialDate("2010"), PartialDate("2010")).exists()


def test_what_has_a_date_is_found_in_its_own_year_as_a_period():
    make_project(planned_start="2008", planned_end="2010", actual_start="2015")
    make_project(planned_start="2015", actual_end="2014", status=ProjectStatus.CANCELLED)
    make_meeting(start="2012-06")
    for model, year, number in ((Project, "2015", 2), (Meeting, "2012", 1)):
        window = PartialDate(year)
        assert between(model.objects, window, window).count() == number
        assert model.objects.in_years([int(year)]).count() == number
