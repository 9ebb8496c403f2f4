"""The parts of pages that can be embedded (iframes.py)."""

from dataclasses import dataclass

LIST, TIMELINE, LEDGER = "list", "timeline", "ledger"
HEIGHTS = {LIST: 600, TIMELINE: 480, LEDGER: 600}  # pixels


@dataclass(frozen=True)
class Embed:
    """A part of a page for an iframe: its title, its name on the page, its path, and that of the full page."""

    part: str
    title: str
    label: str
    path: str
    page: str

    @property
    def height(self) -> int:
        return HEIGHTS[self.part]
