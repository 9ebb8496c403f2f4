"""The map of partner countries on the home page."""

import re

import pytest

from tests.factories import make_agreement, make_country, make_meeting, make_project
from tests.reading import read


def shapes(page):
    """What the map says of each country, with the address it leads to and its shade."""
    found = re.findall(r'<a href="([^"]*)"><title>([^<]*)</title><(?:path|circle) class="([^"]*)"', page.source)
    return {words: (address, shade) for address, words, shade in found}


@pytest.fixture
def registry(db):
    """China with three meetings, Singapore with one agreement, Kenya with a draft, all with the home country."""
    home, china, singapore = make_country("KOR"), make_country("CHN"), make_country("SGP")
    make_meeting(countries=[home, china])
    make_meeting(countries=[home, china], host_country=china)
    make_meeting(countries=[home], host_country=china)
    make_agreement(countries=[home, singapore])
    make_meeting(countries=[home, make_country("KEN")], published=False)


def test_each_country_with_a_number_is_a_link_with_its_name_and_number(client, registry):
    assert shapes(read(client, "/")) == {
        "South Korea: the registry’s own country": ("/countries/south-korea/", "shade-0"),
        "China: 3 meetings": ("/countries/china/", "shade-3"),
    }


def test_it_is_shaded_by_what_the_address_says(client, registry):
    page = read(client, "/?shade=agreements")
    assert shapes(page)["Singapore: 1 agreement"] == ("/countries/singapore/", "point shade-1")
    assert 'href="/?shade=agreements#map" aria-current="true"' in page.source
    assert "Partner countries by agreements" in page.sections
    assert "Kenya:" not in page.source


def test_wrong_shading_is_said(client, registry):
    page = read(client, "/?shade=<b>")
    assert page.status == 200
    assert "The map cannot show “<b>”." in page.text
    assert "China: 3 meetings" in shapes(page)


def test_the_table_says_the_same(client, registry):
    page = read(client, "/")
    assert page.text.count("China\n0\n3\n0") == 1
    assert "Singapore\n1\n0\n0" in page.text
    assert page.source.count('href="/meetings/?country=china"') == 1


def test_borders_are_credited(client, db):
    make_project(countries=[make_country("CHN")])
    assert "boundaries from Natural Earth" in read(client, "/").text


def test_an_old_address_of_the_map_of_regions_shows_the_countries(client, registry):
    page = read(client, "/?shade=meetings&by=region")
    assert page.status == 200
    assert "China: 3 meetings" in shapes(page)
