"""The map of the world: a shape for each country or region with records, and one neutral shape for the rest."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHADES = 5


@dataclass(frozen=True)
class Place:
    """A country or region on the map: its number, its shade, the position of its largest country, its outlines.

    Countries too small for an outline are `points`.
    """

    thing: object
    number: int
    shade: int
    x: float
    y: float
    path: str
    points: list[tuple[float, float]]


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


def draw(numbers: list[tuple[object, int, list[str]]]) -> WorldMap:
    """Return the map of `numbers`: (thing, its number, the alpha-3 codes of its countries).

    Places keep this order, which is the keyboard order. A thing without an outline or a point on the map (Antarctica)
    appears only in the table below.
    """
    borders = _borders()
    outlines = borders["outlines"]
    scale = shades(max((number for _, number, _ in numbers), default=0))
    places, drawn = [], set()
    for thing, number, codes in numbers:
        drawn.update(codes)
        found = [outlines[code] for code in codes if code in outlines]
        if not found:
            continue
        largest = max(found, key=lambda outline: len(outline.get("path", "")))
        shade = next((shade.step for shade in scale if shade.first <= number <= shade.last), 0)
        path = "".join(outline.get("path", "") for outline in found)
        points = [(outline["x"], outline["y"]) for outline in found if not outline.get("path")]
        places.append(Place(thing, number, shade, largest["x"], largest["y"], path, points))
    land = "".join(outline.get("path", "") for code, outline in outlines.items() if code not in drawn)
    return WorldMap(borders["width"], borders["height"], land, places, scale)
