"""The page of a country on paper: two sheets of A4, black on white, without what only a screen can use."""

import re

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cooperation.domain.marks import MARKS
from tests.cooperation.public.hub import Hub
from tests.factories import make_agreement, make_meeting, make_outcome
from tests.settled import settle

from . import paper

LONG = "A policy dialogue on biological diversity, transboundary air pollution and yellow dust is to be established"

KINDS = ("meetings", "agreements", "projects", "mechanisms")


@pytest.fixture
@transaction.atomic
def country(transactional_db):
    """A country with more of everything than a page shows, most of it with long names."""
    hub = Hub()
    for number in range(12):
        hub.grow()
        make_agreement(f"{LONG} {number}", countries=[hub.country], signed_on=f"{1990 + number}")
        meeting = make_meeting(
            f"{LONG}, session {number}", countries=[hub.country], start=f"{1995 + number}", status="held"
        )
        make_outcome(meeting, f"{LONG}: point {number}.", by_countries=[hub.country])
    return hub.country


def printed(page, address):
    """What is on each sheet, without spaces."""
    page.goto(address)
    return paper.pages(page.pdf(format="A4", prefer_css_page_size=True))


def test_it_fits_on_two_sheets(page, country):
    assert 1 <= len(printed(page, country.get_absolute_url())) <= 2


def missing(words):
    """What is said to be missing: of each list how many rows of how many, and where the whole list is."""
    lines = re.findall(r"Notprintedhere:(\d+)of(\d+)\.Fulllist:(http://[^/]+)(/[a-z0-9/-]+(?:\?[a-z=&-]+)?)", words)
    return {f"{site}{path}": (int(number), int(total)) for number, total, site, path in lines}


def rows(page, address):
    """How many rows a list has."""
    page.goto(address)
    return int(page.locator(".results strong").inner_text().split()[0])


def test_each_list_that_paper_shortens_says_how_many_rows_are_missing_and_where_they_are(page, country, live_server):
    lines = missing("".join(printed(page, country.get_absolute_url())))
    lists = [f"{live_server.url}/{kind}/?country={country.slug}" for kind in KINDS]
    totals = {address: rows(page, address) for address in lists}
    upcoming = totals[f"{lists[0]}&status=upcoming"] = rows(page, f"{lists[0]}&status=upcoming")
    totals[lists[0]] -= upcoming  # the past ones are printed as a list of their own
    expected = {address: (total - 5, total) for address, total in totals.items()}
    outcomes = f"{live_server.url}/outcomes/?country={country.slug}&status=active"
    assert lines == expected | {outcomes: (rows(page, outcomes) - 10, rows(page, outcomes))}


def test_paper_says_how_many_citations_it_leaves_out_and_where_they_are(page, country, live_server):
    words = "".join(printed(page, country.get_absolute_url()))
    address = f"{live_server.url}{country.get_absolute_url()}"
    assert f"Notprintedhere:12citationswiththeirquotationsandnotes.Theyareat{address}" in words


def test_every_open_outcome_with_china_is_on_paper(page, transactional_db, demo_fixtures):
    page.goto("/outcomes/?country=china&status=active")
    texts = page.locator("tbody th > a:first-child").all_inner_texts()
    words = "".join(printed(page, "/countries/china/"))
    assert len(texts) == 8
    assert [text for text in texts if paper.squeezed(text) not in words] == []
    assert list(missing(words).values()) == [(26, 31)], "the past meetings"


PRINTED = ("/countries/china/", "/countries/south-korea/", "/regions/south-east-asia/", "/mechanisms/temm/")


