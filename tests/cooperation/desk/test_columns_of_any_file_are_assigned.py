"""A file from another program has other headers: the page assigns them, and remembers."""

import re

import pytest

from cooperation.models import Agreement, Meeting, RememberedChoice
from tests import factories as f

from .test_staff_import_in_the_admin import editor, here, send, signed_in, text, told  # noqa: F401

pytestmark = pytest.mark.django_db
TREATIES = [
    {"Instrument": "Rivers", "Class": "treaty", "Day it was signed": "4 May 2012", "Shelf": "B 12"},
    {"Instrument": "Lakes", "Class": "treaty", "Day it was signed": "5 May 2012", "Shelf": "B 13"},
]


def columns(page):
    """What each column of the file is read as, by its header."""
    return {each["text"]: each["column"] for each in page.context["upload"].headers}


def assign(client, page, **chosen):
    """Send the form of the columns: the headers in `chosen`, with underscores for spaces, get new names."""
    upload = page.context["upload"]
    sent = {f"column-{place}": each["column"] for place, each in enumerate(upload.headers)}
    for place, each in enumerate(upload.headers):
        sent[f"column-{place}"] = chosen.get(each["text"].replace(" ", "_"), each["column"])
    sent |= {name: code for name, code in chosen.items() if name.startswith("value-")}
    return client.post(here(page), {"_columns": "1", **sent}, follow=True)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *[(header, "host_country") for header in ("Host country", "HOST_COUNTRY", "host-country", "HostCountry")],
        (" Other  names ", "other_names"),
    ],
)
def test_a_name_is_read_with_and_without_underscores_spaces_and_capitals(editor, header, name):  # noqa: F811
    page = send(editor, [{"Title": "Forum", header: ""}], kind="meetings")
    assert columns(page)[header] == name


def test_a_file_without_a_known_column_asks_what_its_columns_are(editor):  # noqa: F811
    page = send(editor, TREATIES)
    shown = text(page)
    words = "No column is read as one of these: Slug, Reference, Title, Title (Korean). Choose"
    assert words in shown
    assert "4 are not read" in shown
    assert "Rivers<br>Lakes" in shown
    assert "Import 2 rows" not in shown
    refused = editor.post(here(page), follow=True)
    assert told(refused) == "First choose what the columns of the file are."
    page = assign(editor, page, Instrument="title", Class="kind", Day_it_was_signed="signed_on")
    assert "Import 2 rows" in text(page)
    assert "This column is left out: Shelf." in text(page)
    editor.post(here(page))
    assert list(Agreement.objects.order_by("title").values_list("title", "kind", "signed_on")) == [
        ("Lakes", "treaty", "2012-05-05"),
        ("Rivers", "treaty", "2012-05-04"),
    ]


def test_the_next_file_with_these_headers_needs_no_choice(editor):  # noqa: F811
    page = send(editor, TREATIES)
    assign(editor, page, Instrument="title", Class="kind", Day_it_was_signed="signed_on")
    page = send(editor, [{"DAY it was signed": "2013", "instrument": "Seas", "Class": "treaty"}])
    assert columns(page) == {"DAY it was signed": "signed_on", "instrument": "title", "Class": "kind"}
    assert page.context["upload"].rows.get().state == "new"
    other = send(editor, [{"Title": "Forum", "Instrument": "x"}], kind="meetings")
    assert columns(other)["Instrument"] == "", "remembered for one kind of row"
    page = assign(editor, page, instrument="", Class="title")
    assert not RememberedChoice.objects.filter(text="instrument").exists()


def test_two_columns_of_one_name_are_an_error_beside_the_choice(editor):  # noqa: F811
    page = send(editor, [*TREATIES])
    page = assign(editor, page, Instrument="title", Class="title", Shelf="reference")
    shown = text(page)
    assert "“Class” is read as Title too. Choose one of the two." in shown
    assert "“Instrument” is read as Title too. Choose one of the two." in shown
    assert re.findall(r'name="([^"]*)" id="[^"]*" aria-invalid="true"', shown) == ["column-0", "column-1"]
    assert '<option value="reference" selected>' in shown, "what was chosen stays"


def test_a_header_that_occurs_twice_is_asked_about(editor):  # noqa: F811
    page = send(editor, b"title,kind,Title\nRivers,treaty,Lakes\n")
    assert "is read as Title too" in text(page)
    upload = page.context["upload"]
    page = editor.post(
        here(page), {"_columns": "1", "column-0": "title", "column-1": "kind", "column-2": ""}, follow=True
    )
    assert [row.label for row in upload.rows] == ["Rivers"]


