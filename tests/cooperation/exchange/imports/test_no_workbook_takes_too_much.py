"""Whatever is in an XLSX file, it is read or refused in words, and reading it takes less than 256 MB of memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cooperation.exchange.imports import reading, workbook
from cooperation.exchange.imports.kinds.agreements import AGREEMENTS
from cooperation.exchange.imports.sheet import Unreadable

from .conftest import packed

ROOT = Path(__file__).parents[4]
MB = 1024**2
DAMAGED = "The file is damaged, or it is not XLSX."
TOO_MUCH = "Reading the file takes too much memory or time."

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STRINGS, STYLES, SHEET, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"
LINKS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
# The least that a workbook consists of: one sheet with the columns "title" and "kind", and one row.
PARTS = {
    TYPES: f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/{BOOK}" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/{SHEET}" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/{STRINGS}" ContentType="{TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/{STYLES}" ContentType="{TYPE}.styles+xml"/></Types>',
    BOOK: f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
    LINKS: f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="/{SHEET}"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="/{STRINGS}"/>'
    f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="/{STYLES}"/></Relationships>',
    STYLES: f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
    STRINGS: f"<sst {MAIN}><si><t>title</t></si><si><t>kind</t></si><si><t>A</t></si><si><t>mou</t></si></sst>",
    SHEET: f'<worksheet {MAIN}><dimension ref="A1:B2"/><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    '<row><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row></sheetData></worksheet>',
}


def changed(part, old, new):
    """The bytes of the workbook with something else in one part."""
    assert old in PARTS[part]
    return packed(PARTS | {part: PARTS[part].replace(old, new, 1)})


def filled(part, old, more, size):
    """The bytes of the workbook with `more` before `old`, as often as makes `size` MB."""
    return changed(part, old, more * (size * MB // len(more)) + old)


def rows(data):
    return [row.cells for row in reading.read(AGREEMENTS, data).rows]


def test_the_least_workbook_is_read():
    assert rows(packed(PARTS)) == [{"title": "A", "kind": "mou"}]


@pytest.mark.parametrize("number", ["4", "99999999", "-9", "x"])
def test_a_cell_that_names_no_shared_text_is_refused(number):
    with pytest.raises(Unreadable, match=DAMAGED):
        rows(changed(SHEET, "<v>2</v>", f"<v>{number}</v>"))


def test_a_sheet_that_says_that_it_is_huge_is_read():
    assert rows(changed(SHEET, "A1:B2", "A1:XFD1048576")) == [{"title": "A", "kind": "mou"}]


def test_a_row_far_down_and_a_cell_far_right_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 1000)
    far_down = '<row r="999999999"><c t="s"><v>2</v></c></row></sheetData>'
    with pytest.raises(Unreadable, match="The file has more than 50,000 rows"):
        rows(changed(SHEET, "</sheetData>", far_down))
    with pytest.raises(Unreadable, match=DAMAGED):
        rows(changed(SHEET, '<c t="s"><v>2</v>', '<c r="ZZZZZZZZ2" t="s"><v>2</v>'))


def test_a_long_text_that_stands_in_many_cells_is_refused():
    texts = PARTS[STRINGS].replace("</sst>", f"<si><t>{'a' * 30_000}</t></si></sst>")
    row = '<row><c t="s"><v>4</v></c><c t="s"><v>4</v></c></row>'
    data = packed(PARTS | {STRINGS: texts, SHEET: PARTS[SHEET].replace("</sheetData>", f"{row * 49_000}</sheetData>")})
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match="more than 20,000,000 characters"):
        rows(data)


def test_the_process_ends_with_the_reading(monkeypatch):
    started = []

    class Popen(subprocess.Popen):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(workbook.subprocess, "Popen", Popen)
    rows(packed(PARTS))
    monkeypatch.setattr(reading, "MOST_ROWS", 0)
    with pytest.raises(Unreadable, match="Split the file"):
        rows(packed(PARTS))
    assert [each.returncode is not None for each in started] == [True, True]


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_SECONDS", 1)
    with pytest.raises(Unreadable, match=TOO_MUCH):
        rows(filled(SHEET, "</sheetData>", "<row/>", 100))


HOSTILE = {
    "formats of cells": (STYLES, "</cellXfs>", '<xf numFmtId="0"><alignment/><protection/></xf>', 10),
    "shared texts": (STRINGS, "</sst>", "<si><t>A shared text of some length</t></si>", 100),
    "one shared text": (STRINGS, "</t></si></sst>", "a" * 1000, 200),
    "cells of one row": (SHEET, "</row></sheetData>", "<c/>", 100),
    "levels": (SHEET, "</sheetData>", "<x>", 30),
    "one attribute": (SHEET, '"/><sheetData>', "A" * 1000, 200),
    "merged cells": (SHEET, "</worksheet>", '<mergeCell ref="A1:B2"/>', 100),
    "conditional formats": (SHEET, "</worksheet>", '<conditionalFormatting sqref="A1"/>', 100),
    "validations": (SHEET, "</worksheet>", '<dataValidation sqref="A1"/>', 100),
    "blanks": (SHEET, "</worksheet>", " " * 1000, 200),
    "defined names": (BOOK, "</workbook>", '<definedName name="a">A1</definedName>', 100),
    "sheets": (BOOK, "</sheets>", '<sheet name="B" sheetId="1" r:id="r1"/>', 100),
    "links": (LINKS, "</Relationships>", '<Relationship Id="a" Type="b" Target="c"/>', 100),
}
# Prints what becomes of each file, and how much memory its process and that of its reader took.
MEASURE = """
import json, resource, sys
from pathlib import Path
import django
django.setup()
from cooperation.exchange.imports import reading
from cooperation.exchange.imports.kinds.agreements import AGREEMENTS
from cooperation.exchange.imports.sheet import Unreadable

