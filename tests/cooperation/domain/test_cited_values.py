"""The value of a citation is stored as the field stores it, in whatever language it was typed."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cooperation.domain.cited_values import stored, written
from cooperation.models import Agreement, Meeting

STATUS = Meeting._meta.get_field("status")
IS_APPROXIMATE = Meeting._meta.get_field("is_participant_count_approximate")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("typed", ["held", "Held", "개최됨"])
def test_a_choice_is_stored_as_its_code(language, typed):
    with override(language):
        assert stored(STATUS, typed) == "held"


def test_a_word_that_is_no_choice_is_kept():
    assert stored(STATUS, "어제 끝남") == "어제 끝남"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("typed", "value"), [("yes", "True"), ("No", "False"), ("예", "True"), ("아니요", "False")])
def test_yes_and_no(language, typed, value):
    with override(language):
        assert stored(IS_APPROXIMATE, typed) == value


def test_it_is_written_in_the_language_of_the_reader():
    with override("ko"):
        assert (written(STATUS, "held"), written(IS_APPROXIMATE, True)) == ("개최됨", "예")


@pytest.mark.parametrize(("field", "value"), [("start", "2012-05-03"), ("end", "2012-05-04")])
def test_of_a_period_it_takes_the_date_that_the_field_holds(field, value):
    assert stored(Meeting._meta.get_field(field), "2012. 5. 3.(목)~5. 4.(금)") == value


def test_a_date_that_is_neither_start_nor_end_is_no_period():
    with pytest.raises(ValidationError, match="is a period"):
        stored(Agreement._meta.get_field("signed_on"), "3-4 May 2012")