def test_a_synonym_does_not_compete_with_the_column_of_that_name(editor):  # noqa: F811
    page = send(editor, [{"Name": "Short", "Title": "Rivers", "Kind": "treaty"}])
    assert columns(page) == {"Name": "", "Title": "title", "Kind": "kind"}


def test_a_needed_field_without_a_column_is_named_and_can_be_one_code_for_all_rows(editor):  # noqa: F811
    page = send(editor, [{"Title": "Rivers"}, {"Title": "Lakes"}])
    assert "Without the columns Kind, nothing new can be added." in text(page)
    assert "Kind of all rows, as the file has no column for it:" in text(page)
    page = assign(editor, page, **{"value-kind": "mou"})
    assert "Without the columns" not in text(page)
    editor.post(here(page))
    assert set(Agreement.objects.values_list("title", "kind")) == {("Rivers", "mou"), ("Lakes", "mou")}


def test_a_list_of_the_sessions_of_one_series_needs_no_titles_and_no_column_of_the_series(editor):  # noqa: F811
    f.make_mechanism("Ministers Meeting on Rivers", acronym="MMR", slug="mmr")
    page = send(
        editor, [{"Session": "1", "Date": "2011", "City": "Seoul"}, {"Session": "2", "Date": "2012"}], "meetings"
    )
    assert "Sessions of a series need no title: choose below what all rows have." in text(page)
    assert "Mechanism of all rows, as the file has no column for it:" in text(page)
    assert "Choose the column that has the title." in text(assign(editor, page, **{"value-mechanism": "unknown"}))
    page = assign(editor, page, **{"value-mechanism": "mmr"})
    assert "Import 2 rows" in text(page)
    editor.post(here(page))
    found = Meeting.objects.order_by("ordinal").values_list("title", "mechanism__slug", "start")
    assert list(found) == [("MMR 1", "mmr", "2011"), ("MMR 2", "mmr", "2012")]


def test_headers_of_databases_are_read_and_the_country_beside_a_city_is_the_host(editor):  # noqa: F811
    page = send(editor, [{"title": "Forum", "city": "Seoul", "country": "Korea", "country_iso3": "KOR"}], "meetings")
    assert columns(page) == {"title": "title", "city": "city", "country": "host_country", "country_iso3": ""}
    page = send(editor, [{"title": "Forum", "city": "Seoul", "country_iso3": "KOR"}], "meetings")
    assert columns(page)["country_iso3"] == "host_country"
    page = send(editor, [{"title": "Forum", "countryshortname": "Korea", "event_id": "1"}], "meetings")
    assert columns(page) == {"title": "title", "countryshortname": "countries", "event_id": ""}
    assert "Is it Reference?" in text(page)


def test_rows_that_are_imported_already_are_not_read_again(editor):  # noqa: F811
    rows = [{"Title": "Rivers", "Kind": "treaty", "Day": "2012"}, {"Title": "Lakes", "Kind": "letter", "Day": "2013"}]
    page = send(editor, rows)
    upload = page.context["upload"]
    editor.post(here(page))
    assert [row.label for row in upload.rows] == ["Lakes"]
    page = assign(editor, page, Day="signed_on")
    assert [row.label for row in upload.rows] == ["Lakes"]
    assert "So far 1 entered" in text(page)


def test_a_file_of_another_person_cannot_be_read_again(editor):  # noqa: F811
    page = send(editor, TREATIES)
    answer = signed_in("Publisher").post(here(page), {"_columns": "1", "column-0": "title"}, follow=True)
    assert "This file is no longer available" in told(answer)
    assert not page.context["upload"].rows.exists()


def test_the_kind_of_meetings_without_such_a_column_is_chosen_for_all(editor):  # noqa: F811
    page = send(editor, [{"Title": "Seoul", "Start": "2012-08-29"}, {"Title": "Bonn"}], kind="meetings")
    assert "Kind of all rows, as the file has no column for it:" in text(page)
    page = assign(editor, page, **{"value-kind": "conference"})
    editor.post(here(page))
    assert set(Meeting.objects.values_list("kind", flat=True)) == {"conference"}
    page = send(editor, [{"Title": "Seoul", "Type": "forum"}], kind="meetings")
    assert "Kind of all rows" not in text(page)
