"""A question that means a filter offers it as a link above the results, with the number that the link's list has."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.domain.choices import AgreementKind, OrganizationKind, OutcomeStatus
from cooperation.filters import FILTERS
from cooperation.filters.agreements import AgreementFilter
from cooperation.filters.codes import MeetingState
from cooperation.filters.organizations import OrganizationFilter
from cooperation.filters.vocabulary import code_named
from regions.models import Country
from tests.cooperation.filters.reading import Page, Sheet
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_region,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db


def offered(path, typed, **given):
    """What the page offers for the words: {sentence: address}, each with the number that its list states."""
    page = Page(f"{path}?{urlencode({'q': typed, **given})}")
    note = re.search(r'<ul class="offers">(.*?)</ul>', page.html, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)">(.*?)</a>', note[1]) if note else []
    found = {}
    for address, words in links:
        sentence, number = html.unescape(words).removesuffix(")").rsplit(" (", 1)
        opened = Page(html.unescape(address))
        assert opened.problems == ""
        assert opened.number == int(number.replace(",", ""))
        assert len(Sheet(html.unescape(address).replace("/?", ".csv?")).rows) == opened.number
        found[sentence] = html.unescape(address)
    return found


@pytest.fixture
def records():
    korea, vietnam = make_country("KOR", other_names="Korea"), make_country("VNM")
    both = {"countries": [korea, vietnam]}
    for year in ("1999", "2000", "2005-03", "2012-05-04"):
        make_meeting(f"Meeting of {year}", start=year, **both)
    make_meeting("Dunes", start="2012", countries=[korea])
    make_agreement("First MOU", kind="mou", signed_on="2008", **both)
    make_agreement("Second MOU", kind="mou", signed_on="2009", **both)
    make_agreement("Treaty", kind="treaty", signed_on="2008", **both)
    settle()


def test_vietnam_since_2000(records):
    assert offered("/search/", "vietnam since 2000") == {
        "Show agreements with Vietnam from 2000 onwards": "/agreements/?country=vietnam&from=2000",
        "Show meetings with Vietnam from 2000 onwards": "/meetings/?country=vietnam&from=2000",
    }
    assert offered("/meetings/", "vietnam since 2000") == {
        "Show meetings with Vietnam from 2000 onwards": "/meetings/?country=vietnam&from=2000",
    }
    page = Page("/meetings/?q=vietnam+since+2000")
    assert "“since 2000” does not limit these results." in page.text
    assert page.number == 4


def test_mou_before_2009(records):
    wanted = {
        "Show agreements of the kind “memorandum of understanding” up to 2008": "/agreements/?kind=mou&to=2008",
    }
    for typed in ("MOU before 2009", "MOUs before 2009", "Memoranda of Understanding before 2009"):
        assert offered("/search/", typed) == wanted
        assert offered("/agreements/", typed) == wanted
    assert Page("/agreements/?kind=mou&to=2008").titles == ["First MOU"]


@pytest.mark.parametrize(
    ("typed", "sentence", "address"),
    [
        ("meetings with Vietnam after 2005", "Show meetings with Vietnam from 2006 onwards",
         "country=vietnam&from=2006"),
        ("show me the meetings since May 2012", "Show meetings from May 2012 onwards", "from=2012-05"),
        ("vietnamese meetings between 2000 and 2005", "Show meetings with Vietnam from 2000 to 2005",
         "country=vietnam&from=2000&to=2005"),
        ("Korea-Vietnam meetings until 2000", "Show meetings with Vietnam up to 2000", "country=vietnam&to=2000"),
        ("meetings with korea since 2012", "Show meetings with South Korea from 2012 onwards",
         "country=south-korea&from=2012"),
        ("meetings dunes since 2000", "Show meetings with the words “dunes” from 2000 onwards", "q=dunes&from=2000"),
        ("meetings -dunes vietnam since 2000", "", None),
        ('meetings "meeting of" since 2000', "Show meetings with the words “\"meeting of\"” from 2000 onwards",
         "q=%22meeting+of%22&from=2000"),
    ],
)  # fmt: skip
def test_names_and_words_go_together_with_the_period(records, typed, sentence, address):
    wanted = {} if address is None else {sentence: f"/meetings/?{address}"}
    assert offered("/search/", typed) == wanted
    assert offered("/meetings/", typed) == wanted


def test_regions_series_organizations_topics_and_kinds():
    region = make_region("Lakelands")
    series, topic = make_mechanism("Lake dialogue", acronym="LAKEDI"), make_topic("Peat bogs")
    body = make_organization("Bureau of Tidal Works")
    make_meeting("One", start="2012", mechanism=series, topics=[topic], kind="workshop")
    make_meeting("Two", start="2012", countries=[make_country(region=region)], organizations=[body])
    make_outcome(make_meeting("Three", start="2012"), "Decided.", kind="decision")
    make_project("Four", actual_start="2012", topics=[topic])
    settle()
    assert offered("/meetings/", "lakelands since 2010") == {
        "Show meetings with Lakelands from 2010 onwards": "/meetings/?region=lakelands&from=2010"
    }
    assert offered("/meetings/", "LAKEDI workshops on peat bogs since 2010") == {
        "Show meetings of the kind “workshop” of LAKEDI on Peat bogs from 2010 onwards":
        "/meetings/?topic=peat-bogs&kind=workshop&mechanism=lake-dialogue&from=2010"
    }  # fmt: skip
    assert offered("/meetings/", "LAKEDI since 2010 dunes") == {}
    assert offered("/meetings/", "LAKEDI since 2010 one") == {
        "Show meetings of LAKEDI with the words “one” from 2010 onwards":
        "/meetings/?q=one&mechanism=lake-dialogue&from=2010"
    }  # fmt: skip
    assert offered("/meetings/", "bureau of tidal works lakelands since 2010") == {
        "Show meetings with Lakelands and Bureau of Tidal Works from 2010 onwards":
        "/meetings/?region=lakelands&organization=bureau-of-tidal-works&from=2010"
    }  # fmt: skip
    assert offered("/search/", "decisions since 2010") == {
        "Show outcomes of the kind “decision” from 2010 onwards": "/outcomes/?kind=decision&from=2010"
    }
    assert list(offered("/search/", "peat bogs since 2010")) == [
        "Show meetings on Peat bogs from 2010 onwards",
        "Show projects on Peat bogs from 2010 onwards",
    ]


def test_of_two_countries_the_second_stays_a_word():
    vietnam, mongolia = make_country("VNM"), make_country("MNG")
    make_meeting("Both", start="2012", countries=[vietnam, mongolia])
    make_meeting("One", start="2012", countries=[vietnam])
    settle()
    assert offered("/meetings/", "vietnam mongolia since 2000") == {
        "Show meetings with Vietnam with the words “mongolia” from 2000 onwards":
        "/meetings/?q=mongolia&country=vietnam&from=2000"
    }  # fmt: skip


def test_the_other_filters_of_the_list_are_kept(records):
    assert offered("/meetings/", "vietnam since 2000", kind="session", size="50", sort="relevance") == {
        "Show meetings with Vietnam from 2000 onwards": "/meetings/?country=vietnam&kind=session&from=2000&size=50"
    }
    assert offered("/meetings/", "vietnam since 2000", country="south-korea") == {
        "Show meetings with the words “vietnam” from 2000 onwards": "/meetings/?q=vietnam&country=south-korea&from=2000"
    }


def test_a_period_alone_is_looked_for_and_offered(records):
    page = Page("/meetings/?q=since+2000")
    assert page.titles == ["Meeting of 2000"]
    assert "does not limit" not in page.text
    assert offered("/meetings/", "since 2000") == {"Show meetings from 2000 onwards": "/meetings/?from=2000"}


@pytest.mark.parametrize(
    ("path", "typed", "given"),
    [
        ("/meetings/", "vietnam", {}),
        ("/meetings/", "vietnam 2012", {}),
        ("/meetings/", "vietnam since 2050", {}),
        ("/meetings/", "vietnam since 2000", {"from": "1990"}),
        ("/meetings/", "vietnam since 2000", {"year": "2012"}),
        ("/organizations/", "vietnam since 2000", {}),
        ("/search/", "vietnam since 2050", {}),
        ("/search/", "vietnam", {}),
        ("/search/", "Korea-Vietnam meeting dunes", {}),
        ("/search/", "meetings", {}),
        ("/search/", "postponed meetings", {}),
        ("/search/", "open vietnam", {}),
    ],
)
def test_nothing_is_offered_where_nothing_would_be_found_or_no_filter_is_meant(records, path, typed, given):
    assert offered(path, typed, **given) == {}


def test_what_readers_may_not_see_is_not_offered():
    topic = make_topic("Secret topic")
    make_meeting("Draft", start="2012", topics=[topic], published=False)
    make_meeting("Public", start="2012")
    settle()
    assert offered("/search/", "secret topic since 2000") == {}
    assert offered("/meetings/", "meetings secret topic since 2000") == {}


@pytest.mark.parametrize("typed", ["vietnam since 2000", "vietnam meetings dunes since 2000"])
def test_the_number_of_statements_does_not_grow_with_rows(typed):
    vietnam = make_country("VNM")

    def statements(number):
        for _turn in range(number):
            make_meeting(summary="Dunes", start="2012", countries=[vietnam])
            make_agreement(summary="Dunes", signed_on="2012", countries=[vietnam])
        settle()
        Page(f"/search/?{urlencode({'q': typed})}")
        with CaptureQueriesContext(connection) as captured:
            Page(f"/search/?{urlencode({'q': typed})}")
        return len(captured)

    few = statements(5)
    assert statements(30) <= few


@pytest.fixture
def kinds():
    """Records of all kinds with their states, on a fixed day."""
    africa, europe = make_region("Africa"), make_region("Europe")
    china, ghana = make_country("CHN", name="China"), make_country("GHA", name="Ghana", region=africa)
    france, korea = make_country("FRA", name="France", region=europe), make_country("KOR", other_names="Korea")
    forests = make_topic("Forest restoration", other_names="Forest\n산림")
    talks = make_meeting("Talks", start="2012", countries=[korea, china])
    for status in ("active", "active", "implemented"):
        make_outcome(talks, f"To do, {status}.", kind="commitment", status=status)
    make_meeting("Coming", start="2060", countries=[france], status="confirmed")
    make_meeting("Over", start="2011", countries=[france], kind="workshop")
    make_agreement("Kept", kind="mou", signed_on="2008", in_force_on="2009", countries=[korea, china])
    make_agreement(
        "Ended", kind="treaty", signed_on="2000", in_force_on="2001", terminated_on="2005", countries=[china]
    )
    make_project("Trees", countries=[ghana], topics=[forests], actual_start="2011", status="implementation")
    make_project("Older trees", countries=[ghana], topics=[forests], actual_start="2001", actual_end="2003")
    make_organization("Fund of Ghana", kind="fund", country=ghana, summary="Named.")
    settle()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("open outcomes with China", "/outcomes/?country=china&status=active"),
        ("China open outcomes", "/outcomes/?country=china&status=active"),
        ("completed outcomes", "/outcomes/?status=implemented"),
        ("completed", "/outcomes/?status=implemented"),
        ("commitments", "/outcomes/?kind=commitment"),
        ("open commitments", "/outcomes/?kind=commitment&status=active"),
        ("agreements in force with China", "/agreements/?country=china&status=yes"),
        ("agreements not in force", "/agreements/?status=no"),
        ("treaties with China", "/agreements/?country=china&kind=treaty"),
        ("mous with china", "/agreements/?country=china&kind=mou"),
        ("memoranda of understanding in force", "/agreements/?kind=mou&status=yes"),
        ("projects on forests in Africa since 2010", "/projects/?region=africa&topic=forest-restoration&from=2010"),
        ("projects on forests in Africa", "/projects/?region=africa&topic=forest-restoration"),
        ("ongoing projects in Ghana", "/projects/?country=ghana&status=implementation"),
        ("산림 projects", "/projects/?topic=forest-restoration"),
        ("upcoming meetings in Europe", "/meetings/?region=europe&status=upcoming"),
        ("the next meetings in Europe", "/meetings/?region=europe&status=upcoming"),
        ("workshops in France", "/meetings/?country=france&kind=workshop"),
        ("forests in Africa", "/projects/?region=africa&topic=forest-restoration"),
        ("projects with Ghana trees", "/projects/?q=trees&country=ghana"),
        ("meetings with China in 2012", "/meetings/?country=china&year=2012"),
    ],
)
def test_kinds_topics_regions_and_states_are_understood(kinds, typed, address):
    assert list(offered("/search/", typed).values()) == [address]
    assert list(offered(address.partition("?")[0], typed).values()) == [address]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("중국 진행중 결과", "/outcomes/?country=china&status=active"),
        ("완료된 결과", "/outcomes/?status=implemented"),
        ("중국과의 발효 중인 협정", "/agreements/?country=china&status=yes"),
        ("중국과의 양해각서", "/agreements/?country=china&kind=mou"),
        ("2010년 이후 산림 사업", "/projects/?topic=forest-restoration&from=2010"),
        ("산림 사업 2010년부터", "/projects/?topic=forest-restoration&from=2010"),
        ("중국 회의 2012년", "/meetings/?country=china&year=2012"),
        ("예정된 회의", "/meetings/?status=upcoming"),
    ],
)
def test_korean_words_are_understood(kinds, typed, address):
    Country.objects.filter(name="China").update(other_names="중국")
    settle()
    assert list(offered("/search/", typed).values()) == [address]


def test_the_sentence_says_what_the_list_shows(kinds):
    label = OutcomeStatus.ACTIVE.label
    assert list(offered("/search/", "open outcomes with China")) == [f"Show outcomes with China, status “{label}”"]
    assert list(offered("/search/", "projects with Ghana trees")) == ["Show projects with Ghana with the words “trees”"]


@pytest.mark.parametrize(
    ("typed", "sentence", "address"),
    [
        (
            "meetings with China in 2011",
            "Show meetings with China, because none match “2011”",
            "/meetings/?country=china",
        ),
        (
            "upcoming meetings in Africa",
            "Show meetings, status “{upcoming}”, because none match “Africa”",
            "/meetings/?status=upcoming",
        ),
        ("upcoming meetings with the words dunes", "", ""),
        (
            "upcoming meetings with China",
            "Show meetings with China, because none match “{upcoming}”",
            "/meetings/?country=china",
        ),
        (
            "projects on forests in Europe since 2010",
            "Show projects on Forest restoration from 2010 onwards, because none match “Europe”",
            "/projects/?topic=forest-restoration&from=2010",
        ),
    ],
)
def test_where_nothing_matches_all_of_it_the_offer_names_what_it_leaves_out(kinds, typed, sentence, address):
    sentence = sentence.format(upcoming=MeetingState("upcoming").label)
    assert offered("/search/", typed) == ({sentence: address} if sentence else {})


def test_an_offer_is_shown_where_no_row_has_all_the_words(kinds):
    page = Page("/search/?q=upcoming+qqqqq")
    assert "offers" not in page.html
    page = Page("/search/?q=ongoing")
    assert "No results for “ongoing”." in page.text
    assert "Show projects, status" in page.text


def test_every_name_of_a_code_is_understood():
    """A list that has a code filter understands each label and value of it, in the plural too where it is a kind."""
    for filterset_class in FILTERS.values():
        for name in ("kind", "status"):
            for code in getattr(filterset_class.base_filters.get(name), "choices", ()):
                assert code_named(filterset_class, code.value.replace("-", " "))[1] == code
    assert code_named(AgreementFilter, "exchanges of notes")[1:] == (AgreementKind.EXCHANGE_OF_NOTES, True)
    assert code_named(AgreementFilter, "communiques")[1:] == (AgreementKind.COMMUNIQUE, True)
    assert code_named(OrganizationFilter, "ministries")[1:] == (OrganizationKind.MINISTRY, True)


def test_the_demo_data_offers_what_a_reader_means(demo_fixtures):
    settle()
    found = offered("/search/", "vietnam since 2000")
    assert "Show meetings with Vietnam from 2000 onwards" in found
    assert list(offered("/search/", "MOU before 2009")) == [
        "Show agreements of the kind “memorandum of understanding” up to 2008"
    ]
    assert list(offered("/meetings/", "TEMM since 2015")) == ["Show meetings of TEMM from 2015 onwards"]
    assert list(offered("/mechanisms/", "Europe until 2012")) == ["Show mechanisms with Europe up to 2012"]
    assert list(offered("/search/", "open outcomes with China").values()) == ["/outcomes/?country=china&status=active"]
    assert list(offered("/search/", "projects on forests").values()) == ["/projects/?topic=tropical-forest-restoration"]
    assert list(offered("/search/", "mous with vietnam").values()) == ["/agreements/?country=vietnam&kind=mou"]
