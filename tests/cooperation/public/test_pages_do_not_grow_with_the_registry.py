"""What a page shows of other records has a maximum size; a count and a link stand for the rest."""

import re

import pytest

from cooperation.public.drawings.series import MOST
from cooperation.public.views import figures, related_lists, sources
from tests import factories as f
from tests.cooperation.public.hub import Hub
from tests.reading import read
from tests.settled import settle

THINGS = ("region", "country", "topic", "organization", "source", "mechanism", "agreement", "meeting", "project")
PAGES = (*THINGS, "/", "/about/", "/about/figures/", "/meetings/calendar/", "/quality/", "/data/")
# What belongs to the thing itself, or is a country: it does not grow with the registry.
OF_THE_THING = {
    "region": {"Countries", "Sources"},
    "country": {"Sources"},
    "organization": {"Hub organization", "Sources"},  # its members
    "mechanism": {"Hub mechanism", "Documents", "Sources"},  # who belongs to it, and its topics
    "agreement": {"Hub agreement", "Participants", "Documents", "Sources"},
    "meeting": {"Hub meeting", "Outcomes", "Documents", "Sources"},
    "project": {"Hub project", "Phases", "Documents", "Sources"},
}
FEW, MANY = 31, 35  # with 31 of each, every part has its maximum size
SEE_ALL = re.compile(r'<a href="([^"]*)">See all (\d+)')


def lines(client, hub):
    """How many lines stand under each heading: {(page, heading): number}."""
    found = {}
    for name in PAGES:
        page = read(client, name if name.startswith("/") else getattr(hub, name))
        assert page.status == 200
        for heading, text in page.sections.items():
            if heading not in OF_THE_THING.get(name, ()):
                found[name, heading] = len(text.splitlines())
    return found


def test_a_larger_registry_makes_no_page_longer(client, db):
    hub = Hub()
    for _ in range(FEW):
        hub.grow()
    settle()
    few = lines(client, hub)
    for _ in range(MANY - FEW):
        hub.grow()
    settle()
    many = lines(client, hub)
    assert few.keys() == many.keys()
    # A line more may be the number of a page that is added.
    assert {key: (number, many[key]) for key, number in few.items() if many[key] > number + 1} == {}


@pytest.fixture
def agreement(db):
    """An agreement with seven projects, of which a page shows three."""
    agreement = f.make_agreement("Framework")
    for number in range(7):
        f.make_project(f"Project {number}", actual_start=f"200{number}", agreement=agreement)
    f.make_project("Draft", agreement=agreement, published=False)
    return agreement


def projects(page):
    return re.findall(r"Project \d", page.sections["Projects under this agreement"])


