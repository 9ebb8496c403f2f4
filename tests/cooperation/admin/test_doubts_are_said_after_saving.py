"""What is probably wrong, or there twice, is said after saving. It stops nobody."""

import pytest

from cooperation.models import Agreement, Meeting
from tests import factories

from .conftest import address, fields, messages

pytestmark = pytest.mark.django_db


def save(client, record, **typed):
    form = {**fields(client.get(address(record))), **typed}
    response = client.post(address(record), form, follow=True)
    assert "was changed successfully" in messages(response)
    return messages(response)


@pytest.mark.parametrize(
    ("signed", "in_force", "is_doubtful"),
    [
        ("2012-05", "2012-04-30", True),
        ("2012-05", "2012", False),
        ("2012-05-04", "2012-05-04", False),
        ("2012", "2011", True),
    ],
)
def test_an_entry_into_force_before_the_signature(editor, signed, in_force, is_doubtful):
    draft = factories.make_agreement(published=False)
    said = save(editor, draft, signed_on=signed, in_force_on=in_force)
    assert ("before it is signed" in said) is is_doubtful
    draft.refresh_from_db()
    assert draft.in_force_on == in_force


@pytest.mark.parametrize(
    ("start", "end", "is_alike"),
    [
        ("2012-09", None, True),
        ("2012-09-27", "2012-09-28", True),
        ("2012", None, True),
        (None, None, True),
        ("2012-10", None, False),
        ("2011", None, False),
        ("2012-09-29", None, False),
    ],
)
def test_the_same_number_of_the_same_series_at_the_same_time(editor, start, end, is_alike):
    series = factories.make_mechanism("ASEAN+3")
    other = factories.make_meeting("Here already", mechanism=series, ordinal=11, start=start, end=end)
    draft = factories.make_meeting("Entered again", published=False)
    said = save(editor, draft, mechanism=series.pk, ordinal="11", start="2012-09-27", end="2012-09-28")
    assert ("Here already" in said) is is_alike
    assert (address(other) in said) is is_alike


def test_two_meetings_of_two_series_on_one_day_in_one_city_are_two(editor):
    factories.make_meeting(
        "3rd EAS", mechanism=factories.make_mechanism("EAS"), ordinal=3, start="2012-09", city="Bangkok"
    )
    draft = factories.make_meeting("11th ASEAN+3", published=False, start="2012-09", city="Bangkok")
    series = factories.make_mechanism("ASEAN+3")
    assert "Is it the same" not in save(editor, draft, mechanism=series.pk, ordinal="3")


def test_the_same_title_whatever_its_case(editor):
    factories.make_agreement("MOU with Iran", signed_on="2005-03")
    draft = factories.make_agreement("Something", published=False, signed_on="2005")
    assert "MOU with Iran (March 2005)" in save(editor, draft, title="MOU WITH IRAN").replace("</a>", "")
    assert Agreement.objects.count() == 2


@pytest.mark.parametrize(("end", "is_alike"), [(None, True), ("2013", True), ("2001", False)])
def test_a_project_goes_on_until_it_ends(editor, end, is_alike):
    other = factories.make_project("Forest", actual_start="2000", actual_end=end)
    draft = factories.make_project(published=False, actual_start="2012")
    assert (address(other) in save(editor, draft, title="Forest")) is is_alike


def test_one_that_is_alone_is_not_compared_with_itself(editor):
    draft = factories.make_meeting("Alone", published=False, start="2012")
    assert "Is it the same" not in save(editor, draft)
    assert Meeting.objects.count() == 1
