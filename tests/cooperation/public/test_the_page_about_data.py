"""`/data/` says what can be downloaded, in which formats and how; what it shows as an example runs."""

import hashlib
import html
import io
import re
import shutil
import zipfile

import pandas as pd
import pytest
from django.test import Client
from django.utils.timezone import localtime

from cooperation.exchange.exports import everything
from cooperation.exchange.package import archive, offer
from cooperation.exchange.package.resources import RESOURCES
from tests.cooperation.exchange.test_projects_in_iati import make_complete
from tests.cooperation.filters.reading import LISTS, Page, Sheet
from tests.factories import make_country, make_meeting, make_project
from tests.settled import settle

pytestmark = pytest.mark.django_db
OTHERS = ("regions", "countries", "topics", "sources")
HOST = "http://testserver"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EXPORT_FOLDER = tmp_path
    return tmp_path


def body_of(address):
    response = Client().get(address.removeprefix(HOST))
    assert response.status_code == 200, address
    return b"".join(response)


def codes(page):
    return [html.unescape(each) for each in re.findall(r"<code>(.*?)</code>", page.html, re.DOTALL)]


def test_every_list_is_there_with_its_number_and_its_formats():
    make_meeting()
    make_meeting(published=False)
    page = Page("/data/")
    for name in (*LISTS, *OTHERS):
        assert f'<a href="/{name}.csv" type="text/csv">' in page.html
        row = re.search(rf'<tr id="{name}">.*?</tr>', page.html, re.DOTALL)[0]
        number = int(re.search(r"</span>([\d,]+)</td>", row)[1].replace(",", ""))
        assert number == len(Sheet(f"/{name}.csv").rows), name
        for address in re.findall(r'href="(/[^"#]*)"', row):
            assert body_of(address), address


def test_it_explains_the_files():
    text = Page("/data/").text
    assert "They have at most 100,000 rows." in text
    assert "add columns=short to the address of the file" in text


def test_every_page_links_to_it():
    for address in ("/", "/about/", "/meetings/"):
        assert '<a href="/data/">' in Page(address).html
    assert '<link rel="alternate" type="application/ld+json" href="/data/catalog.jsonld"' in Page("/data/").html


def test_its_examples_run():
    china, korea = make_country("CHN"), make_country("KOR")
    for year in ("2010", "2012", "2012"):
        make_meeting(start=year, countries=[china, korea])
    make_meeting(start="2011", countries=[korea])
    settle()
    page = Page("/data/")
    address = f"{HOST}/meetings.csv?country=china"
    assert address in codes(page)
    assert f'=IMPORTDATA("{address}")' in codes(page)
    [python] = [each for each in codes(page) if "import pandas" in each]
    printed = []
    reading = {"read_csv": lambda address, **options: pd.read_csv(io.BytesIO(body_of(address)), **options)}
    code = python.replace("pd.read_csv", "read_csv")
    exec(compile(code, "example", "exec"), {**reading, "print": printed.append})  # noqa: S102  our own page
    assert printed[0].to_dict() == {2010: 1, 2012: 2}
    assert len(Page("/meetings/?country=china").rows) == 3
    addresses = {text for code in codes(page) for text in re.findall(rf"{HOST}[^\s\"]*", code)}
    assert {each.partition("?")[0].rpartition(".")[2] for each in addresses} > {"csv", "atom", "ics"}
    for each in addresses:
        assert body_of(each), each


def test_without_the_setting_there_is_no_zip():
    page = Page("/data/")
    assert "This registry does not offer everything in one file." in page.text
    assert "/data/registry.zip" not in page.html
    assert Client().get("/data/registry.zip").status_code == 404


def test_it_says_what_the_parameters_find_and_how_codes_are_read():
    text = Page("/data/").text
    assert "on=2012-05-31" in text
    assert "a meeting may be listed although the country is not recorded as a participant" in text
    assert "version=" in text
    assert "known=" in text
    assert "keep_default_na=False" in text


def test_pandas_keeps_codes_with_the_options_that_the_page_names():
    make_country("NAM", alpha_2="NA", m49_region="002")
    content = body_of("/countries.csv")
    usual = pd.read_csv(io.BytesIO(content)).iloc[0]
    kept = pd.read_csv(io.BytesIO(content), keep_default_na=False, dtype=str).iloc[0]
    assert (pd.isna(usual["alpha_2"]), usual["m49_region"]) == (True, 2)
    assert (kept["alpha_2"], kept["m49_region"]) == ("NA", "002")