def test_a_part_that_no_list_shows_has_pages_of_its_own(client, agreement, monkeypatch):
    monkeypatch.setattr(related_lists, "SHOWN_OF_PART", 3)
    page = read(client, agreement)
    assert projects(page) == ["Project 6", "Project 5", "Project 4"]
    [(address, number)] = SEE_ALL.findall(page.source)
    path = agreement.get_absolute_url()
    assert (address, number) == (f"{path}?all=projects#projects", "7")
    assert "projects" in page.ids
    whole = read(client, address)
    assert projects(whole) == [f"Project {number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert "See all" not in whole.sections["Projects under this agreement"]
    monkeypatch.setattr(related_lists, "ON_A_PAGE", 5)
    first, second = read(client, path + "?all=projects"), read(client, path + "?all=projects&page=2")
    assert projects(first) == [f"Project {number}" for number in (6, 5, 4, 3, 2)]
    assert "?all=projects&amp;page=2" in first.source
    assert projects(second) == ["Project 1", "Project 0"]
    assert second.canonical == f"http://testserver{path}"


@pytest.mark.parametrize("query", ["?all=nothing", "?all=projects&page=99", "?all=projects&page=x", "?page=2"])
def test_any_other_address_shows_the_page(client, agreement, query):
    assert projects(read(client, agreement.get_absolute_url() + query))[0] == "Project 6"


def test_the_national_bodies_of_a_country_are_in_the_list(client, db, monkeypatch):
    monkeypatch.setattr(related_lists, "NAMED", 3)
    country = f.make_country("CHN")
    bodies = [f.make_organization(f"Body {number}", country=country) for number in range(5)]
    f.make_meeting(countries=[country], organizations=bodies)
    f.make_organization("Nobody names it", country=country)
    settle()
    page = read(client, country)
    assert "National organizations\nBody 0, Body 1, Body 2\nSee all 5: National organizations" in page.text
    assert "/organizations/?country=china" in page.addresses
    assert "\n5 organizations" in read(client, "/organizations/?country=china").text


def test_a_long_series_shows_its_latest_sessions(client, db):
    mechanism = f.make_mechanism("Series")
    for number in range(1, MOST + 4):
        f.make_meeting(f"Session {number:03}", mechanism=mechanism, ordinal=number, start=f"{1900 + number}")
        f.make_meeting(f"Other {number:03}", mechanism=mechanism, start=f"{1900 + number}")
    page = read(client, mechanism)
    assert "3 earlier sessions are not shown." in page.text
    for heading, name in (("Sessions by number", "Session"), ("Sessions without a number", "Other")):
        shown = re.findall(rf"{name} (\d+)", page.sections[heading])
        assert shown == [f"{number:03}" for number in range(MOST + 3, 3, -1)]
    assert "no record" not in page.sections["Sessions by number"].partition("also gives the outcomes.")[2]
    assert ("/meetings/?mechanism=series", str(2 * (MOST + 3))) in SEE_ALL.findall(page.source)
    assert f"\n{2 * (MOST + 3)} meetings" in read(client, "/meetings/?mechanism=series").text


def test_many_sessions_of_one_number_are_cut_too(client, db):
    mechanism = f.make_mechanism("Series")
    for number in range(MOST + 5):
        f.make_meeting(f"Part {number:03}", mechanism=mechanism, ordinal=7, start=f"{1900 + number}")
    f.make_meeting("Earlier", mechanism=mechanism, ordinal=3)
    page = read(client, mechanism)
    ledger = page.sections["Sessions by number"].partition("also gives the outcomes.")[2]
    assert re.findall(r"Part (\d+)", ledger) == [f"{number:03}" for number in range(MOST + 4, 4, -1)]
    assert "no record" not in ledger
    assert "6 earlier sessions are not shown." in page.text


def test_the_first_page_has_the_countries_with_the_most(client, db):
    home = f.make_country("KOR")
    for number in range(12):
        country = f.make_country(name=f"Country {number:02}")
        for _ in range(number + 1):
            f.make_meeting(countries=[home, country])
    settle()
    page = read(client, "/")
    table = page.text.partition("The same figures as a table\nNumber of records")[2].partition("See all")[0]
    assert re.findall(r"Country (\d+)", table) == [f"{number:02}" for number in range(11, 1, -1)]
    assert ("/countries/", "12") in SEE_ALL.findall(page.source)


def test_the_page_about_the_registry_names_some_of_the_ministry_s_texts(client, db):
    meeting = f.make_meeting()
    for number in range(related_lists.SHOWN_OF_PART + 2):
        source = f.make_source(f"Text {number:03}", origin="own")
        f.make_citation(meeting, source=source)
    page = read(client, "/about/")
    assert len(re.findall(r"Text \d+", page.text)) == related_lists.SHOWN_OF_PART
    assert "The list has 2 more. All sources" in page.text


def test_the_list_of_sources_has_pages(client, db, monkeypatch):
    monkeypatch.setattr(sources.SourceList, "shown", 3)
    meeting = f.make_meeting()
    for number in range(5):
        f.make_citation(meeting, source=f.make_source(f"Text {number}"))
    pages = [read(client, f"/sources/{query}") for query in ("", "?page=2", "?page=x", "?page=9")]
    assert [re.findall(r"Text \d", page.text) for page in pages] == [
        ["Text 0", "Text 1", "Text 2"],
        ["Text 3", "Text 4"],
        ["Text 0", "Text 1", "Text 2"],
        ["Text 3", "Text 4"],
    ]
    assert "?page=2" in pages[0].addresses


def test_the_figures_show_the_currencies_of_most_projects(client, db, monkeypatch):
    monkeypatch.setattr(figures, "MOST_CURRENCIES", 2)
    for currency, number in (("CHF", 1), ("EUR", 3), ("USD", 2)):
        for _ in range(number):
            f.make_phase(f.make_project(), amount=5, currency=currency)
    page = read(client, "/about/figures/")
    assert [heading for heading in page.sections if "funding" in heading] == [
        "Several projects have the largest recorded funding in EUR",
        "Several projects have the largest recorded funding in USD",
    ]
    assert "Only the 2 currencies with the most projects are shown, of 3." in page.text
