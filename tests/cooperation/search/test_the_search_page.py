"""The search page: what a reader finds there, what is said where nothing is found, and that a draft is nowhere."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation import search
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_region,
    make_source,
    make_topic,
)
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db


def page_of(client, text):
    settle()
    return read(client, f"/search/?{urlencode({'q': text})}")


def test_the_page_says_how_to_search(client):
    page = read(client, "/search/")
    assert page.status == 200
    assert "Use a minus sign to exclude a word" in page.text


def test_a_printed_search_names_the_address_of_this_search(client):
    make_meeting("Meeting on “mangroves & reefs”")
    page = page_of(client, "mangroves & reefs")
    assert "Printed from http://testserver/search/?q=mangroves+%26+reefs." in page.text
    assert page.status == 200


def test_results_are_grouped_by_kind_with_their_number_and_a_way_to_all(client):
    vietnam = make_country("VNM")
    for number in range(7):
        make_meeting(f"Meeting on mangroves {number}", countries=[vietnam])
    make_agreement("Agreement on mangroves", countries=[vietnam])
    page = page_of(client, "mangroves")
    assert page.sections["Meetings 7"].count("Meeting on mangroves") == 5
    assert page.sections["Meetings 7"].startswith("See all (7)")
    assert page.sections["Agreements 1"].startswith("See all (1): Agreements\nAgreement on mangroves")
    assert "/meetings/?q=mangroves" in page.addresses
    assert "Best matches" in page.sections
    assert search.Query("mangroves").total("meeting") == (7, True)


def test_a_meeting_says_where_it_met_and_that_it_was_online(client):
    make_meeting("Mangroves by video", start="2021", mode="online")
    make_meeting("Mangroves on site", start="2022", mode="hybrid", city="Jeju")
    text = page_of(client, "mangroves").text
    assert "2021\nonline" in text
    assert "2022\nJeju (hybrid)" in text


def test_the_words_are_marked_and_everything_else_is_escaped(client):
    make_meeting("Mangroves <b>& dunes</b>", summary="<script>alert(1)</script> All about mangrove trees.")
    page = page_of(client, "mangrove")
    assert "<mark>Mangroves</mark> &lt;b&gt;&amp; dunes&lt;/b&gt;" in page.source
    assert "&lt;script&gt;alert(1)&lt;/script&gt; All about <mark>mangrove</mark> trees." in page.source


def test_what_was_typed_is_escaped_too(client):
    page = page_of(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in page.source


def test_a_typing_error_is_mended_and_said(client):
    make_topic("Yellow dust")
    make_meeting("Yellow dust from the Gobi")
    page = page_of(client, "yelow dust")
    assert "No results for “yelow dust”. Searched for yellow dust instead." in page.text
    assert "/search/?q=yellow+dust" in page.addresses
    assert "Yellow dust from the Gobi" in page.sections["Meetings 1"]


def test_a_text_in_another_language_is_shown_only_if_nothing_else_has_the_word(client):
    make_outcome(make_meeting("Talks", slug="talks"), "Agreed on mangroves.", text_ko="맹그로브에 합의했습니다.")
    assert "맹그로브" not in page_of(client, "mangroves").text
    assert "맹그로브에 합의했습니다." in page_of(client, "맹그로브").text


def test_what_cannot_be_found_whole_is_found_without_a_word(client):
    make_meeting("Mangroves in Hanoi", start="2011")
    make_meeting("Dunes in Bangkok")
    page = page_of(client, "mangroves Bangkok")
    assert "These are the results without “mangroves”." in page.text
    page = page_of(client, "qqqqq")
    assert "No results for “qqqqq”." in page.text
    assert "Check the spelling, or use fewer or more general words." in page.text
    assert "Downloads, the API and the licence are on the page Data." in page.text


def test_an_empty_result_gives_examples_that_find_something(client):
    series = make_mechanism("Tripartite Environment Ministers Meeting", acronym="TEMM")
    korea, vietnam = make_country("KOR"), make_country("VNM")
    make_meeting("Talks", mechanism=series, countries=[korea, vietnam], topics=[make_topic("Dunes")])
    make_meeting("More talks", mechanism=series, countries=[korea, vietnam])
    page = page_of(client, "qqqqq")
    examples = [address for address in page.addresses if address.startswith("/search/?q=")]
    assert examples == ["/search/?q=Vietnam", "/search/?q=Dunes", "/search/?q=TEMM"]
    for example in examples:
        assert "No results" not in read(client, example).text


def test_each_result_has_its_date_and_place(client):
    region = make_region("Lakelands")
    korea, vietnam, ghana = make_country("KOR"), make_country("VNM"), make_country("GHA", name="Ghana")
    both = {"countries": [korea, vietnam]}
    make_agreement("Mangrove memorandum", kind="mou", signed_on="2008-05", **both)
    meeting = make_meeting("Mangrove talks", start="2012-05-04", city="Hanoi", host_country=vietnam, **both)
    make_outcome(meeting, "Mangroves are protected.", kind="decision")
    make_project("Mangroves planted", actual_start="2001", actual_end="2003", countries=[korea, ghana])
    make_project("Mangroves counted", regions=[region])
    page = page_of(client, "mangroves")
    assert "memorandum of understanding" in page.sections["Agreements 1"]
    assert "signed May 2008" in page.sections["Agreements 1"]
    assert "Vietnam" in page.sections["Agreements 1"]
    assert "4 May 2012" in page.sections["Meetings 1"]
    assert "Hanoi, Vietnam" in page.sections["Meetings 1"]
    assert "4 May 2012" in page.sections["Outcomes 1"]
    assert "Hanoi, Vietnam" in page.sections["Outcomes 1"]
    assert "2001 to 2003" in page.sections["Projects 2"]
    assert "Ghana" in page.sections["Projects 2"]
    assert "Lakelands" in page.sections["Projects 2"]
    assert korea.name not in page.sections["Projects 2"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-temm", "You only excluded words."),
        ("the of", "These words are on nearly every page."),
        ("!!!", "Enter a word, a name or a number."),
        ("-", "Enter a word, a name or a number."),
        ("x" * 201, "Enter at most 200 characters. You entered 201."),
        ("temm\x00", "a character that cannot be searched for"),
        ("temm\x07", "a character that cannot be searched for"),
    ],
)
def test_a_question_that_says_nothing_gets_an_answer_beside_the_box(client, typed, message):
    page = page_of(client, typed)
    assert page.status == 200
    assert message in page.text
    assert 'aria-describedby="search-problem"' in page.source


@pytest.mark.parametrize(
    "typed",
    [
        "'", '"', '"""', '"a', "a:*", "!a", "a & | b", "(((", "\\", "%", "<->", "'; DROP TABLE x; --", "\ufffd",
        "- - -", "--temm", '-"yellow dust" temm', "é" * 150, "1e5", "٣", "İ", "ß", "a" * 200, "=temm", "c:1", "🌍",
        "\u00a0", "\u202e", " ".join("abcdefghij"), " ".join(f"w{n}" for n in range(50)), "ＴＥＭＭ", "1" * 200,
        "한국의", "한", "NULL", " ", "%s%d %(x)s {0} {a.__class__}", "(a+)+$",
    ],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_the_page(client, typed):
    make_meeting("Tripartite", mechanism=make_mechanism("Tripartite", acronym="TEMM"))
    assert page_of(client, typed).status == 200
    assert client.get("/search/suggest/", {"q": typed}).status_code == 200


def test_a_draft_and_what_only_a_draft_refers_to_are_nowhere(client):
    make_mechanism("Secret series", acronym="SECRETS", published=False)
    draft = make_meeting("Secretive meeting", published=False, summary="Zanzibar", topics=[make_topic("Secret topic")])
    make_meeting("Secreted meeting", withdrawn=True)
    make_outcome(draft, "Secretly agreed")
    make_organization("Secret office")
    make_citation(draft, source=make_source("Secret source"))
    for typed in ("secret", "secretive", "secrets", "zanzibar", "secrt", "zanzibr", "secre", "offic", "secret ofice"):
        page = page_of(client, typed)
        assert f"No results for “{typed}”." in page.text
        assert "Searched for" not in page.text
        assert client.get("/search/suggest/", {"q": typed}).json() == {"suggestions": []}


def test_the_number_of_statements_does_not_grow_with_rows(client):
    def fill(number):
        for turn in range(number):
            country, body = make_country(), make_organization(summary="Mangroves")
            many = {"countries": [country], "topics": [make_topic()], "summary": "Mangroves"}
            meeting = make_meeting(organizations=[body], host_country=country, start="2012", **many)
            make_citation(meeting, field="start", locator="Mangroves")
            make_outcome(meeting, f"Mangroves {turn}", by_countries=[country])
            make_agreement(summary="Mangroves", countries=[country])
            make_project(**many)
            make_mechanism(**many)
        settle()
        with CaptureQueriesContext(connection) as captured:
            assert read(client, "/search/?q=mangroves").status == 200
        return len(captured)

    fill(1)
    assert fill(2) == fill(20)


def test_the_page_is_the_same_for_every_reader_and_kept_out_of_other_indexes(client):
    response = client.get("/search/?q=temm")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    # One address for the machines that read it: that of the empty box.
    assert '<link rel="canonical" href="http://testserver/search/">' in response.content.decode()


def test_suggestions_are_titles_names_and_acronyms_by_the_beginning_of_any_word(client):
    series = make_mechanism("Tripartite Environment Ministers Meeting", acronym="TEMM")
    make_meeting("14th Tripartite Meeting", mechanism=series, start="2012")
    make_country("VNM", other_names="Viet Nam\n베트남")
    settle()

    def labels(typed):
        response = client.get("/search/suggest/", {"q": typed})
        assert response["Cache-Control"] == "public, max-age=60"
        assert not response.cookies
        return [each["label"] for each in response.json()["suggestions"]]

    assert labels("tem") == ["Tripartite Environment Ministers Meeting (TEMM)"]
    assert labels("trip") == ["Tripartite Environment Ministers Meeting (TEMM)", "14th Tripartite Meeting"]
    assert labels("meeting 14") == ["14th Tripartite Meeting"]
    assert labels("베트") == labels("viet n") == labels("VN") == ["Vietnam"]
    assert labels("t") == labels("") == []
    for number in range(20):
        make_meeting(f"Mangroves {number}")
    settle()
    assert len(labels("mangr")) == 8
