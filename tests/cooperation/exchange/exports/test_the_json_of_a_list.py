import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.exchange.api.objects import objects
from cooperation.models import Meeting
from tests.cooperation.exchange.exports.questions import questions
from tests.cooperation.filters.reading import Page, Sheet
from tests.factories import make_country, make_mechanism, make_meeting, make_organization, make_outcome, make_topic
from tests.settled import settle

pytestmark = pytest.mark.django_db


def answer(address):
    settle()
    return Client().get(address)


def document(address):
    response = answer(address)
    assert response.status_code == 200, response.content
    return json.loads(b"".join(response.streaming_content))


def test_it_is_one_document_with_the_objects_of_the_api(settings):
    meeting = make_meeting("Côte d’Ivoire – 한국", start="2012")
    make_meeting("Draft", published=False)
    found = document("/meetings.json?year=2012")
    today = timezone.localdate()
    assert found == {
        "title": "Meetings: 2012",
        "url": "http://testserver/meetings/?year=2012",
        "licence": settings.DATA_LICENCE.url,
        "on": today.isoformat(),
        "count": 1,
        "results": list(objects(Meeting, [meeting.pk], today, "http://testserver")),
    }


def test_it_is_a_file_to_download():
    response = answer("/meetings.json")
    assert response["Content-Type"] == "application/json"
    name = f"meetings-{timezone.localdate().isoformat()}.json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.streaming
    assert json.loads(response.getvalue())["results"] == []


@pytest.mark.usefixtures("demo_fixtures")
def test_for_any_filter_it_has_the_rows_of_the_page_in_its_order():
    found = 0
    for name, query in questions(60, seed=18):
        page = Page(f"/{name}/?{query}")
        if page.problems:
            continue
        results = document(f"/{name}.json?{query}")
        assert results["count"] == len(results["results"]) == page.number, (name, query)
        addresses = [each["url"].removeprefix("http://testserver") for each in results["results"][:25]]
        assert addresses == page.addresses, (name, query)
        found += bool(page.number)
    assert found > 20, "most of the questions should find something"


@pytest.mark.usefixtures("demo_fixtures")
@pytest.mark.parametrize("name", ["countries", "regions", "topics", "sources", "organizations"])
def test_the_other_lists_have_the_rows_of_the_csv(name):
    rows = Sheet(f"/{name}.csv").rows
    assert [each["url"] for each in document(f"/{name}.json")["results"]] == [row["url"] for row in rows]
    assert rows


def test_everything_with_a_country_has_objects_of_all_kinds():
    country = make_country("JPN")
    meeting = make_meeting("Talks", countries=[country], mechanism=make_mechanism(countries=[country]))
    make_outcome(meeting, "Study dust.")
    found = document("/countries/japan.json")
    assert (found["title"], found["count"]) == ("Japan", 3)
    assert [each["type"] for each in found["results"]] == ["meeting", "outcome", "mechanism"]


def test_only_some_properties_and_embedded_objects():
    make_meeting("Talks", countries=[make_country("JPN")], topics=[make_topic("Dust")])
    [found] = document("/meetings.json?fields=title&embed=countries")["results"]
    assert found.keys() == {"id", "type", "api", "title", "countries"}
    assert found["countries"][0]["name"] == "Japan"


def test_several_kinds_take_the_names_of_each():
    country = make_country("JPN")
    make_outcome(make_meeting("Talks", countries=[country]), "Study dust.")
    meeting, outcome = document("/countries/japan.json?fields=title,text,meeting&embed=meeting")["results"]
    assert meeting["title"] == "Talks"
    assert outcome["meeting"]["title"] == "Talks"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("fields=tilte", "“tilte” is not one of the names that “fields” accepts."),
        ("fields=internal_note", "“internal_note” is not one of the names that “fields” accepts."),
        ("embed=nobody", "“nobody” is not one of the names that “embed” accepts."),
        ("year=no", "Year: “no” is not a year. Enter four digits, such as 2012."),
    ],
)
def test_what_it_cannot_answer_is_refused(query, message):
    response = answer(f"/meetings.json?{query}")
    assert response.status_code == 400
    assert message in response.content.decode()


def test_many_objects_are_one_document():
    for _each in range(3):
        make_organization(name=f"Body {_each}")
    meetings = [make_meeting(start=str(year)) for year in range(1800, 2020)]
    found = document("/meetings.json?fields=start")
    assert [each["id"] for each in found["results"]] == [each.pk for each in reversed(meetings)]
    assert found["on"] == date.fromisoformat(found["on"]).isoformat()