def test_the_folder_may_be_empty_or_have_a_broken_zip(folder):
    for content in (None, b"", b"no zip"):
        if content is not None:
            (folder / archive.NAME).write_bytes(content)
        assert "does not offer everything" in Page("/data/").text
        assert Client().get("/data/registry.zip").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_zip_is_offered_with_its_state_size_and_checksum(folder):
    make_meeting()
    state = archive.write(folder, HOST)
    page = Page("/data/")
    offered = offer.offered()
    assert {state.token, offered.checksum} <= set(codes(page))
    assert body_of(f"/api/v1/changes?since={state.token}")
    assert f'curl "{HOST}/api/v1/changes?since={state.token}"' in codes(page)
    assert f"{offered.size:,} bytes" in page.text
    assert f"{localtime(offered.at):%H:%M} KST" in page.text
    response = Client().get("/data/registry.zip")
    content = b"".join(response)
    assert content == (folder / archive.NAME).read_bytes()
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Length"] == str(offered.size)
    assert response["ETag"] == f'"{offered.checksum}"'
    assert response["Link"].endswith('rel="license"')
    assert Client().get("/data/registry.zip", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert "meetings" in offered.rows
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "csv/meetings.csv" in names


@pytest.mark.django_db(transaction=True)
def test_the_zips_of_earlier_months_are_offered(settings, tmp_path):
    assert "Earlier months" not in Page("/data/").text
    settings.ARCHIVE_FOLDER = tmp_path / "archive"
    assert "Earlier months" not in Page("/data/").text
    archive.write(settings.ARCHIVE_FOLDER / "2026-10", HOST)
    for name in ("2026-09", "other"):
        shutil.copytree(settings.ARCHIVE_FOLDER / "2026-10", settings.ARCHIVE_FOLDER / name)
    (settings.ARCHIVE_FOLDER / "2026-08").mkdir()
    addresses = [f"/data/{month}/registry.zip" for month in ("2026-10", "2026-09")]
    assert re.findall(r'href="(/data/[^"]+/registry.zip)"', Page("/data/").html) == addresses
    response = Client().get(addresses[0])
    assert b"".join(response) == (settings.ARCHIVE_FOLDER / "2026-10" / archive.NAME).read_bytes()
    assert response["Content-Disposition"] == 'attachment; filename="registry-2026-10.zip"'
    assert Client().get(addresses[0], headers={"if-none-match": response["ETag"]}).status_code == 304
    for month in ("2026-08", "2026-07", "other", "..", "20261"):
        assert Client().get(f"/data/{month}/registry.zip").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_new_zip_of_the_same_state_is_shown_at_once(folder):
    archive.write(folder, HOST)
    first = offer.offered().checksum
    assert first in codes(Page("/data/"))
    archive.write(folder, "https://other.example")
    second = offer.offered().checksum
    assert second != first
    assert second in codes(Page("/data/"))


@pytest.mark.django_db(transaction=True)
def test_a_request_reads_the_checksum_that_was_written_with_the_zip(folder, monkeypatch):
    archive.write(folder, HOST)
    right = hashlib.sha256((folder / archive.NAME).read_bytes()).hexdigest()
    offer._read.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(archive, "file_digest", lambda *args: pytest.fail("A request read the whole zip."))
        assert offer.offered().checksum == right


@pytest.mark.django_db(transaction=True)
def test_a_checksum_of_another_zip_or_none_is_not_used(folder):
    archive.write(folder, HOST)
    file, beside = folder / archive.NAME, folder / archive.CHECKSUM
    of_another = beside.read_text()
    archive.write(folder, "https://other.example")
    right = hashlib.sha256(file.read_bytes()).hexdigest()
    for content in (of_another, "", "not a checksum", None):
        beside.unlink() if content is None else beside.write_text(content)
        offer._read.cache_clear()
        assert offer.offered().checksum == right, content


@pytest.mark.django_db(transaction=True)
def test_the_projects_that_iati_cannot_have_are_counted(settings):
    make_project(summary="", planned_start="2012-05-04")
    assert "IATI" not in Page("/data/").text
    assert Client().get("/data/iati.xml").status_code == 404
    settings.IATI_ORGANISATION = "XM-DAC-99999"
    settle()
    text = Page("/data/").text
    assert "There is no file of projects in the format of IATI, because no project meets its requirements." in text
    assert Client().get("/data/iati.xml").status_code == 404
    make_complete(status="closed")
    settle()
    text = Page("/data/").text
    assert "Projects in the format of IATI 2.03 . Projects in the file: 1. Projects that are left out" in text
    assert "because the registry does not know what IATI requires of them: 1." in text
    assert "The registry has no summary of the project. Projects: 1" in text
    assert "not known to the day" not in text
    response = Client().get("/data/iati.xml")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert b"".join(response).count(b"<iati-activity ") == 1


def test_every_column_of_every_table_is_explained():
    page = Page("/data/columns/")
    for name in (*LISTS, *OTHERS):
        section = re.search(rf'<h3 id="{name}">.*?</details>', page.html, re.DOTALL)[0]
        explained = re.findall(r'<th scope="row"><code>(.*?)</code></th>', section)
        assert set(Sheet(f"/{name}.csv").header) <= set(explained), name
        for column in re.findall(r"<code>(\w+)</code></th>(?:(?!</tr>).)*only in the zip", section, re.DOTALL):
            assert column not in Sheet(f"/{name}.csv").header
    shown = re.findall(r'<th scope="row"><code>(.*?)</code></th>', page.html)
    expected = [each for table in RESOURCES if not table.folder for each in table.table.names]
    expected += [column.name for column in everything.COLUMNS]
    assert sorted(shown) == sorted([*expected, *(table.name for table in RESOURCES if table.folder)])


def test_codes_are_explained():
    text = Page("/data/columns/").text
    assert "mou memorandum of understanding" in text
    assert "implementation in progress" in text
    assert "not-known not known" in text
    assert "Computed: the sum of the phases’ amounts" in text
