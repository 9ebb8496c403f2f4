import html
import re

import pytest
from django.utils import formats, timezone

from cooperation import search
from cooperation.models import Meeting, Project
from cooperation.public.views.overview import OF_A_REGION
from tests.cooperation.filters.reading import Page, text
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_outcome,
    make_project,
    make_region,
    make_source,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db


def figures(page):
    """The figures: what each counts, its number and its address."""
    part = page.html.split('class="figures"')[1].split("</ul>")[0]
    found = re.findall(r'<a (?:class="small" )?href="([^"]*)">(?:<strong>)?([\d,]+)(?:</strong>)?(.*?)</a>', part)
    return {text(label): (int(number.replace(",", "")), address) for address, number, label in found}


def test_each_figure_leads_to_the_list_that_it_counts():
    year = timezone.localdate().year
    make_agreement(in_force_on="2001")
    make_agreement(terminated_on="2009")
    make_agreement(terminated_on="2010")
    make_agreement()
    make_agreement()
    make_agreement()
    make_meeting(status="held", start="2012")
    make_meeting(status="confirmed", start="2013")
    make_meeting(status="cancelled", start="2013")
    make_meeting(status="tentative", start=f"{year + 1}")
    make_outcome(make_meeting(), "Open")
    make_outcome(make_meeting(), "Done", status="implemented")
    make_project()
    make_mechanism()

    found = figures(Page("/"))
    assert {label: number for label, (number, address) in found.items()} == {
        "agreements": 6,
        "in force today": 1,
        "not in force": 2,
        "not known whether in force": 3,
        "meetings": 6,
        "held": 2,
        "upcoming": 1,
        "not recorded whether held": 2,
        "outcomes": 2,
        "open": 1,
        "completed": 1,
        "projects": 1,
        "mechanisms": 1,
    }
    for number, address in found.values():
        assert Page(address).number == number


def test_a_number_of_nothing_is_not_part_of_a_figure():
    make_agreement()
    found = figures(Page("/"))
    assert [label for label in found if "in force" in label] == ["not known whether in force"]
    assert "held" not in found


def test_one_sentence_says_whose_it_is_what_it_holds_and_since_when(settings):
    korea = make_country("KOR")
    make_agreement(countries=[korea, make_country("CHN")], signed_on="1987-03")
    make_meeting(countries=[korea, make_country("JPN")], start="1992")
    make_meeting()
    make_project(countries=[make_country("VNM")], actual_start="1901", published=False)
    sentence = f"{settings.OWNER}: agreements, meetings, outcomes and projects with 2 countries since 1987."
    assert sentence in Page("/").text


def test_without_records_the_sentence_names_no_year(settings):
    page = Page("/")
    assert f"{settings.OWNER}: agreements, meetings, outcomes and projects with other countries." in page.text
    assert "since" not in page.text
    assert "For example" not in page.text
    assert "Last updated" not in page.text


def test_it_says_when_it_was_updated_and_of_when_the_text_of_the_ministry_is():
    meeting = make_meeting()
    make_citation(meeting, source=make_source("Old text", as_of="2009"))
    make_citation(meeting, source=make_source("The ministry’s page", as_of="2013-10-24"))
    make_citation(meeting, source=make_source("Another’s page", as_of="2020", origin="external"))
    make_citation(make_meeting(published=False), source=make_source("Of a draft", as_of="2021"))
    settle()
    today = formats.date_format(timezone.localdate(), "j F Y")
    page = Page("/")
    assert f"Last updated: {today} . Based on The ministry’s page , as of 24 October 2013 ." in page.text
    assert page.link("The ministry’s page") == "/sources/the-ministrys-page/"


@pytest.mark.usefixtures("demo_fixtures")
def test_the_examples_of_the_demo_find_something():
    assert_examples_find_something(3)


def test_examples_are_of_what_readers_see():
    china, topic = make_country("CHN"), make_topic("Yellow dust")
    series = make_mechanism("Ministers meeting", acronym="TEMM")
    make_meeting(countries=[make_country("KOR"), china], topics=[topic], mechanism=series, start="2012-05")
    draft = make_mechanism("Secret", acronym="SECRET", published=False)
    for _ in range(2):
        make_meeting(mechanism=draft)
    settle()
    assert examples(Page("/")) == ["China", "TEMM", "Yellow dust"]
    assert_examples_find_something(3)


