"""The page of charts: each number in its tables is the number of the list that it leads to."""

import re

import pytest

from cooperation.models import Project
from tests.factories import make_agreement, make_citation, make_country, make_meeting, make_phase, make_project
from tests.reading import read

pytestmark = pytest.mark.django_db
FIGURES = "/about/figures/"


def numbers(page):
    """What the tables say: label, number and address."""
    rows = r'<tr><th scope="row">([^<]*)</th><td class="number"><a href="([^"]*)">([^<]*)<'
    return [(label, number, address) for label, address, number in re.findall(rows, page.source)]


def test_each_number_is_that_of_the_list(client):
    kenya, china = make_country("KEN"), make_country("CHN")
    for year in ("2010", "2010-05", "2012"):
        make_agreement(signed_on=year)
        make_meeting(start=year, countries=[kenya, china])
    make_meeting(countries=[china])
    make_meeting(start="2013")
    make_agreement(signed_on="2010", published=False)
    found = numbers(read(client, FIGURES))
    assert ("2010", "2", "/agreements/?year=2010") in found
    assert (kenya.region.name, "3", f"/meetings/?region={kenya.region.slug}") in found
    assert (china.region.name, "4", f"/meetings/?region={china.region.slug}") in found
    assert ("No region", "1", "/meetings/?region=none") in found
    for _, number, address in found:
        assert f"{number} {'meeting' if 'meetings' in address else 'agreement'}" in read(client, address).text
    assert "Not shown, because no date is recorded: 1." in read(client, FIGURES).text


def test_money_is_drawn_by_currency_and_never_across(client):
    for title, amount, currency in (("Forests", 300, "USD"), ("Lakes", 200, "USD"), ("Dust", 5000, "KRW")):
        make_phase(make_project(title), amount=amount, currency=currency)
    dust = Project.objects.get(slug="dust")
    make_citation(dust, phase=dust.phases.get(), field="amount", value="6000", is_disputed=True, note="They differ.")
    make_phase(make_project("Secret", published=False), amount=1, currency="EUR")
    page = read(client, FIGURES)
    assert list(page.sections)[1:] == [
        "Project funding (KRW)",
        "The largest recorded funding in USD is for “Forests”",
    ]
    assert ("Forests", "USD\N{NO-BREAK SPACE}300, computed", "/projects/forests/") in numbers(page)
    words = "Recorded only for Dust: KRW 5,000, disputed, computed."
    assert words in page.sections["Project funding (KRW)"]
    assert "/projects/dust/" in page.addresses
    assert "EUR" not in page.text


def test_an_empty_registry_says_so(client):
    assert "Nothing has been published yet." in read(client, FIGURES).text


def test_the_bars_beside_the_numbers_are_in_proportion(client):
    for title, amount in (("Forests", 300), ("Lakes", 150)):
        make_phase(make_project(title), amount=amount, currency="USD")
    bars = re.findall(r'<td class="bar"><svg [^>]*><rect width="([^"]*)"', read(client, FIGURES).source)
    assert bars == ["100", "50"]


def test_the_title_says_which_year_and_region_have_the_most(client):
    kenya, china = make_country("KEN"), make_country("CHN")
    for year, countries in (("2010", [kenya]), ("2012", [china]), ("2012-05", [china])):
        make_meeting(start=year, countries=countries)
    make_meeting(start="2012", published=False, countries=[kenya])
    for year in ("2010", "2011"):
        make_agreement(signed_on=year)
    sections = read(client, FIGURES).sections
    assert "Meetings by year." in sections["More meetings are recorded for 2012 than for any other year"]
    assert f"More meetings are recorded for {china.region.name} than for any other region" in sections
    assert "More agreements are recorded for 2010 and 2011 than for other years" in sections


def test_years_that_are_too_many_to_name_are_not_named(client):
    for year in ("2010", "2011", "2012", "2013"):
        make_meeting(start=year)
    assert "No year has more than 1 recorded meeting" in read(client, FIGURES).sections


def test_a_single_bar_is_a_sentence(client):
    make_agreement(signed_on="2010")
    make_agreement(signed_on="2010-05")
    make_meeting()
    page = read(client, FIGURES)
    assert "<rect" not in page.source.partition("<h1>")[2]
    assert "Recorded only for 2010: 2." in page.sections["Agreements by year"]
    assert "Recorded only for No region: 1." in page.sections["Meetings by region"]
    assert "/agreements/?year=2010" in page.addresses
