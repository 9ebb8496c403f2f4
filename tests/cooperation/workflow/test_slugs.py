"""The slug that a text proposes."""

import pytest

from cooperation.workflow.slugs import slug_of


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("FOREST/ENVIRON(DROP)", "forest-environdrop"),
        ("Korea·China·Japan", "korea-china-japan"),
        ("air_quality  and — dust", "air-quality-and-dust"),
        ("Korea–Viet Nam MOU", "korea-viet-nam-mou"),
        ("서울", "seoul"),
        ("!?", ""),
    ],
)
def test_words_are_separated_by_hyphens(text, slug):
    assert slug_of(text) == slug
