"""Former countries are in no list of today's countries. Filters offer them; they and their successors are linked."""

import json

import pytest

from regions.models import Country
from tests.factories import make_agreement, make_country, make_meeting
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def soviet_union():
    russia = make_country("RUS", name="Russia", alpha_2="RU", numeric="643")
    return make_country(
        "SUN",
        name="Soviet Union",
        formal_name="Union of Soviet Socialist Republics",
        numeric="810",
        last_year=1991,
        other_names="USSR",
        region=russia.region,
        successors=[russia, make_country("KAZ")],
    )


@pytest.mark.parametrize("address", ["/", "/countries/", "/countries.csv", "/regions/", "/regions/anywhere/"])
def test_no_list_of_today_s_countries_has_one(client, soviet_union, address):
    make_agreement("Treaty on rivers", countries=[soviet_union], signed_on="1985")
    make_meeting("Forum", countries=[make_country("KAZ")])
    page = client.get(address)
    text = b"".join(page.streaming_content) if page.streaming else page.content
    assert b"Kazakhstan" in text or address in ("/regions/", "/regions/anywhere/")
    assert b"Soviet" not in text
    assert b"SUN" not in text


def test_neither_the_map_nor_the_numbers_of_a_region_count_one(client, soviet_union):
    make_agreement("Treaty on rivers", countries=[soviet_union, make_country("KAZ")], signed_on="1985")
    page = read(client, "/?shade=agreements")
    assert "Kazakhstan: 1 agreement" in page.source
    assert "Soviet Union: 1 agreement" not in page.source
    assert "Anywhere 1 country, 0 with records" in " ".join(read(client, "/regions/").text.split())


def test_filters_offer_one_where_records_name_it(client, soviet_union):
    assert "Soviet Union" not in read(client, "/agreements/").text
    make_agreement("Treaty on rivers", countries=[soviet_union], signed_on="1985")
    make_meeting("Forum", countries=[make_country("KAZ")])
    assert "Soviet Union" in read(client, "/agreements/").text
    assert "Soviet Union" not in read(client, "/meetings/").text
    for value in ("soviet-union", "SUN"):
        page = read(client, f"/agreements/?country={value}")
        assert "Treaty on rivers" in page.text
        assert "1 agreement" in page.text


def test_its_page_and_those_of_its_successors_lead_to_each_other(client, soviet_union):
    make_agreement("Treaty on rivers", countries=[soviet_union], signed_on="1985")
    page = read(client, soviet_union)
    assert "A former country: it existed until 1991. Successors: Kazakhstan, Russia" in " ".join(page.text.split())
    assert {"/countries/russia/", "/countries/kazakhstan/"} <= set(page.addresses)
    assert "Treaty on rivers" in page.sections["Agreements"]
    assert "Codes (ISO 3166-3)\nSUN, 810" in page.text
    assert "Former country or area" in page.title
    russia = read(client, "/countries/russia/")
    assert "Former countries in this area\nSoviet Union (until 1991)" in russia.text
    assert "/countries/soviet-union/" in russia.addresses
    assert "Codes (ISO 3166-1)\nRU, RUS, 643" in russia.text


def test_search_finds_one_by_its_other_name(client, soviet_union):
    assert "Soviet Union" in read(client, "/search/?q=USSR").text


def test_search_engines_are_told_the_code_that_it_has(client, soviet_union):
    source = read(client, soviet_union).source
    block = source.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    identifiers = next(node for node in json.loads(block)["@graph"] if node["@type"] == "Country")["identifier"]
    assert [(each["propertyID"], each["value"]) for each in identifiers] == [
        ("ISO 3166-3 alpha-3", "SUN"),
        ("ISO 3166-3 numeric", "810"),
    ]


def test_its_successors_are_in_its_history_and_its_version(soviet_union):
    version = Country.objects.get(pk=soviet_union.pk).version
    soviet_union.successors.add(make_country("KEN"))
    assert Country.objects.get(pk=soviet_union.pk).version >= version
    assert set(Country.objects.current()) == set(Country.objects.exclude(pk=soviet_union.pk))
    assert list(Country.objects.former()) == [soviet_union]
