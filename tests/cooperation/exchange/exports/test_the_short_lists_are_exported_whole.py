"""Regions, countries, topics and sources have no filters: their CSV holds all that their page lists."""

import csv
import io

import pytest

from tests.factories import make_citation, make_country, make_meeting, make_source, make_topic


def rows(client, address):
    response = client.get(address)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_countries_stand_with_their_codes_and_regions(client, db):
    make_country("VNM")
    (row,) = rows(client, "/countries.csv")
    assert (row["alpha_3"], row["numeric"], row["name"]) == ("VNM", "704", "Vietnam")
    assert row["region"] == "south-east-asia"
    assert row["url"].endswith("/countries/vietnam/")


def test_regions_stand_in_their_order(client, db):
    make_country("VNM")
    make_country("CHN")
    assert {row["name"] for row in rows(client, "/regions.csv")} == {"North East Asia", "South East Asia"}


def test_topics_and_sources_are_exported_once_something_public_refers_to_them(client, db):
    seen, hidden = make_topic("Yellow dust"), make_topic("Secret topic")
    meeting = make_meeting("Public", topics=[seen])
    make_meeting("Draft", published=False, topics=[hidden])
    make_citation(meeting, source=make_source("The gazette", url="https://gazette.example/"))
    make_source("Secret source")
    assert [row["name"] for row in rows(client, "/topics.csv")] == ["Yellow dust"]
    (source,) = rows(client, "/sources.csv")
    assert (source["title"], source["address"]) == ("The gazette", "https://gazette.example/")


@pytest.mark.parametrize("kind", ["regions", "countries", "topics", "sources"])
def test_the_page_leads_to_its_export(client, db, kind):
    assert f'href="/{kind}.csv"' in client.get(f"/{kind}/").text
