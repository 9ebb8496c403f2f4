"""What was typed, taken apart, and what is near to it."""

import pytest

from cooperation.search import tokens


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("yellow dust", ["yellow", "dust"]),
        ("“yellow dust” TEMM", ['"yellow dust"', "TEMM"]),
        ('-"yellow dust" −fine –coarse', ['-"yellow dust"', "-fine", "-coarse"]),
        ("Korea-Viet Nam", ["Korea-Viet", "Nam"]),
        ("Korea - Iran – MOU", ["Korea", "Iran", "MOU"]),
        ('"never closed', ["never", "closed"]),
        ("!!! …", []),
    ],
)
def test_pieces(typed, expected):
    assert [str(piece) for piece in tokens.pieces(typed)] == expected


@pytest.mark.parametrize(
    ("a", "b", "errors"),
    [("dust", "dust", 0), ("yelow", "yellow", 1),
     ("biodivresity", "biodiversity", 1), ("dusst", "dust", 1), ("a", "abcd", 3)],
)  # fmt: skip
def test_errors_are_counted_as_people_make_them(a, b, errors):
    assert tokens.distance(a, b) == tokens.distance(b, a) == errors


def test_short_words_and_numbers_are_not_mended():
    assert tokens.nearest("ira", {"iran": 9}) is None
    assert tokens.nearest("2012", {"2013": 9}) is None
    assert tokens.nearest("irna", {"iran": 9, "arna": 9}) == "iran"
    assert tokens.nearest("korae", {"korea": 9, "koran": 1}) == "korea"


@pytest.mark.parametrize(
    ("word", "other"),
    [("organisation", "organization"), ("programme", "program"), ("harbour", "harbor"), ("center", "centre")],
)
def test_british_and_american_spellings(word, other):
    assert other in tokens.spellings(word)
    assert word in tokens.spellings(other)


def test_numbers_are_said_in_three_ways():
    assert set(tokens.same_number("14")) == {"fourteen", "fourteenth"}
    assert set(tokens.same_number("fourteenth")) == {"14", "fourteen"}
    assert tokens.same_number("dust") == []


def test_numbers_of_two_words_and_in_capitals():
    assert tokens.NUMBER_OF_WORD["twenty first"] == tokens.NUMBER_OF_WORD["twenty one"] == "21"
    assert set(tokens.same_number("40")) == {"forty", "fortieth"}
    assert tokens.ROMAN["xiv"] == "14"
    assert "i" not in tokens.ROMAN


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2012-05-04", "4 may 2012"), ("2012-05", "may 2012"), ("2012-13", "2012-13"), ("2013-2015", "2013-2015")],
)
def test_a_date_of_digits_is_said_in_words(typed, meant):
    assert tokens.undated(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("morroco", "morocco"), ("mozambik", "mozambique"), ("filipines", "philippines")]
)
def test_what_sounds_alike_is_one_error(typed, meant):
    assert tokens.nearest(typed, {meant: 1}) == meant


def test_a_code_has_no_digits():
    assert [piece.is_capital for piece in tokens.pieces("IN in CO2 TEMM-XIV")] == [True, False, False, True]