def test_a_country_without_a_dated_meeting_and_a_long_name_are_no_trouble():
    make_agreement(countries=[make_country("KOR"), make_country("CHN")])
    make_meeting(mechanism=make_mechanism("A series with a very long name that nobody would ever type", acronym=""))
    settle()
    assert examples(Page("/")) == ["China"]
    assert_examples_find_something(1)


def examples(page):
    part = re.search(r'<p class="examples">(.*?)</p>', page.html, re.DOTALL)
    return [text(words) for words in re.findall(r"<a [^>]*>(.*?)</a>", part[1])]


def assert_examples_find_something(number):
    page = Page("/")
    assert len(examples(page)) == number
    for example in examples(page):
        found = search.Query(example)
        assert sum(total for total, _is_exact in found.totals.values()) > 0, example
        assert (found.corrected, found.left_out) == (None, []), example
        text_of_page = Page(html.unescape(page.link(example))).text
        assert ("Show meetings with" in text_of_page) == (" since " in example)


def test_upcoming_and_recent_meetings_are_apart():
    year = timezone.localdate().year
    make_meeting("In two years", status="tentative", start=f"{year + 2}")
    make_meeting("Next year", status="confirmed", start=f"{year + 1}")
    make_meeting("Past", status="held", start="2012")
    following, latest = Page("/").html.split('id="outcomes"')[0].split('id="latest"')
    assert following.index("Next year") < following.index("In two years")
    assert "Past" in latest
    assert "Next year" not in latest


def test_without_upcoming_meetings_and_open_outcomes_it_says_so():
    page = Page("/")
    assert "No upcoming meetings recorded." in page.text
    assert "No open outcomes recorded." in page.text


def test_open_outcomes_say_as_of_when():
    make_outcome(make_meeting(start="2012-05"), "Plant trees.")
    make_outcome(make_meeting(), "Done already.", status="implemented")
    part = Page("/").html.split('id="outcomes"')[1].split("</section>")[0]
    assert "Plant trees." in part
    assert "Open as of May 2012 , no later report recorded" in text(part)
    assert "Done already." not in part


@pytest.mark.django_db(transaction=True)
def test_what_was_published_or_changed_last_comes_first_whatever_its_kind():
    for number in range(3):
        make_project(f"Project {number}")
        make_meeting(f"Meeting {number}")
    draft = make_agreement("Draft", published=False)
    assert 'id="changed"' not in Page("/").html, "what was only loaded is not an update"
    for title in ("Project 1", "Project 0"):
        change(Project.objects.get(title=title))
    change(Meeting.objects.get(title="Meeting 2"))
    change(draft)
    changed = Page("/").html.split('id="changed"')[1].split("</section>")[0]
    titles = re.findall(r"<li><a [^>]*>([^<]*)</a>", changed)
    assert titles == ["Meeting 2", "Project 0", "Project 1"]
    today = formats.date_format(timezone.localdate(), "j F Y")
    assert f"Project 0 project, updated {today}" in text(changed).replace("· ", "")


def change(record):
    record.summary = "More."
    record.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo_fixtures")
def test_nothing_of_the_demo_counts_as_updated_before_somebody_changes_it():
    assert 'id="changed"' not in Page("/").html
    change(Meeting.objects.get(slug="temm-14"))
    assert 'id="changed"' in Page("/").html


def test_each_region_has_a_link_and_its_countries_with_the_most_records():
    korea, asia = make_country("KOR"), make_region("North East Asia")
    make_region("Africa")
    for number in range(OF_A_REGION + 2):
        country = make_country(name=f"Country {number}", region=asia)
        for _ in range(number):
            make_meeting(countries=[korea, country])
    make_country(name="Spoken of", region=make_region("Europe"), summary="The ministry speaks of it.")
    settle()
    page = Page("/")
    assert page.link("North East Asia") == "/regions/north-east-asia/"
    assert page.link("Africa") == "/regions/africa/"
    assert '<a href="/countries/country-7/">Country 7</a>' in page.html
    browse = text(page.html.split('class="browse"')[1].split("</section>")[0])
    assert "North East Asia Country 2 , Country 3 , Country 4 , Country 5 , Country 6 , Country 7 , 1 more" in browse
    assert "Africa no countries with records" in browse
    assert "Spoken of" in browse