def most_used():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

told = {}
for path in map(Path, sys.argv[1:]):
    data = path.read_bytes()
    before = most_used()
    try:
        told[path.name] = f"{len(reading.read(AGREEMENTS, data).rows)} rows"
    except Unreadable as refusal:
        told[path.name] = str(refusal)
    own = (most_used() - before) / 1024
    readers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert own + readers < 256, (path.name, own, readers)
print(json.dumps(told))
"""


def measured(paths):
    command = [sys.executable, "-c", MEASURE, *map(str, paths)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def test_no_part_of_a_workbook_takes_more_than_256_mb(tmp_path):
    for name, hostile in HOSTILE.items():
        (tmp_path / name).write_bytes(filled(*hostile))
        assert (tmp_path / name).stat().st_size < MB
    told = measured(tmp_path / name for name in HOSTILE)
    assert {name: words for name, words in told.items() if not words.startswith(TOO_MUCH)} == {}


def test_neither_do_the_rows_of_any_file(tmp_path):
    names = [each.name for each in AGREEMENTS.columns]
    cells = [f"\N{EARTH GLOBE EUROPE-AFRICA}{number}" for number in range(len(names) - 1)]
    (tmp_path / "short.csv").write_text(
        "\n".join(map(",".join, [names, *([*cells, str(row)] for row in range(50_000))]))
    )
    long = ["a" * 600 + "é"] * (len(names) - 1)
    (tmp_path / "long.csv").write_text("\n".join(map(",".join, [names, *([*long, str(row)] for row in range(1_000))])))
    row = "".join(f'<c t="s"><v>{number + 4}</v></c>' for number in range(len(names)))
    texts = "".join(f"<si><t>{name}</t></si>" for name in names)
    # Rows that repeat another one are left out, so each has a number of its own in its last cell.
    different = (f"<row>{row[: row.rindex('<c ')]}<c><v>{number}</v></c></row>" for number in range(8_000))
    sheet = PARTS[SHEET].replace("<sheetData>", f"<sheetData><row>{row}</row>" + "".join(different))
    made = packed(PARTS | {SHEET: sheet, STRINGS: PARTS[STRINGS].replace("</sst>", f"{texts}</sst>")})
    (tmp_path / "many.xlsx").write_bytes(made)
    for name, rows in (("short.csv", 50_000), ("long.csv", 1_000), ("many.xlsx", 8_002)):
        # In a process for each file: the reader of a workbook begins with the memory of the one that starts it.
        assert measured([tmp_path / name]) == {name: f"{rows} rows"}
