"""Render the drawings as SVG. See markup.py for why these are functions."""

from html import escape

from django.utils.safestring import SafeString

from .markup import html


def geometry(value) -> str:
    """Return a number for SVG geometry, independent of the reader's locale: "12.5", "1000"."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def places(found) -> SafeString:
    """Return the countries or regions of a map, each a link with its shape."""
    return html("\n    ".join(map(_place, found)))


def _place(place):
    shade = f"shade-{place.shade}"
    shapes = f'<path class="{shade}" d="{place.path}"/>' if place.path else ""
    for x, y in place.points:
        shapes += f'<circle class="point {shade}" cx="{x}" cy="{y}" r="4"/>'
    shapes += f'<circle class="ring" cx="{place.x}" cy="{place.y}" r="16"/>'
    title = f"<title>{escape(str(place.thing.words))}</title>"
    return f'<a href="{escape(place.thing.get_absolute_url())}">{title}{shapes}</a>'


def timeline_bars(bars) -> SafeString:
    """Return the bars of one lane of a timeline, each a link to its record."""
    return html("\n      ".join(map(_bar, bars)))


def _bar(bar):
    shapes = _rect("stop", bar.stop_x, bar.y, bar.stop_width, 28, 3)
    shapes += _rect("may on" if bar.is_open else "may", bar.x, bar.bar_y, bar.width, 14, 2)
    if bar.sure_width:
        shapes += _rect("sure", bar.sure_x, bar.bar_y, bar.sure_width, 14, 2)
    before = ' class="before"' if bar.is_before else ""
    label = f'<text{before} x="{geometry(bar.label_x)}" y="{geometry(bar.text_y)}">{escape(bar.label)}</text>'
    return f"{bar.span.thing.link}{shapes}{label}</a>"


def _rect(kind, x, y, width, height, radius):
    return (
        f'<rect class="{kind}" x="{geometry(x)}" y="{geometry(y)}" width="{geometry(width)}" height="{height}"'
        f' rx="{radius}"/>'
    )


def timeline_rows(rows) -> SafeString:
    return html("\n".join(row.row for row in rows))


def session_marks(marks) -> SafeString:
    """Return the sessions of a series by number, each a link, and the numbers without a record."""
    return html("\n      ".join(map(_mark, marks)))


def _mark(mark):
    x = geometry(mark.x)
    circle, number = f'cx="{x}" cy="18" r="15"/>', f'<text x="{x}" y="22.5">{mark.number}</text>'
    if not mark.thing:
        return f'<g class="missing" aria-hidden="true"><circle {circle}{number}</g>'
    host = f'<circle class="at" cx="{x}" cy="{geometry(mark.host_y)}" r="6"/>' if mark.host_y else ""
    title = f"<title>{mark.number}: {escape(mark.thing.words)}</title>"
    return f'<a href="{escape(mark.thing.address)}">{title}<circle class="{mark.state}" {circle}{number}{host}</a>'
