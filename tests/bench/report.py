"""Results: stored as JSON for each size, printed as a table."""

import json
from pathlib import Path

COLUMNS = (
    ("p50 ms", "p50", "{:.1f}"),
    ("p95 ms", "p95", "{:.1f}"),
    ("statements", "statements", "{:.0f}"),
    ("SQL ms", "sql", "{:.2f}"),
    ("CPU ms", "cpu", "{:.1f}"),
    ("after a change ms", "changed", "{:.1f}"),
    ("CPU ms", "changed_cpu", "{:.1f}"),
    ("HTML kB", "kilobytes", "{:.0f}"),
)
RATIOS = (("p50 ÷ S", "p50"), ("CPU ÷ S", "cpu"))
LEGEND = (
    "Each address was asked once, over one connection. CPU is that of server and database together. “After a change”: "
    "the median of the first requests after a published change. HTML is the longest page, not compressed."
)


def keep(folder: Path, size: str, results: dict) -> None:
    """Store the results of a size: {kind: figures, or the reason why there are none}."""
    (folder / f"{size}.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))


def kept(folder: Path, size: str) -> dict:
    """Return the results of a size, if it was measured."""
    path = folder / f"{size}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def table(results: dict, smallest: dict, markdown: bool) -> str:
    """Return the figures as a table, with their ratio to those of size S."""
    heads = ["page", *(head for head, _, _ in COLUMNS)]
    heads += [head for head, _ in RATIOS] if smallest else []
    rows = [[name, *_cells(figures, smallest.get(name), len(heads) - 1)] for name, figures in results.items()]
    if markdown:
        lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = []
    for name, *cells in [heads, *rows]:
        numbers = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        lines.append("  ".join([name.ljust(widths[0]), *numbers]).rstrip())
    return "\n".join(lines)


def _cells(figures, of_smallest, number):
    if isinstance(figures, str):
        return [figures, *[""] * (number - 1)]
    cells = [form.format(figures[name]) if figures[name] is not None else "–" for _, name, form in COLUMNS]
    for _, name in RATIOS[: number - len(cells)]:
        was = of_smallest.get(name) if isinstance(of_smallest, dict) else None
        cells.append(f"{figures[name] / was:.1f}" if was and figures[name] is not None else "–")
    return cells
