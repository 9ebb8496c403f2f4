"""Read the rows of a file into the columns of a template, and say how they were read."""

from collections import Counter
from dataclasses import dataclass, field
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions.translated import FIRST

from ...domain.hangul import has_hangul
from . import delimited, headers, workbook
from .columns import Date
from .date_order import Orders
from .kind import Kind
from .row import Row
from .sheet import MOST_BYTES, MOST_ROWS, MOST_TEXT, Sheet, Unreadable, too_many_rows

EXAMPLES = 3  # values of a column, to show what it holds
LONGEST_EXAMPLE = 60


@dataclass
class Table:
    """A file as it was read: its headers, the template's column of each (or ""), rows, and notes for the user.

    There are no rows if `twice` or `is_identified` says that the user has to assign columns first. `twice` are
    messages by the place of the column.
    """

    texts: list[str]
    names: list[str]
    examples: list[list[str]]
    twice: dict[int, str]
    is_identified: bool
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dates: dict[str, Orders] = field(default_factory=dict)
    divided: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Return the columns of its rows: those of the file, and those that texts in another language belong to."""
        return [*(name for name in self.names if name), *self.divided.values()]

    @property
    def headers(self) -> list[dict]:
        """Return the columns of the file as `Upload.headers` stores them."""
        columns = zip(self.texts, self.names, self.examples, strict=True)
        return [{"text": text, "column": name, "examples": examples} for text, name, examples in columns]


def read(
    kind: Kind, data: bytes, encoding: str = "", choices: dict | None = None, remembered: dict | None = None
) -> Table:
    """Read a file. `choices` are those of `Upload.choices`, `remembered` those of headers.py. Raises Unreadable."""
    choices = choices or {}
    if len(data) > MOST_BYTES:
        words = _("The file has more than %(most)s MB. Split the file, or leave out columns that it does not need.")
        raise Unreadable(words % {"most": MOST_BYTES // 1024**2})
    if workbook.is_workbook(data):
        sheet = workbook.read(data, kind.knows)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old Excel file (XLS), or it has a password. Save it as XLSX or CSV."))
    else:
        sheet = delimited.read(data, kind.knows, encoding)
    texts = [normalize("NFC", text.replace("\x00", "")) for text in sheet.header]
    if len(texts) < 2 and not any(map(kind.knows, texts)):
        words = _("The file has no columns that the registry knows. Its first row is: %(header)s.")
        raise Unreadable(words % {"header": ", ".join(texts)[:300]})
    names = headers.assigned(kind, texts, choices.get("columns", {}), remembered or {})
    table = Table(texts, names, [[] for _text in texts], headers.twice(kind, texts, names), False, notes=sheet.notes)
    given = [*names, *choices.get("values", {})]
    table.is_identified = headers.is_identified(kind, given)
    table.divided = headers.divided(kind, texts, names)
    table.dates = {name: Orders() for name in table.columns if isinstance(kind.by_name[name], Date)}
    _read_lines(kind, sheet, table, choices.get("values", {}))
    if table.twice or not table.is_identified:
        table.rows.clear()
    _divide(kind, table)
    _explain(kind, table, given)
    return table


def _divide(kind, table):
    """Move Korean texts to the column of their language, where the header does not say which language it is."""
    for name, korean in list(table.divided.items()):
        if any(has_hangul(row.cells[name]) for row in table.rows):
            for row in table.rows:
                text = row.cells.pop(name)
                row.cells[name if text.strip() and not has_hangul(text) else korean] = text
            header = table.texts[table.names.index(name)].strip()
            words = _("“%(header)s” does not name a language: texts in Hangul are read as %(column)s.")
            table.notes.append(words % {"header": header, "column": kind.by_name[korean].label})
        else:
            del table.divided[name]
    # Exports of the registry repeat the Korean text where there is no English one.
    for name in table.names:
        others = kind.by_name[name].texts[1:] if name and kind.by_name[name].language == FIRST else ()
        for other in set(others) & set(table.names):
            for row in table.rows:
                if has_hangul(row.cells[name]) and row.cells[name] == row.cells[other]:
                    del row.cells[name]


def _read_lines(kind, sheet: Sheet, table: Table, values):
    columns = {place: kind.by_name[name] for place, name in enumerate(table.names) if name}
    example = {each.name: each.example for each in kind.columns if each.example}
    is_example, is_explained, nothing, size = False, False, Counter(), 0
    named, repeated = set(), 0
    waiting = set(range(len(table.texts)))
    for line in sheet.lines:
        for place in list(waiting):
            _show(table.examples[place], line.cells[place])
            if len(table.examples[place]) == EXAMPLES:
                waiting.remove(place)
        line.cells = [each if each.isascii() else normalize("NFC", each) for each in line.cells]
        cells = {each.name: line.cells[place] for place, each in columns.items()}
        if not (table.rows or is_explained) and len(columns) > 1 and _is_explanation(kind, cells):
            is_explained = True
            continue
        if {key: text for key, text in cells.items() if text.strip()} == example:
            is_example = True
            continue
        if len(table.rows) >= MOST_ROWS:
            raise too_many_rows()
        size += sum(map(len, cells.values()))
        if size > MOST_TEXT:
            words = _("The file has more than %(most)s characters of text. Split the file.")
            raise Unreadable(words % {"most": f"{MOST_TEXT:,}"})
        for each in columns.values():
            if each.says_nothing(cells[each.name]):
                nothing[cells[each.name].strip()] += 1
                cells[each.name] = ""
            elif each.name in table.dates:
                table.dates[each.name].see(line.number, cells[each.name])
        if any(cells.get(name, "").strip() for name in ("slug", "reference")):
            if (known := tuple(cells.values())) in named:
                repeated += 1
                continue
            named.add(known)
        row = Row(line.number, {**values, **cells})
        for place, reason in line.refusals.items():
            if place >= len(table.texts) or place in columns:
                row.refuse(columns[place].name if place in columns else "", reason)
        table.rows.append(row)
    if is_example:
        table.notes.append(_("The example row of the template was left out."))
    if is_explained:
        table.notes.append(_("The row of the template that names the columns was left out."))
    if repeated:
        words = ngettext(
            "%(count)s row repeats another one in all columns that are read. It is left out.",
            "%(count)s rows repeat another one in all columns that are read. They are left out.",
            repeated,
        )
        table.notes.append(words % {"count": f"{repeated:,}"})
    if nothing:
        found = (_("“%(value)s” (%(count)s)") % {"value": text, "count": n} for text, n in nothing.most_common(10))
        table.notes.append(_("Read as empty cells: %(values)s.") % {"values": ", ".join(found)})
    if not table.rows:
        raise Unreadable(_("The file has no rows below its header."))


def _is_explanation(kind, cells):
    """Return whether each cell names its own column, as in the second row of a template in another language."""
    return all(not text.strip() or kind.column_of(text) is kind.by_name[name] for name, text in cells.items()) and any(
        text.strip() for text in cells.values()
    )


def _show(examples, cell):
    text = " ".join(cell.split())
    text = text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"
    if text and text not in examples:
        examples.append(text)


def _explain(kind, table, given):
    if unknown := headers.left_out(table.texts, table.names):
        words = ngettext("This column is left out: %(names)s.", "These columns are left out: %(names)s.", len(unknown))
        table.notes.append(words % {"names": ", ".join(unknown[:20])[:600]})
    if headers.names_sessions(kind, given):
        table.notes.append(_("Sessions without a title are named after their series and their number or year."))
    if missing := headers.missing(kind, given):
        words = _("Without the columns %(names)s, nothing new can be added.")
        table.notes.append(words % {"names": ", ".join(map(kind.shown, missing))})
