"""Create borders.json, the country outlines for the map. Run it once; the result is committed beside it.

    python -m cooperation.public.drawings.borders countries-50m.json fixtures/reference/02_countries.json

The first file is TopoJSON of Natural Earth's 1:50m countries, from the npm package "world-atlas" 2.0.2 (Natural Earth
is in the public domain). Lines are simplified arc by arc, so that neighbours share one border. The projection is Equal
Earth, which keeps relative areas.
"""

import json
import math
import sys
from pathlib import Path

WIDTH, NORTH, SOUTH = 2000, 83.7, -57
TOLERANCE = 1.6  # the largest distance, in units of the drawing, of a simplified line from the border
SMALLEST = 6  # smaller islands (area in square units) are left out if their country has a larger one
POINT = 40  # a country whose largest part has a smaller area is a point
# ISO 3166-1 countries that Natural Earth draws as part of another country at this scale, by longitude and latitude.
PLACES = {
    "BES": (-68.3, 12.2),
    "BVT": (3.4, -54.4),
    "CCK": (96.8, -12.2),
    "CXR": (105.7, -10.5),
    "GIB": (-5.4, 36.1),
    "GLP": (-61.5, 16.2),
    "GUF": (-53.0, 4.0),
    "MTQ": (-61.0, 14.7),
    "MYT": (45.2, -12.8),
    "REU": (55.5, -21.1),
    "SJM": (16.0, 78.5),
    "TKL": (-171.8, -9.2),
    "TUV": (179.2, -8.5),
    "UMI": (166.6, 19.3),
}
_A1, _A2, _A3, _A4, _M = 1.340264, -0.081106, 0.000893, 0.003796, math.sqrt(3) / 2


def _equal_earth(longitude, latitude):
    t = math.asin(_M * math.sin(math.radians(latitude)))
    t2, t6 = t * t, t**6
    x = math.radians(longitude) * math.cos(t) / (_M * (_A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)))
    return x, t * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))


_EDGE, _TOP = _equal_earth(180, 0)[0], _equal_earth(0, NORTH)[1]
_SCALE = WIDTH / (2 * _EDGE)
HEIGHT = round((_TOP - _equal_earth(0, SOUTH)[1]) * _SCALE)


def project(longitude, latitude):
    x, y = _equal_earth(longitude, latitude)
    return (x + _EDGE) * _SCALE, (_TOP - y) * _SCALE


def thin(line, tolerance):
    """Return the line without the points that are within the tolerance of it (Douglas-Peucker)."""
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = line[first], line[last]
        length = math.hypot(x1 - x0, y1 - y0)
        farthest, distance = first, tolerance
        for index in range(first + 1, last):
            x, y = line[index]
            away = math.hypot(x - x0, y - y0)
            if length:
                away = abs((y1 - y0) * (x - x0) - (x1 - x0) * (y - y0)) / length
            if away > distance:
                farthest, distance = index, away
        if farthest != first:
            keep.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [line[index] for index in sorted(keep)]


def decoded(topology):
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        yield line


def thinned(arc):
    """Return an arc with fewer points, still in degrees: simplified as projected, but not across the map's edge."""
    places = {}
    line = []
    for place in arc:
        point = project(*place)
        places[point] = place
        line.append(point)
    if len(line) < 4 or line[0] == line[-1]:
        middle = len(line) // 2
        if line[0] == line[-1] and middle > 1:
            line = thin(line[: middle + 1], TOLERANCE)[:-1] + thin(line[middle:], TOLERANCE)
        return [places[point] for point in line]
    return [places[point] for point in thin(line, TOLERANCE)]


def ring_of(arcs, indices):
    line = []
    for index in indices:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        line += part[1:] if line else part
    ring = [line[0]]
    for x, y in line[1:]:
        while x - ring[-1][0] > 180:
            x -= 360
        while x - ring[-1][0] < -180:
            x += 360
        ring.append((x, y))
    return ring[:-1]


def _clipped(ring, limit, sign):
    found = []
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside = sign * x0 <= sign * limit
        if inside:
            found.append((x0, y0))
        if inside != (sign * x1 <= sign * limit):
            found.append((limit, y0 + (y1 - y0) * (limit - x0) / (x1 - x0)))
    return found


def drawn_rings(ring):
    """Yield the parts of a ring on the drawing. A ring that crosses the edge appears on both sides."""
    for offset in (-360, 0, 360):
        moved = [(x + offset, max(y, SOUTH)) for x, y in ring]
        if max(x for x, _ in moved) > -180 and min(x for x, _ in moved) < 180:
            part = _clipped(_clipped(moved, 180, 1), -180, -1)
            if len(part) > 2:
                yield [project(*place) for place in part]


def area(ring):
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def path(ring):
    """Return a ring as the data of an SVG path, in whole units."""
    points = [(round(x), round(y)) for x, y in ring]
    x, y = points[0]
    text = f"M{x} {y}l"
    for next_x, next_y in points[1:]:
        if (next_x, next_y) != (x, y):
            text += f"{next_x - x} {next_y - y} "
        x, y = next_x, next_y
    return text.replace(" -", "-").rstrip() + "z"


def centre(ring):
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)


def outlines(topology, codes):
    """Return the outline of each country by alpha-3 code; the key "" has those of countries that are not in `codes`."""
    raw = list(decoded(topology))
    arcs = [thinned(arc) for arc in raw]
    polygons = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(str(geometry.get("id", "")).zfill(3), "")
        several = geometry["type"] == "MultiPolygon"
        polygons.setdefault(code, []).extend(geometry["arcs"] if several else [geometry["arcs"]])
    del polygons["ATA"]  # belongs to no country, and the projection would stretch it along the lower edge
    found = {}
    for code, each in polygons.items():
        largest = max((ring for rings in each for ring in drawn_rings(ring_of(raw, rings[0]))), key=area)
        thin_rings = [ring for rings in each for line in rings for ring in drawn_rings(ring_of(arcs, line))]
        found[code] = dict(zip("xy", centre(largest), strict=True))
        if not code or area(largest) >= POINT:
            found[code]["path"] = "".join(path(ring) for ring in thin_rings if area(ring) >= SMALLEST)
    for code, place in PLACES.items():
        x, y = project(*place)
        found[code] = {"x": round(x), "y": round(y)}
    return found


def main():
    """Write borders.json."""
    topology, countries = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:])
    codes = {each["fields"]["numeric"]: each["fields"]["alpha_3"] for each in countries}
    found = outlines(topology, codes)
    whole = {
        "origin": "Natural Earth 4.1, 1:50m countries, public domain, by way of npm world-atlas 2.0.2; Equal Earth",
        "width": WIDTH,
        "height": HEIGHT,
        "outlines": dict(sorted(found.items())),
    }
    text = json.dumps(whole, indent=0, ensure_ascii=False, separators=(",", ":"))
    (Path(__file__).parent / "borders.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
