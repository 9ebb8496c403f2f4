"""A list as XLSX: typed cells that spreadsheets sort and add, and a sheet that says what the file is."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cooperation.exchange.exports import xlsx
from tests.cooperation.filters.reading import LISTS, Sheet
from tests.factories import (
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_phase,
    make_project,
    make_source,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db


class Book:
    """The file as a spreadsheet reads it."""

    def __init__(self, address):
        self.response = Client().get(address)
        assert self.response.status_code == 200, (address, self.response.status_code)
        self.book = load_workbook(io.BytesIO(b"".join(self.response.streaming_content)))
        self.sheet, self.about = self.book.worksheets
        self.header, *self.lines = self.sheet.iter_rows()

    @property
    def names(self):
        return [cell.value for cell in self.header]

    @property
    def rows(self):
        return [dict(zip(self.names, line, strict=True)) for line in self.lines]

    @property
    def facts(self):
        return {name: value for name, value in self.about.iter_rows(max_col=2, values_only=True) if name}


def test_cells_have_the_type_of_their_value():
    make_meeting(
        "TEMM 14",
        start="2012-05-04",
        end="2012-05",
        ordinal=14,
        mechanism=make_mechanism("TEMM"),
        is_participant_count_approximate=True,
        participant_count=200,
        countries=[make_country("CHN"), make_country("JPN")],
    )
    book = Book("/meetings.xlsx")
    assert book.response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    today = timezone.localdate().isoformat()
    assert book.response["Content-Disposition"] == f'attachment; filename="meetings-{today}.xlsx"'
    (row,) = book.rows
    assert (row["start"].value, row["start"].is_date) == (datetime(2012, 5, 4), True)
    assert row["start"].number_format == "yyyy-mm-dd"
    assert (row["end"].value, row["end"].data_type) == ("2012-05", "s")
    assert row["end_first"].value == datetime(2012, 5, 1)
    assert (row["ordinal"].value, row["participant_count"].value) == (14, 200)
    assert row["is_participant_count_approximate"].value is True
    assert row["country_names"].value == "China; Japan"
    assert row["summary"].value is None
    changed = row["updated_at"].value
    assert abs(timezone.make_aware(changed) - timezone.now()) < timedelta(minutes=5), "in the zone of the registry"


def test_values_that_a_spreadsheet_cannot_hold_are_text():
    assert xlsx.value(date(1899, 12, 31)) == "1899-12-31"
    assert xlsx.value("a\x0bb\ufffec") == "a b c"
    cut = xlsx.value("a" * 40_000)
    assert (len(cut), cut[-1]) == (32_767, "…")


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "#REF!", "=", "\t=1"])
def test_a_text_that_looks_like_a_formula_stays_text(title):
    make_meeting(title, slug="formula")
    cell = Book("/meetings.xlsx").rows[0]["title"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (title, "s", True)


@pytest.mark.parametrize("name", [*LISTS, "regions", "countries", "topics", "sources"])
@pytest.mark.parametrize("columns", ["full", "short"])
@pytest.mark.usefixtures("demo_fixtures")
def test_it_has_the_columns_and_rows_of_the_csv(name, columns):
    settle()
    book, sheet = Book(f"/{name}.xlsx?columns={columns}"), Sheet(f"/{name}.csv?columns={columns}")
    assert book.names == sheet.header
    assert len(set(book.names)) == len(book.names)
    addresses = "url" if columns == "full" else "Address"
    assert [row[addresses].value for row in book.rows] == [row[addresses] for row in sheet.rows]
    assert [name for name, *_rest in book.about.iter_rows(values_only=True)][-len(book.names) :] == book.names


def test_the_header_stays_in_view_and_filters_the_rows():
    make_meeting("A title that is longer than most")
    make_meeting()
    book = Book("/meetings.xlsx")
    assert book.sheet.freeze_panes == "A2"
    assert book.sheet.auto_filter.ref == f"A1:{book.header[-1].column_letter}3"
    assert all(cell.font.bold for cell in book.header)
    title = book.header[book.names.index("title")]
    assert 32 < book.sheet.column_dimensions[title.column_letter].width < 40
    assert max(each.width for each in book.sheet.column_dimensions.values()) <= 62


def test_the_second_sheet_says_what_the_file_is():
    make_meeting("A", countries=[make_country("VNM")], start="2012")
    make_meeting("B", countries=[make_country("CHN")], start="2012")
    make_meeting("C", countries=[make_country("CHN")], start="2013")
    settle()
    query = "country=china&country=vietnam&year=2012"
    book = Book(f"/meetings.xlsx?{query}")
    facts = book.facts
    assert facts["List"] == "Meetings: China, Vietnam, 2012"
    assert (facts["Filter: Country"], facts["Filter: Year"]) == ("China or Vietnam", "2012")
    assert facts["Number of rows"] == 2
    assert facts["Address"] == f"http://testserver/meetings/?{query}"
    (when,) = (value for name, value in facts.items() if name.startswith("Date and time"))
    assert abs(timezone.make_aware(when) - timezone.now()) < timedelta(minutes=5)
    assert facts["Publisher"] == "Ministry of Examples, Cooperation registry"
    assert facts["start"] == "Start: a year, a month or a day (ISO 8601)"
    assert "none" in Book("/meetings.xlsx").facts["Filters"]


def test_the_second_sheet_names_the_licence(settings):
    facts = Book("/meetings.xlsx").facts
    assert facts["Licence of data and text"] == settings.DATA_LICENCE.name
    assert facts["Text of the licence"] == settings.DATA_LICENCE.url


def test_a_demonstration_is_not_a_publication_of_the_owner(settings):
    settings.DEMONSTRATION = True
    words = Book("/meetings.xlsx").facts["Publisher"]
    assert words == f"{settings.SITE_NAME}, Demonstration, not a publication of the {settings.OWNER}"


def test_a_list_that_is_too_long_is_offered_as_csv(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)
    china = make_country("CHN")
    make_meeting(countries=[china])
    make_meeting(countries=[china])
    settle()
    for address in ("meetings.{}?country=china", "countries/china.{}?from=&to="):
        response = Client().get(f"/{address.format('xlsx')}")
        assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert response.content.decode().splitlines() == [
            "The list was not exported.",
            f"An Excel file has at most 1 rows, and the list has 2. Download it as CSV: http://testserver/"
            f"{address.format('csv')}",
        ]
    assert len(Book("/meetings.xlsx?country=china&q=nothing").rows) == 0


def test_an_empty_list_has_its_header():
    book = Book("/meetings.xlsx")
    assert (book.names[0], book.lines, book.facts["Number of rows"]) == ("url", [], 0)


@pytest.mark.parametrize("address", ["countries/vietnam", "regions/south-east-asia", "topics/dust"])
def test_everything_about_one_object(address):
    vietnam, dust = make_country("VNM"), make_topic("Dust")
    make_project("Forest", countries=[vietnam], topics=[dust])
    make_meeting("Talks", countries=[vietnam], topics=[dust], start="2012-05-04")
    settle()
    book = Book(f"/{address}.xlsx?from=2000")
    assert [(row["kind"].value, row["title"].value) for row in book.rows] == [("meeting", "Talks")]
    assert book.rows[0]["date"].value == datetime(2012, 5, 4)
    assert book.facts["Filter: From"] == "2000"
    assert len(Book(f"/{address}.xlsx").rows) == 2


def test_no_temporary_file_is_left(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    make_meeting()
    Book("/meetings.xlsx")
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr(xlsx, "_explain", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Book("/meetings.xlsx")
    assert not list(Path(tmp_path).iterdir())


def test_amounts_are_text_because_each_has_its_currency():
    make_phase(make_project("Forest"), amount="300000", currency="USD")
    make_citation(make_project("Other"), source=make_source("Report", slug="report"))
    book = Book("/projects.xlsx?sort=title")
    assert [row["amounts"].value for row in book.rows] == ["300000.00 USD", None]
    assert [row["source_urls"].value for row in book.rows] == [None, "http://testserver/sources/report/"]
