"""The map of the world: a shape for each country with records, and one neutral shape for the rest."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHADES = 5


@dataclass(frozen=True)
class Place:
    """A country on the map: its number, its shade, its position, its outline.

    A country too small for an outline is a point.
    """

    country: object
    number: int
    shade: int
    x: float
    y: float
    path: str


@dataclass(frozen=True)
class Shade:
    """One step of the scale, from 1 for the lowest numbers, and its range of numbers."""

    step: int
    first: int
    last: int


@dataclass(frozen=True)
class WorldMap:
    """The map: the land without data, the places, the scale."""

    width: int
    height: int
    land: str
    places: list[Place]
    shades: list[Shade]


@cache
def _borders():
    return json.loads((Path(__file__).parent / "borders.json").read_text(encoding="utf-8"))


def shades(most: int, steps: int = SHADES) -> list[Shade]:
    """Return the scale for numbers from 1 to `most`: one step per number if there are few, otherwise growing steps."""
    if most <= steps:
        return [Shade(number, number, number) for number in range(1, most + 1)]
    bounds = [1]
    for step in range(1, steps):
        bounds.append(max(bounds[-1] + 1, round(most ** (step / steps))))
    ends = [*(bound - 1 for bound in bounds[1:]), most]
    return [Shade(step, *span) for step, span in enumerate(zip(bounds, ends, strict=True), 1)]


def draw(numbers: list[tuple[object, int]]) -> WorldMap:
    """Return the map of `numbers`: countries, each with its number.

    Places keep this order, which is the keyboard order. A country without an outline or a point on the map (Antarctica)
    appears only in the table below.
    """
    borders = _borders()
    outlines = borders["outlines"]
    scale = shades(max((number for _, number in numbers), default=0))
    places = []
    for country, number in numbers:
        if outline := outlines.get(country.alpha_3):
            shade = next((shade.step for shade in scale if shade.first <= number <= shade.last), 0)
            places.append(Place(country, number, shade, outline["x"], outline["y"], outline.get("path", "")))
    drawn = {country.alpha_3 for country, _ in numbers}
    land = "".join(outline.get("path", "") for code, outline in outlines.items() if code not in drawn)
    return WorldMap(borders["width"], borders["height"], land, places, scale)
