"""Names of people are written as people write them."""

from unicodedata import normalize

import pytest
from django.contrib.auth.models import User

from cooperation.domain.people import full_name, greeted_name, shown_name


@pytest.mark.parametrize(
    ("first", "family", "whole", "greeted"),
    [
        ("민지", "김", "김민지", "김민지"),
        ("민지 ", " 김", "김민지", "김민지"),
        ("리", "남궁", "남궁리", "남궁리"),
        (normalize("NFD", "민지"), normalize("NFD", "김"), "김민지", "김민지"),
        ("김민지", "", "김민지", "김민지"),
        ("", "김민지", "김민지", "김민지"),
        ("Minji", "Kim", "Minji Kim", "Minji"),
        ("Min-ji", "", "Min-ji", "Min-ji"),
        ("", "Kim", "Kim", "mjkim"),
        ("Minji", "김", "Minji 김", "Minji"),
        ("", "", "", "mjkim"),
    ],
)
def test_a_name_in_hangul_begins_with_the_family_name_and_has_no_space(first, family, whole, greeted):
    person = User(username="mjkim", first_name=first, last_name=family)
    assert full_name(person) == whole
    assert shown_name(person) == (whole or "mjkim")
    assert greeted_name(person) == greeted
