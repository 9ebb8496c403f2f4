import pytest

from tests.factories import make_agreement, make_meeting, make_organization, make_outcome, make_project
from tests.settled import settle

from .reading import Page

pytestmark = pytest.mark.django_db


def test_meetings_come_newest_first_and_undated_ones_last():
    for title, start in [("b", "2012-05"), ("A", None), ("d", "2013"), ("C", "2012-05-04")]:
        make_meeting(title, start=start)

    page = Page("/meetings/")
    assert page.titles == ["d", "C", "b", "A"]
    assert "Sorted by date, newest first." in page.text
    assert Page("/meetings/?sort=date").titles == page.titles
    oldest = Page("/meetings/?sort=oldest")
    assert oldest.titles == ["b", "C", "d", "A"]
    assert "Sorted by date, oldest first." in oldest.text


def test_titles_sort_capitals_and_small_letters_alike():
    for title in ("beta", "Alpha", "Gamma"):
        make_agreement(title)
    page = Page("/agreements/?sort=title")
    assert page.titles == ["Alpha", "beta", "Gamma"]
    assert "Sorted by title, A to Z." in page.text


@pytest.mark.django_db(transaction=True)  # within one transaction everything changes at once
def test_what_was_modified_last_comes_first():
    first = make_project("First")
    make_project("Third")
    make_project("Second")
    first.summary = "Changed."
    first.save()
    page = Page("/projects/?sort=modified")
    assert page.titles == ["First", "Second", "Third"]
    assert "Sorted by last update, newest first." in page.text


def test_agreements_sort_by_the_first_known_of_their_dates_and_say_which_it_is():
    make_agreement("Signed", signed_on="2010", in_force_on="2019")
    make_agreement("Adopted", adopted_on="2012", in_force_on="2009")
    make_agreement("In force", in_force_on="2011-03")
    make_agreement("Unknown")
    page = Page("/agreements/")
    assert page.titles == ["Adopted", "In force", "Signed", "Unknown"]
    for row, date in zip(
        page.rows, ["adopted 2012", "effective date March 2011", "signed 2010", "date not recorded"], strict=True
    ):
        assert date in row


def test_outcomes_sort_by_the_day_they_are_due_with_the_others_last():
    meeting = make_meeting()
    for text, due in [("Never", None), ("Late", "2020"), ("Soon", "2014-02")]:
        make_outcome(meeting, text, due_on=due)
    assert Page("/outcomes/?sort=due").titles == ["Soon", "Late", "Never"]


def test_organizations_come_by_name():
    bodies = [make_organization(name) for name in ("zeta", "Alpha")]
    make_meeting(organizations=bodies)
    settle()
    page = Page("/organizations/")
    assert page.titles == ["Alpha", "zeta"]
    assert "Sorted by name, A to Z." in page.text
