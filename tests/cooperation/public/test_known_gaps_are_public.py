"""What is not known is public: each number of /quality/ is that of the list that it opens, and no draft counts."""

import re

import pytest

from cooperation.models import Meeting
from cooperation.public.views import quality
from tests.cooperation.index.test_a_count_is_what_the_click_shows import a_registry
from tests.factories import make_agreement, make_citation, make_mechanism, make_meeting, make_source
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db
PAGE = "/quality/"
NUMBER = re.compile(r'<a href="(/\w+/\?quality=[\w-]+)">([\d,]+ \w+)</a>')


def numbers(page):
    """Each list that the page opens, and the number and kind beside it."""
    return dict(NUMBER.findall(page.source))


def test_each_number_is_that_of_its_list(client):
    a_registry(1)
    found = numbers(read(client, PAGE))
    assert len(found) > 30
    for address, words in found.items():
        page = read(client, address)
        assert f"\n{words}" in page.text, address
        assert client.get(address.replace("/?", ".csv?")).status_code == 200


def test_the_demo_says_what_it_does_not_know(client, demo_fixtures):
    settle()
    page = read(client, PAGE)
    found = numbers(page)
    for address in ("/meetings/?quality=disputed-number", "/mechanisms/?quality=missing-sessions"):
        assert address in found
    for address, words in found.items():
        assert f"\n{words}" in read(client, address).text, address
    contradictions = page.sections["Contradictions"]
    assert "Ten Priority Cooperation Areas" in contradictions
    assert "adopted at the 12th meeting in 2010" in contradictions, "the note"


def test_a_draft_counts_nowhere(client):
    make_meeting("Public")
    draft = make_meeting("Secret", published=False)
    make_citation(draft, field="start", value="2012", is_disputed=True, note="A secret.")
    series = make_mechanism("Ministers")
    make_meeting("Session 3", mechanism=series, ordinal=3)
    make_meeting("Secret session 2", mechanism=series, ordinal=2, published=False)
    settle()
    page = read(client, PAGE)
    assert numbers(page)["/meetings/?quality=no-source"] == "2 meetings"
    assert "Secret" not in page.source
    assert "secret" not in page.source
    assert "Contradictions" not in page.sections
    series = page.sections["Series with missing sessions"]
    assert "Ministers · No record of session number: 1 to 2" in " ".join(series.split())
    Meeting.objects.filter(slug="session-3").update(ordinal=None)
    settle()
    assert "Series with missing sessions" not in read(client, PAGE).sections


def test_contradictions_show_every_claim_and_why(client):
    agreement = make_agreement("Priority areas", signed_on="2010")
    for title, value in (("Text of 2013", "2010"), ("Text of 2015", "2009-06")):
        source = make_source(title)
        make_citation(agreement, source=source, field="signed_on", value=value, is_disputed=True, note="Two meetings.")
    settle()
    words = " ".join(read(client, PAGE).sections["Contradictions"].split())
    assert "Priority areas" in words
    assert "2010 (Text of 2013); June 2009 (Text of 2015)" in words
    assert words.count("Two meetings.") == 1


def test_a_long_page_is_cut_and_leads_to_the_rest(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(quality, "SHOWN_OF_KIND", 2)
    for number in range(3):
        agreement = make_agreement(f"Agreement {number}", signed_on=f"201{number}")
        for field in ("title", "summary", "kind", "binding", "reference"):
            make_citation(agreement, field=field, is_disputed=True, note="Why.")
    settle()
    with django_assert_max_num_queries(20):
        page = read(client, PAGE)
    words = " ".join(page.sections["Contradictions"].split())
    assert "Agreement 2" in words
    assert "Agreement 0" not in words
    assert "2 more on the page of the record" in words
    assert "See all: 3 agreements" in words


def test_the_page_of_an_empty_registry(client):
    page = read(client, PAGE)
    assert numbers(page) == {}
    assert "none" in page.text


def test_footer_and_about_lead_to_it(client):
    assert read(client, "/about/").addresses.count(PAGE) == 2
    assert PAGE in read(client, "/accessibility/").addresses


def test_a_rule_of_another_kind_is_refused(client):
    make_agreement("Framework")
    page = read(client, "/agreements/?quality=no-outcomes")
    assert "“no-outcomes” is not" in page.text
    assert "Framework" not in page.text
