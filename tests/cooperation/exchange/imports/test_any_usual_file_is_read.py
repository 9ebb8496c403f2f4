"""A file is read as colleagues and spreadsheets write it, or refused with a sentence."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from cooperation.domain.hangul import has_hangul
from cooperation.exchange.imports import delimited, reading, sheet, workbook
from cooperation.exchange.imports.kinds.agreements import AGREEMENTS
from cooperation.exchange.imports.sheet import Unreadable

from .conftest import as_csv, packed

TITLES = {
    "utf-8": "황사 공동 대응에 관한 각서 – Côte d’Ivoire",
    "utf-8-sig": "황사 공동 대응에 관한 각서 – Côte d’Ivoire",
    "utf-16": "황사 공동 대응에 관한 각서 – Côte d’Ivoire",
    "utf-16-le": "Agreement on 황사",
    "utf-16-be": "Agreement on 황사",
    "utf-32": "Agreement on 황사",
    "cp1252": "Convention générale – Côte d’Ivoire “A”",
    "cp949": "한국과 중국의 환경협력에 관한 양해각서",
    "euc-kr": "황사 공동 대응에 관한 각서",
    "cp932": "日本と韓国の環境協力に関する協定",
}


def read(data, **options):
    table = reading.read(AGREEMENTS, data, **options)
    return table.columns, table.rows, table.notes


def cells(data, **options):
    return [row.cells for row in read(data, **options)[1]]


@pytest.mark.parametrize("encoding", TITLES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_is_found_out(encoding, delimiter):
    rows = [["title", "reference", "summary"], [TITLES[encoding], "K-1", 'one, two; three | "four"\nfive']]
    [row] = cells(as_csv(rows, delimiter=delimiter, encoding=encoding))
    title = "title_ko" if has_hangul(TITLES[encoding]) else "title"
    assert row == {title: TITLES[encoding], "reference": "K-1", "summary": 'one, two; three | "four"\nfive'}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("제목,일시\n뷁 똠방각하 펲시 회의,2012년\n", "cp949"),
        ("관리번호,회의명\n1,제14차 한ㆍ중ㆍ일 환경장관회의 결과\n", "cp949"),
        ("编号,标题\n1,中国环境保护部长会议在北京举行的第三次会议\n", "gb18030"),
        ("番号,会議名\n1,日中韓三カ国環境大臣会合が東京で開催された\n", "cp932"),
        ("編號,標題\n1,環境保護部長會議在臺北舉行的第三次會議\n", "big5"),
        ("Título,Année\nRéunion des ministres à Genève,été\n", "cp1252"),
    ],
)
def test_korean_is_told_from_other_old_encodings(text, encoding):
    assert delimited.encoding_of(text.encode(encoding)) == encoding


def test_it_is_said_how_the_file_was_read():
    _columns, _rows, [note, *_more] = read(
        as_csv([["title"], ["Accord général été"]], delimiter=";", encoding="cp1252")
    )
    assert note == "Read as Windows-1252. Separator: comma."


def test_the_encoding_may_be_chosen():
    data = as_csv([["title"], ["Ä"]], encoding="cp1252")
    assert cells(data, encoding="cp1252") == [{"title": "Ä"}]
    chinese = as_csv([["title"], ["中韩环境合作谅解备忘录"]], encoding="gb18030")
    assert cells(chinese, encoding="gb18030") == [{"title": "中韩环境合作谅解备忘录"}]
    with pytest.raises(Unreadable, match=r"Line 2 is not in the encoding UTF-8\. Choose another one below\."):
        read(data, encoding="utf-8")


def test_a_file_with_a_row_for_each_party_has_each_agreement_once():
    rows = [
        ["Title", "Treaty number", "Ratified by"],
        *(["Seas", "K-1", party] for party in ("Korea", "China", "Japan")),
    ]
    rows += [["Lakes", "K-2", "Korea"], ["Seas", "", "Korea"], ["Seas", "", "China"], ["Seas again", "K-1", "Korea"]]
    _columns, found, notes = read(as_csv(rows))
    assert [row.number for row in found] == [2, 5, 6, 7, 8]
    assert "2 rows repeat another one in all columns that are read. They are left out." in notes


def test_the_line_by_which_excel_names_the_delimiter_is_no_row():
    assert cells(b"sep=;\r\ntitle;reference\r\nA, B;K-1\r\n") == [{"title": "A, B", "reference": "K-1"}]


def test_headers_are_known_by_code_and_label_and_by_the_names_of_the_exports():
    columns, _rows, notes = read(as_csv([["TITLE", "Entry into force", "topic_slugs", "url", "date_first"], ["A"]]))
    assert columns == ["title", "in_force_on", "topics"]
    assert notes[1:] == [
        "These columns are left out: url, date_first.",
        "Without the columns Kind, nothing new can be added.",
    ]


def test_empty_lines_are_no_rows_and_rows_keep_the_numbers_of_the_spreadsheet():
    _columns, rows, _notes = read(b"title,reference\n,\nA,1\n\n\nB,2\n")
    assert [row.number for row in rows] == [3, 6]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"title,kind\n", "The file has no rows below its header."),
        (b"colour\nblue\n", "The file has no columns that the registry knows. Its first row is: colour."),
        (b'title,kind\n"A,mou\nB,mou\n', "Line 3 is not valid CSV"),
        (b'title,kind\n"A"B,mou\n', "Line 2 is not valid CSV"),
        (b"PK\x03\x04 nothing", "The file is damaged, or it is not XLSX."),
        (b"\xd0\xcf\x11\xe0 old", "This is an old Excel file (XLS), or it has a password."),
        (b"title\n" + b"a\n" * (sheet.MOST_ROWS + 1), "The file has more than 50,000 rows. Split the file."),
        (b"a" * (sheet.MOST_BYTES + 1), "The file has more than 20 MB."),
        (",".join(f"c{number}" for number in range(300)).encode(), "The file has more than 200 columns."),
        (b"sep=:\ntitle:kind\nA:mou\n", "The first line of the file is “sep=:”. After “sep=” it must have a comma"),
        (b"sep=\ntitle,kind\nA,mou\n", "The first line of the file is “sep=”."),
        (b'sep="\ntitle,kind\nA,mou\n', 'The first line of the file is “sep="”.'),
        (b"sep= \ntitle kind\nA mou\n", "The first line of the file is “sep= ”."),
        ("sep=é\ntitleékind\nAémou\n".encode(), "The first line of the file is “sep=é”."),
        ("sep=é\ntitleékind\nAémou\n".encode("utf-16"), "The first line of the file is “sep=é”."),
        (b"sep=", "The first line of the file is “sep=”."),
        (b"title,kind\n" + b"a" * 1_100_000 + b",mou\n", "Line 2 is not valid CSV"),
    ],
    ids=range(19),
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, words):
    with pytest.raises(Unreadable) as refusal:
        read(data)
    assert words in str(refusal.value)


def test_a_cell_too_many_and_a_nul_are_said_of_their_row():
    _columns, rows, _notes = read(b"title,kind\nA,mou,more\nB\x00C,mou\nD\n")
    assert [row.problems for row in rows] == [
        [("", "", "The row has more cells than the header.")],
        [("title", "BC", "The cell has a character that cannot be stored (NUL).")],
        [],
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_may_be_chosen(encoding):
    data = as_csv([["title"], ["황사 공동 대응에 관한 각서"]], encoding=encoding)
    assert cells(data, encoding="utf-16") == [{"title_ko": "황사 공동 대응에 관한 각서"}]
    with pytest.raises(Unreadable, match="Line 3 is not in the encoding UTF-16"):
        read(data + b"\xd8\xd8\xd8\xd8\x00", encoding="utf-16")


@pytest.mark.parametrize("encoding", ["", *delimited.ENCODINGS])
@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 40, b"\xff\xfe\x00", b"title\n\x81\x8d\x8f\x90\x9d", b"\x00" * 50, b"a\x00\xd8\x00\xd8\x00"],
)
def test_no_bytes_break_it(data, encoding):
    try:
        told = read(data, encoding=encoding)
    except Unreadable as refusal:
        told = str(refusal)
    assert told


def book(*rows, formats=None):
    made = Workbook()
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = made.active.cell(number, place, value)
            if (number, place) in (formats or {}):
                cell.number_format = formats[number, place]
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_workbook_is_read_as_it_shows_itself():
    dates = [date(2012, 5, 4), datetime(2012, 5, 1), datetime(2012, 1, 1), datetime(2012, 5, 4, 10, 30)]
    formats = {(2, 3): "yyyy-mm-dd", (2, 4): "mmm-yy", (2, 5): "yyyy", (2, 6): "yyyy-mm-dd hh:mm"}
    header = ["title", "reference", "signed_on", "adopted_on", "in_force_on", "expires_on", "terminated_on"]
    [row] = cells(book(header, ["A", 1012, *dates, 2013.0], formats=formats))
    assert row == {
        "title": "A",
        "reference": "1012",
        "signed_on": "2012-05-04",
        # Typed as "May 2012" and "2012": a spreadsheet keeps a day that nobody wrote.
        "adopted_on": "2012-05",
        "in_force_on": "2012",
        "expires_on": "2012-05-04T10:30:00",
        "terminated_on": "2013",
    }


def test_formulas_and_errors_are_wrong_cells_and_not_calculated():
    _columns, [row], _notes = read(book(["title", "reference", "summary"], ["=1+1", "#N/A", "x" * 32767]))
    assert row.problems[0] == ("title", "=1+1", "A formula is not calculated here. Paste its value.")
    assert row.problems[1] == ("reference", "#N/A", "The spreadsheet shows an error here.")
    assert row.problems[2][2] == "The text is as long as a cell can be: the spreadsheet may have cut it off."


def test_the_sheet_is_found_whose_header_fits():
    made = Workbook()
    made.active.append(["Notes"])
    rows = made.create_sheet("Treaties")
    rows.append(["title", "reference"])
    rows.append(["A", "K-1"])
    buffer = io.BytesIO()
    made.save(buffer)
    _columns, [row], notes = read(buffer.getvalue())
    assert row.cells == {"title": "A", "reference": "K-1"}
    assert notes[0] == "Read from the sheet “Treaties”."


def test_entities_of_a_stranger_s_file_are_not_expanded():
    good = zipfile.ZipFile(io.BytesIO(book(["title"], ["A"])))
    parts = {name: good.read(name) for name in good.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    name = "xl/worksheets/sheet1.xml"
    parts[name] = bomb + parts[name].partition(b"?>")[2] if b"?>" in parts[name] else bomb + parts[name]
    with pytest.raises(Unreadable):
        read(packed(parts))


def test_a_damaged_workbook_is_refused():
    data = bytearray(book(["title"], *([f"A {number}"] for number in range(2000))))
    for place in range(len(data) // 3, len(data) // 3 + 400):
        data[place] ^= 0xFF
    with pytest.raises(Unreadable):
        read(bytes(data))


def test_a_cell_that_looks_like_a_formula_goes_out_and_comes_back_as_text():
    for text in ("=1+1", "-5 degrees", "@home", "+1", "'=1", "''=1", "'tis", "\tx"):
        rows = [["title", "reference"], [text, "K-1"]]
        for data in (b"".join(delimited.write(rows)), workbook.write("rows", rows, [10])):
            assert cells(data) == [{"title": text, "reference": "K-1"}]
    assert b"'=1+1" in b"".join(delimited.write([["=1+1"]]))


def test_a_workbook_without_a_known_column_waits_until_its_columns_are_assigned():
    rows = [["Instrument", "Colour"], ["Rivers", "blue"]]
    table = reading.read(AGREEMENTS, workbook.write("rows", rows, [10]))
    assert (table.rows, table.is_identified) == ([], False)
    assert [(each["text"], each["column"], each["examples"]) for each in table.headers] == [
        ("Instrument", "", ["Rivers"]),
        ("Colour", "", ["blue"]),
    ]
    table = reading.read(AGREEMENTS, workbook.write("rows", rows, [10]), choices={"columns": {"0": "title"}})
    assert [row.cells for row in table.rows] == [{"title": "Rivers"}]
