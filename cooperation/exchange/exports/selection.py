"""The content of a download, as every format gets it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from ...index import Snapshot
from .everything import Everything
from .short import ShortTable
from .table import Table
from .tables import SHORT_FORMS

COLUMNS = "columns"  # the parameter that chooses the columns of a table: "short" or "full"


class Refused(Exception):
    """A format cannot write the selection. The message is a sentence for the reader."""


@dataclass(frozen=True)
class Selection:
    """The rows of a list, or the records of all kinds with one object.

    `ids` are the ids by kind, in order; a list has one kind. `page` is the path of the page that shows the same, with
    its query string, and `title` is its title. `parameters` are those of the request: a format may have its own.
    `origin` is the scheme and host of all addresses. `filters` are the active filters in words, each with its values.
    `path` is the path of the file without its ending. `on` is the day that the list is about, if it is not today.
    """

    table: Table | Everything
    ids: dict[str, Sequence[int]]
    snapshot: Snapshot
    origin: str
    title: str
    page: str
    parameters: QueryDict
    filters: Sequence[tuple[str, list[str]]] = ()
    path: str = ""
    on: date | None = None

    @property
    def day(self) -> date:
        """Return the day for which the rows say what was in force or held: that of the list, else today."""
        return self.on or self.snapshot.day

    def address(self, ending: str, *, without: tuple[str, ...] = (), **more: str) -> str:
        """Return the path of the same rows in the format with this ending, with the parameters of the request.

        `without` are parameters to leave out, `more` are added.
        """
        parameters = self.parameters.copy()
        for name in {*without, *more}:
            parameters.pop(name, None)
        for name, value in more.items():
            parameters[name] = value
        path = f"{self.path}.{ending}"
        return f"{path}?{query}" if (query := parameters.urlencode()) else path

    @property
    def number(self) -> int:
        return sum(map(len, self.ids.values()))

    def tabular(self) -> Table | ShortTable | Everything:
        """Return the table with the columns that the parameter "columns" asks for. Raises Refused."""
        short = SHORT_FORMS.get(self.table.model) if isinstance(self.table, Table) else None
        forms = {"full": self.table, "short": short} if short else {"full": self.table}
        given = {text.strip() for text in self.parameters.getlist(COLUMNS)} - {""} or {"full"}
        if len(given) > 1:
            raise Refused(_("columns: This is given more than once. Enter only one value."))
        (name,) = given
        if name not in forms:
            words = _("columns: “%(name)s” is not a valid value. Use %(forms)s.")
            raise Refused(words % {"name": name[:50], "forms": _(" or ").join(f"“{each}”" for each in forms)})
        return forms[name]

    def chunks(self, table: Table | ShortTable | Everything) -> Iterator[Iterable[list]]:
        """Yield chunks of rows; a row is a list with the value of each column of the table."""
        return table.chunks(self.ids, self.day, self.origin)
