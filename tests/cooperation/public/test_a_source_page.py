"""What a reader finds on the page of a source, and on the list of sources."""

from cooperation.domain.choices import Origin
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_meeting,
    make_outcome,
    make_source,
)
from tests.reading import read


def test_it_says_whose_it_is_and_as_of_when_it_speaks(client, db):
    source = make_source(
        "The ministry's page",
        publisher="Ministry",
        url="https://example.org/page",
        as_of="2013-10-24",
        retrieved_on="2026-11",
        note="Older than its date.",
    )
    make_citation(make_meeting(), source=source)
    page = read(client, source)
    for fact in (
        "Type of source\nthe ministry's own",
        "Publisher\nMinistry",
        "As of\n24 October 2013",
        "Retrieved\nNovember 2026",
        "Note\nOlder than its date.",
    ):
        assert fact in page.text
    assert "https://example.org/page" in page.addresses


def test_what_was_taken_stands_by_what_it_is_about_with_the_values_in_words(client, db):
    source = make_source()
    korea, iran = make_country("KOR"), make_country("IRN")
    mou = make_agreement("MOU", countries=[korea, iran])
    meeting = make_meeting("Bilateral")
    outcome = make_outcome(meeting, "Agreed on research.")
    make_citation(mou, source=source, field="signed_on", value="2005-03", locator="¶8", quotation="in March, 2005")
    make_citation(mou, source=source, field="parties", value="KOR, IRN")
    make_citation(mou, source=source, party=mou.parties.first(), note="Named in the text.")
    make_citation(meeting, source=source, outcome=outcome, field="status", value="active", locator="¶3")
    taken = read(client, source).sections["Facts cited from this source"]
    assert "MOU\nParties\nSouth Korea, Iran\nSigned\nMarch 2005 ¶8\nin March, 2005" in taken
    assert "South Korea\nGeneral\nNote: Named in the text." in taken
    assert "Bilateral\nAgreed on research.\nStatus\nopen ¶3" in taken


def test_only_what_is_public_is_listed(client, db):
    source = make_source()
    make_citation(make_meeting("Public"), source=source)
    make_citation(make_meeting("Not yet", published=False), source=source, quotation="hidden words")
    make_citation(make_meeting("Taken back", withdrawn=True), source=source)
    page = read(client, source)
    assert "Public" in page.text
    for hidden in ("Not yet", "hidden words", "Taken back"):
        assert hidden not in page.text


def test_a_value_that_names_a_record_is_a_link_and_one_that_names_a_draft_says_no_more(client, db):
    source = make_source()
    make_meeting("Summit 1", slug="summit-1")
    make_meeting("The unspeakable summit", slug="some-summit", published=False)
    make_citation(make_agreement(), source=source, field="meeting", value="summit-1")
    make_citation(make_agreement(), source=source, field="meeting", value="some-summit")
    page = read(client, source)
    assert "Meeting\nSummit 1\n" in page.text
    assert "/meetings/summit-1/" in page.addresses
    assert "a record that is not public" in page.text
    for hidden in ("unspeakable", "some-summit"):
        assert hidden not in page.source


def test_many_citations_come_in_pages_and_a_wrong_page_is_told(client, db):
    source, meeting = make_source("Long page"), make_meeting()
    for number in range(101):
        make_citation(meeting, source=source, locator=f"line {number}.")
    first, second = read(client, source), read(client, f"{source.get_absolute_url()}?page=2")
    assert "line 99." in first.text
    assert "line 100." not in first.text
    assert "?page=2" in first.addresses
    assert "line 100." in second.text
    assert second.canonical.endswith("/sources/long-page/?page=2")
    assert "(page 2)" in second.title
    for wrong in ("3", "0", "x", "-1"):
        page = read(client, f"{source.get_absolute_url()}?page={wrong}")
        assert page.status == 200
        assert f"Page “{wrong}” does not exist. This is page 1 of 2." in page.text


def test_the_list_has_the_ministry_s_own_first_and_counts_public_citations(client, db):
    other, own = make_source("Another page", origin=Origin.EXTERNAL), make_source("Zero page", as_of="2013")
    make_citation(make_meeting(), source=other)
    for published in (True, True, False):
        make_citation(make_meeting(published=published), source=own)
    make_citation(make_meeting(published=False), source=make_source("Unseen"))
    text = read(client, "/sources/").text
    assert "Zero page · the ministry's own, as of 2013, cited 2 times" in text
    assert "Another page · external, cited once" in text
    assert text.index("Zero page") < text.index("Another page")
    assert "Unseen" not in text
