"""Several short texts stand one on each line: a comma is part of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.fields import LinesField, tidy_lines
from regions.models import Country
from tests.factories import make_country, make_region


def test_a_name_with_a_comma_is_one_name():
    assert tidy_lines("Korea, Republic of\nROK").splitlines() == ["Korea, Republic of", "ROK"]


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("", ""),
        ("\n\n  \n", ""),
        ("  ROK  \n\n Korea,   Republic\u00a0of\t", "ROK\nKorea, Republic of"),
        ("ROK\r\nKorea\rSouth Korea", "ROK\nKorea\nSouth Korea"),
        ("b\na\nb", "b\na"),
    ],
)
def test_lines_are_stripped_and_kept_once_in_their_order(text, tidy):
    assert tidy_lines(text) == tidy


@given(st.text())
def test_what_is_tidy_stays_as_it_is(text):
    tidy = tidy_lines(text)
    assert tidy_lines(tidy) == tidy
    assert all(line and line == line.strip() for line in tidy.splitlines())
    assert len(set(tidy.splitlines())) == len(tidy.splitlines())


def test_a_fixture_may_hold_a_list():
    assert LinesField().to_python(["Viet Nam", "  SRV "]) == "Viet Nam\nSRV"


@pytest.mark.django_db
def test_what_is_saved_is_tidy_whichever_way_it_came():
    country = make_country("VNM", other_names=" Viet Nam \n\nViet Nam\nSRV")
    assert Country.objects.get().other_names == "Viet Nam\nSRV"
    country.other_names = ["Viet Nam", "Socialist Republic of Viet Nam"]
    country.full_clean()
    country.save()
    assert Country.objects.get().other_names == "Viet Nam\nSocialist Republic of Viet Nam"
    Country.objects.update(other_names=["SRV"])
    assert Country.objects.get().other_names == "SRV"


@pytest.mark.django_db
def test_directions_keep_their_order():
    region = make_region(policy_directions="Second things second.\nFirst things first.")
    region.refresh_from_db()
    assert region.policy_directions.splitlines() == ["Second things second.", "First things first."]


def test_staff_write_in_a_small_text_area_and_may_leave_it_empty():
    field = LinesField("other names").formfield()
    assert field.widget.attrs["rows"] == 3
    assert not field.required
