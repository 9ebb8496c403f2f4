"""The staff's search rows, with the words of drafts, are in no statement of a public page."""

import pytest
from django.db import connection

from tests.cooperation.public.hub import Hub
from tests.cooperation.public.test_a_draft_is_nowhere import addresses
from tests.factories import make_agreement, make_mechanism, make_meeting, make_outcome, make_project
from tests.settled import settle

SECRET = "Xyzzyplugh"
SEARCHES = (
    "xyzzyplugh",
    "xyzzyplug",
    "xyzzyplhug",
    "xyzz",
    '"xyzzyplugh"',
    "forum xyzzyplugh",
    "environment",
    "enviroment",
)


NOT_OFFERED = {"/data/iati.xml", "/data/registry.zip"}  # without their settings


@pytest.fixture
def drafts(db, as_owner):
    """A world of public records, and drafts with a word of their own; the table that the staff search is hidden."""
    Hub().grow()
    for make in (make_agreement, make_mechanism, make_project):
        make(f"{SECRET} forum", published=False)
    make_outcome(make_meeting(f"{SECRET} forum", city=SECRET, other_names=SECRET, published=False), SECRET)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cooperation_staff_search WHERE vector @@ 'xyzzyplugh'")
        assert cursor.fetchone() == (5,)
        cursor.execute("ALTER TABLE cooperation_staff_search RENAME TO cooperation_unknown")


def test_pages_lists_and_exports_are_answered_without_the_table(client, drafts):
    pages = [*addresses()]
    assert len(pages) > 25
    for address in pages:
        response = client.get(address)
        assert response.status_code == (404 if address in NOT_OFFERED else 200), address
        assert SECRET.lower() not in b"".join(response).decode().lower()


@pytest.mark.parametrize("text", SEARCHES)
def test_search_suggestions_and_spelling_know_no_word_of_a_draft(client, drafts, text):
    for address in ("/search/", "/search/suggest/", "/meetings/", "/outcomes/", "/agreements/"):
        response = client.get(address, {"q": text})
        assert response.status_code == 200
        page = response.content.decode().lower()
        assert f"{SECRET} forum".lower() not in page
        # What was typed is repeated on the page.
        assert SECRET.lower() in text or SECRET.lower() not in page


def test_no_word_of_a_draft_is_counted(drafts):
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_search_count()")
        cursor.execute("SELECT lexeme FROM cooperation_search_word WHERE starts_with(lexeme, 'xyzzy')")
        assert cursor.fetchall() == []
        cursor.execute("SELECT kind, id FROM cooperation_search WHERE strpos(names, 'xyzzy') > 0")
        assert cursor.fetchall() == []