@pytest.mark.parametrize("address", PRINTED)
def test_two_sheets_have_address_and_date_the_legend_and_numbered_sources(
    page, transactional_db, demo_fixtures, live_server, address
):
    settle()
    sheets = printed(page, address)
    words = "".join(sheets)
    assert len(sheets) <= 2
    today = date_format(timezone.localdate(), "j F Y")
    assert paper.squeezed(f"Printed from {live_server.url}{address}, as recorded on {today}.") in words
    for code in ("inferred", "disputed", "incomplete", "computed", "host-only"):
        assert paper.squeezed(f"{MARKS[code].label}: {MARKS[code].meaning}") in words
    legend, sources = words.partition("Marksandsources")[0], words.partition("Marksandsources")[2]
    numbers = {int(number) for number in re.findall(r"\[(\d+)\]", sources)}
    assert numbers == set(range(1, len(numbers) + 1))
    assert {int(number) for number in re.findall(r"\[(\d+)\]", legend)} == numbers
    assert "MinistryofEnvironment,RepublicofKorea,asof24October2013" in sources


def test_a_printed_row_keeps_its_marks_its_dates_and_its_sources(page, transactional_db, demo_fixtures):
    words = "".join(printed(page, "/countries/south-korea/"))
    assert re.search(r"\[1\]\[\d+\]agreement·byKorea,UnitedStates", words)
    assert "Openinferredasof24October2013,nolaterreportrecorded" in words
    assert "USD600,000disputedinferredcomputed" in words
    assert "19Openoutcomesasof24October2013(the10listedhere)" in words


def test_printed_lists_are_tables_whose_headings_stay_with_their_rows(page, country):
    page.emulate_media(media="print")
    page.goto(country.get_absolute_url())
    assert page.locator(".briefing ul.plain").count() == 0
    for name in ("outcomes", "agreements", "last-meetings", "projects", "mechanisms"):
        section = page.locator(f"section:has(> #{name})")
        assert section.locator("tbody tr:visible").count() == (10 if name == "outcomes" else 5), name
        heading = section.locator("h2")
        assert heading.evaluate("each => getComputedStyle(each).breakAfter") == "avoid"
        assert section.locator("tbody tr").first.evaluate("each => getComputedStyle(each).breakInside") == "avoid"


def test_a_button_prints_the_page_and_without_scripts_a_sentence_says_how(page, new_context, country):
    page.goto(country.get_absolute_url())
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    assert not page.get_by_text("use the print command of your browser").is_visible()
    page.get_by_role("button", name="Print or save as PDF").click()
    assert page.title() == "printed"
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(country.get_absolute_url())
    assert plain.get_by_text("use the print command of your browser").is_visible()
    assert not plain.get_by_text("Print or save as PDF").is_visible()


def test_paper_shows_one_page_of_a_longer_list_and_says_so(page, demo_fixtures, live_server):
    for address in ("/meetings/?region=north-east-asia", "/sources/me-international-cooperation-2013/"):
        lines = missing("".join(printed(page, address)))
        shown = page.locator(".rows tbody > tr, .taken dd > div").count()
        ((where, (number, total)),) = lines.items()
        assert where == f"{live_server.url}{address}"
        assert number == total - shown > 0


def test_every_other_page_says_on_paper_where_it_is_and_where_the_marks_are_explained(page, demo_fixtures, live_server):
    for address in ("/projects/restoring-destroyed-tropical-forests/", "/meetings/?year=2012"):
        words = "".join(printed(page, address))
        marks = f"{live_server.url}/about/#marks"
        assert paper.squeezed(f"Printed from {live_server.url}{address}. The marks are explained at {marks}") in words
    page.emulate_media(media="screen")
    assert page.locator("main .paper-only", has_text="Printed from").is_hidden()


def test_neither_navigation_nor_form_is_printed_and_the_paper_is_white(page, country):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(country.get_absolute_url())
    for hidden in ("nav[aria-label=Main]", "nav.languages", ".breadcrumb", ".rating", "footer.site", ".skip"):
        assert page.locator(hidden).count() == 1
        assert page.locator(hidden).is_hidden(), hidden
    assert page.locator("h1").is_visible()
    assert page.locator(".timeline svg").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
