"""What changed in a list, in a country, region, topic or series, or in the whole registry, as Atom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cooperation.exchange.exports import atom
from cooperation.models import Meeting
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_source,
    make_topic,
)

from .reading import ATOM, Feed, body, fetch, pages, refusal

# Only the owner of the tables sets the time of a change.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
FIRST = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def set_changed(row, day):
    """Set the time of the last change, which only the database sets otherwise."""
    changed_at = FIRST + timedelta(days=day)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # without triggers
        type(row)._base_manager.filter(pk=row.pk).update(updated_at=changed_at)
        cursor.execute("SET session_replication_role = origin")
    return row


def test_an_entry_has_what_is_recorded():
    iran = make_country("IRN")
    topic = make_topic("Air & water")
    mou = make_agreement("MOU <1>", countries=[iran], signed_on="2005-03", topics=[topic], summary="About\nair.")
    make_citation(mou, field="signed_on", basis="inferred", note="A guess.")
    set_changed(mou, 0)
    feed = Feed("/agreements.atom")
    (entry,) = feed.entries
    assert feed.names == [f"agreement/{mou.pk}"]
    assert feed.texts("title") == ["MOU <1>"]
    assert feed.texts("updated") == ["2026-03-04T05:06:07Z"]
    assert feed.texts("published") == [f"{mou.published_at:%Y-%m-%dT%H:%M:%SZ}"]
    assert feed.texts("summary") == [
        "Memorandum of understanding · signed: March 2005 (inferred) · in force: not known\n\nAbout\nair."
    ]
    assert feed.addresses == [mou.get_absolute_url()]
    assert [dict(each.attrib) for each in entry.findall("a:category", ATOM)] == [
        {"term": "agreement", "scheme": "http://testserver/agreements/", "label": "Agreement"},
        {"term": topic.slug, "scheme": "http://testserver/topics/", "label": "Air & water"},
    ]


def test_the_feed_says_what_it_is():
    make_meeting(countries=[make_country("CHN")])
    feed = Feed("/meetings.atom?country=china&sort=oldest&size=50")
    assert feed.title == "Meetings: China – Cooperation registry"
    assert feed.root.findtext("a:author/a:name", None, ATOM) == "Ministry of Examples"
    assert feed.root.findtext("a:rights", None, ATOM) == "CC BY 4.0"
    assert feed.root.findtext("a:id", None, ATOM) == "tag:testserver,2026:meetings.atom?country=china"
    assert feed.links["self"] == feed.links["first"] == "http://testserver/meetings.atom?country=china"
    assert feed.links["alternate"] == "http://testserver/meetings/?country=china&sort=oldest&size=50"
    assert feed.links["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_demonstration_is_not_by_the_owner(settings):
    settings.DEMONSTRATION = True
    author = Feed("/meetings.atom").root.find("a:author", ATOM)
    assert [each.text for each in author] == ["Cooperation registry"]


@pytest.mark.django_db(transaction=True)
def test_the_latest_change_comes_first_and_names_survive():
    old, new = make_meeting("Old", start="2012"), make_meeting("New", start="2013")
    assert Feed("/meetings.atom").names == [f"meeting/{new.pk}", f"meeting/{old.pk}"]
    old.slug = "older"
    old.save()
    feed = Feed("/meetings.atom")
    assert feed.names == [f"meeting/{old.pk}", f"meeting/{new.pk}"]
    assert feed.addresses[0] == "/meetings/older/"
    assert feed.root.findtext("a:updated", None, ATOM) == feed.texts("updated")[0]


def test_an_empty_feed_is_valid():
    for address in ("/meetings.atom", "/feed.atom", "/meetings.atom?cursor=last"):
        feed = Feed(address)
        assert feed.entries == []
        assert not {"next", "previous"} & feed.links.keys()


def test_a_country_region_series_or_topic_has_all_kinds_together():
    china = make_country("CHN")
    topic = make_topic("Air")
    series = set_changed(make_mechanism("TEMM", countries=[china]), 1)
    meeting = set_changed(make_meeting("TEMM 14", mechanism=series, countries=[china]), 5)
    outcome = make_outcome(meeting, "Dust.", by_countries=[china])
    mou = set_changed(make_agreement("MOU", countries=[china], meeting=meeting, signed_on="2013"), 3)
    project = set_changed(make_project("Forest", countries=[china], mechanism=series, topics=[topic]), 4)
    make_project("Draft", countries=[china], published=False)
    set_changed(meeting, 5)  # the outcome changed it
    make_meeting("Elsewhere", countries=[make_country("KEN")])
    expected = [
        f"meeting/{meeting.pk}",
        f"outcome/{outcome.pk}",
        f"project/{project.pk}",
        f"agreement/{mou.pk}",
        f"mechanism/{series.pk}",
    ]
    assert Feed("/countries/china.atom").names == expected
    assert Feed("/regions/north-east-asia.atom").names == expected
    assert Feed("/mechanisms/temm.atom").names == expected[:-1]
    assert Feed("/topics/air.atom").names == [f"project/{project.pk}"]
    assert Feed("/countries/china.atom?from=2013").names == [f"agreement/{mou.pk}"]


def test_the_feed_of_an_object_survives_a_new_slug():
    china = make_country("CHN")
    before = Feed("/countries/china.atom?from=2012")
    assert before.root.findtext("a:id", None, ATOM) == f"tag:testserver,2026:country/{china.pk}.atom?from=2012"
    china.slug = "prc"
    china.save()
    for ending in ("atom", "ics"):
        moved = fetch(f"/countries/china.{ending}?from=2012", 301)
        assert moved["Location"] == f"/countries/prc.{ending}?from=2012"
    after = Feed(moved["Location"].replace(".ics", ".atom"))
    assert after.root.findtext("a:id", None, ATOM) == before.root.findtext("a:id", None, ATOM)


def test_an_outcome_changes_with_its_meeting():
    meeting = make_meeting("Talks", start="2012-05", status="held")
    make_citation(meeting, field="start", basis="inferred", note="A guess.")
    long = "Dust and sand. " * 30
    make_outcome(meeting, long, key=1)
    set_changed(meeting, 2)
    feed = Feed("/outcomes.atom")
    assert feed.texts("updated") == ["2026-03-06T05:06:07Z"]
    assert feed.texts("title")[0].endswith("…")
    summary = feed.texts("summary")[0]
    assert "Talks, May 2012 (inferred)" in summary
    assert summary.endswith(f"\n\n{long}")
    assert feed.addresses == ["/meetings/talks/#outcome-1"]


def test_the_registry_as_a_whole():
    meeting = set_changed(make_meeting("Talks"), 1)
    mou = set_changed(make_agreement("MOU"), 2)
    make_project("Draft", published=False)
    make_mechanism("Withdrawn", withdrawn=True)
    feed = Feed("/feed.atom")
    assert feed.names == [f"agreement/{mou.pk}", f"meeting/{meeting.pk}"]
    assert (feed.title, feed.links["alternate"]) == ("Cooperation registry", "http://testserver/")
    home = fetch("/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/feed.atom"' in home


@pytest.mark.usefixtures("demo_fixtures")
def test_every_list_and_every_kind_of_object_has_a_feed():
    lists = ("agreements", "meetings", "mechanisms", "projects", "outcomes", "organizations")
    for name in (*lists, "regions", "countries", "topics", "sources"):
        found = pages(f"/{name}.atom")
        assert sum(len(page.entries) for page in found) == body(fetch(f"/{name}.csv")).count(b"\r\n") - 1, name
    for address in ("countries/china", "regions/north-east-asia", "mechanisms/temm", "topics/yellow-dust"):
        assert Feed(f"/{address}.atom").entries


def test_the_pages_have_each_row_once_and_lead_both_ways(monkeypatch):
    monkeypatch.setattr(atom, "SIZE", 3)
    china = make_country("CHN")
    made = [make_meeting(countries=[china]) for _number in range(4)]
    made += [make_agreement(countries=[china]) for _number in range(4)]
    made += [make_outcome(made[0]) for _number in range(3)]
    for number, row in enumerate(made[:8]):
        set_changed(row, number % 3)  # several at the same time
    for address, number in (("/countries/china.atom", 11), ("/meetings.atom?country=china", 4)):
        found = pages(address)
        names = [name for page in found for name in page.names]
        times = [time for page in found for time in page.texts("updated")]
        assert len(names) == len(set(names)) == number
        assert times == sorted(times, reverse=True)
        assert all(page.links["first"] == found[0].links["self"] for page in found)
        assert len({page.root.findtext("a:id", None, ATOM) for page in found}) == 1
        last = found[0].page("last")
        assert last.names == names[-3:]
        assert "next" not in last.links
        back = [last]
        while "previous" in back[-1].links and back[-1].names[0] != names[0]:
            back.append(back[-1].page("previous"))
        assert [name for page in reversed(back) for name in page.names] == names
        assert "previous" not in found[0].links


def test_a_page_keeps_its_place_while_others_are_written(monkeypatch):
    monkeypatch.setattr(atom, "SIZE", 2)
    made = [set_changed(make_meeting(), day) for day in range(5)]
    first = Feed("/meetings.atom")
    set_changed(made[3], 9)  # the last row of the page moves to the front
    set_changed(make_meeting(), 8)
    assert first.page("next").names == [f"meeting/{made[2].pk}", f"meeting/{made[1].pk}"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "after-1-meeting",
        "after-1-meeting-1-2",
        "after-1-outcome-1",
        "after-1-spoon-1",
        "before-99999999999999999-x-1",
    ],
)
def test_what_is_no_page_is_said(cursor):
    assert "This page of the feed does not exist." in refusal(f"/meetings.atom?cursor={cursor}")


def test_wrong_filters_are_said():
    assert "“atlantis” is not a country in this list" in refusal("/meetings.atom?country=atlantis")
    fetch("/countries/atlantis.atom", 404)


def test_drafts_and_withdrawn_records_are_nowhere():
    china = make_country("CHN")
    make_meeting("Public", countries=[china])
    secret = make_meeting("Secret", countries=[china], published=False)
    make_outcome(secret, "Secret.", by_countries=[china])
    make_agreement("Secret", countries=[china], withdrawn=True)
    make_organization("Secret")
    make_topic("Secret")
    make_source("Secret")
    for name in ("meetings", "agreements", "outcomes", "organizations", "topics", "sources", "countries/china", "feed"):
        assert b"Secret" not in Feed(f"/{name}.atom").document, name


ODD = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=300)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=ODD.filter(str.strip), summary=ODD)
def test_odd_texts_do_not_break_a_feed(title, summary):
    if not Meeting.objects.exists():
        make_meeting()
    Meeting.objects.update(title=title, summary=summary)
    assert len(Feed("/meetings.atom").entries) == 1


def test_its_statements_do_not_grow_with_the_entries():
    china = make_country("CHN")

    def count():
        with CaptureQueriesContext(connection) as statements:
            Feed("/countries/china.atom")
        return len(statements)

    def more():
        meeting = make_meeting(countries=[china], topics=[make_topic()], host_country=make_country())
        make_outcome(meeting, by_countries=[china])
        for row in (meeting, make_agreement(countries=[china]), make_project(countries=[china])):
            make_citation(row, source=make_source())
        make_mechanism(countries=[china])

    more()
    few = count()
    for _number in range(6):
        more()
    assert count() == few


@pytest.mark.django_db(transaction=True)
def test_a_program_that_has_it_gets_304_and_the_page_is_kept():
    make_meeting("Talks")
    client = Client()
    for address in ("/meetings.atom", "/feed.atom"):
        first = client.get(address)
        with CaptureQueriesContext(connection) as statements:
            kept = client.get(address)
        assert (kept.content, len(statements)) == (first.content, 1)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for response in (first, kept, again):
            assert response["Access-Control-Allow-Origin"] == "*"
            assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
        assert not first.cookies
    make_meeting("More")
    assert len(Feed("/feed.atom").entries) == 2
