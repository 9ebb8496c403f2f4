"""The outlines of the countries, and the scale by which they are shaded."""

import json
import re
from collections import namedtuple
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cooperation.public.drawings import borders, world

Country = namedtuple("Country", "alpha_3")
COUNTRIES = Path(__file__).parents[4] / "fixtures" / "reference" / "02_countries.json"


def test_every_country_of_the_registry_has_an_outline_or_a_point_on_the_drawing():
    codes = {each["fields"]["alpha_3"] for each in json.loads(COUNTRIES.read_text(encoding="utf-8"))}
    drawing = world.draw([(Country(code), 1) for code in sorted(codes)])
    assert codes - {place.country.alpha_3 for place in drawing.places} == {"ATA"}
    assert all(0 <= place.x <= drawing.width and 0 <= place.y <= drawing.height for place in drawing.places)
    assert not drawing.land.strip().startswith("M0 0z")


def test_countries_are_where_they_are():
    drawing = world.draw([(Country(code), 1) for code in ("KOR", "SGP", "CHN", "USA", "AUS", "FJI")])
    at = {place.country.alpha_3: place for place in drawing.places}
    assert at["USA"].x < drawing.width / 2 < at["CHN"].x < at["KOR"].x
    assert at["CHN"].y < at["SGP"].y < at["AUS"].y
    assert not at["SGP"].path
    assert at["AUS"].path.startswith("M")


def test_paths_hold_nothing_but_moves_lines_and_numbers():
    drawing = world.draw([(Country("CHN"), 1)])
    assert all(re.fullmatch(r"[Mlz0-9. -]+", path) for path in (drawing.land, drawing.places[0].path))


def test_what_is_shaded_is_no_longer_land():
    without, whole = world.draw([(Country("CHN"), 1)]), world.draw([])
    assert without.places[0].path in whole.land
    assert without.places[0].path not in without.land


@given(st.integers(1, 2_000_000))
def test_the_scale_has_no_gap_and_ends_with_the_most(most):
    scale = world.shades(most)
    assert [shade.first for shade in scale] == [1, *(shade.last + 1 for shade in scale[:-1])]
    assert scale[-1].last == most
    assert all(shade.first <= shade.last for shade in scale)
    assert len(scale) == min(most, world.SHADES)


def test_nothing_on_file_is_a_map_all_the_same():
    drawing = world.draw([])
    assert (drawing.places, drawing.shades) == ([], [])
    assert drawing.land


def test_a_thinned_line_keeps_its_ends_and_its_corners():
    line = [(0, 0), (1, 0.01), (2, 0), (2, 5), (4, 5)]
    assert borders.thin(line, 0.1) == [(0, 0), (2, 0), (2, 5), (4, 5)]
