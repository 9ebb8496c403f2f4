"""Two texts become one that shows what went and what came."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.history.text_diff import lines, words

LONG = (
    "The ministers of the three countries meet every year, in turn in each of them. They look back on the joint action "
    "plan, hear what became of the projects of the year before, ask the experts about yellow dust, marine litter and "
    "the migration of water birds, and agree on what to do next. The secretariat of the host prepares the communiqué, "
    "which is adopted at the end of the second day and published on the ministries’ pages in all three languages."
)


def told(pieces):
    """The pieces as text: [-what went-] and {+what came+}."""
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}", "gap": "<{}>"}
    return "".join(signs[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Clean the air.", "Clean the air by 2030.", "Clean the air{+ by 2030+}."),
        ("They met in Seoul in May.", "They met in Jeju in May.", "They met in [-Seoul-]{+Jeju+} in May."),
        ("두 장관이 서울에서 만났다.", "두 장관이 제주에서 만났다.", "두 장관이 [-서울에서-]{+제주에서+} 만났다."),
        ("One. Two.", "One. Two. ", "One. Two.{+ +}"),
        ("Clean the air.", "Nothing of it", "[-Clean the air.-]{+Nothing of it+}"),
        # The sign between two changed words is part of both.
        (
            "The plan of May, June, July is agreed on by all three of them.",
            "The plan of Spring, Summer is agreed on by all three of them.",
            "The plan of [-May, June, July-]{+Spring, Summer+} is agreed on by all three of them.",
        ),
    ],
)
def test_words_that_differ_are_marked_and_the_others_stay(before, after, expected):
    assert told(words(before, after)) == expected


def test_long_stretches_that_stay_are_left_out():
    assert told(words(LONG, LONG.replace("second day", "last day"))) == (
        "<…> The secretariat of the host prepares the communiqué, which is adopted at the end of the "
        "[-second-]{+last+} day and published on the ministries’ pages in all three languages."
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_is_lost_of_either_text(before, after):
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@given(st.lists(st.text(alphabet="abc ", max_size=4), max_size=6), st.lists(st.text(alphabet="abc ", max_size=4)))
def test_no_line_is_lost_of_either_list(before, after):
    pieces = lines("\n".join(before), "\n".join(after))
    assert [p.text for p in pieces if p.kind != "added"] == "\n".join(before).splitlines()
    assert [p.text for p in pieces if p.kind != "removed"] == "\n".join(after).splitlines()


def test_a_line_that_came_leaves_the_others_alone():
    assert told(lines("China\nJapan", "China\nKorea, Republic of\nJapan")) == "China{+Korea, Republic of+}Japan"


def test_long_texts_without_anything_in_common_are_given_up_on_soon():
    before = "the of and to in a " * 3000
    began = time.process_time()
    assert [piece.kind for piece in words(before, before[::-1])] == ["removed", "added"]
    assert time.process_time() - began < 2
