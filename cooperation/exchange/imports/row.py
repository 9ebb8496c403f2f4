"""One row of a file that is imported."""

from dataclasses import dataclass, field
from typing import Any

from ...domain.choices import RowState

EMPTY = object()  # the value of an empty cell


@dataclass(slots=True)
class Row:
    """One row of the file: its cells by column, its problems, and what it would do."""

    number: int
    cells: dict[str, str]
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    moved: dict[str, set[int]] = field(default_factory=dict)
    thing: Any = None
    is_new: bool = False
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    record: int | None = None
    version: int | None = None
    label: str = ""
    made: set[str] = field(default_factory=set)  # columns with a proposed text, which only a new row keeps
    marks: list[tuple] = field(default_factory=list)

    def refuse(self, column: str, reason: str) -> None:
        """Record a problem of a cell; "" is the row as a whole."""
        self.problems.append((column, self.cells.get(column, ""), reason))

    def doubt(self, column: str, reason: str) -> None:
        """Record a warning, which does not block the import."""
        self.warnings.append((column, self.cells.get(column, ""), reason))

    @property
    def state(self) -> RowState:
        if self.problems:
            return RowState.WRONG
        if self.is_new:
            return RowState.NEW
        return RowState.CHANGED if self.changes else RowState.UNCHANGED

    @property
    def target(self) -> int | None:
        return self.thing.pk if self.thing is not None and not self.is_new else None
