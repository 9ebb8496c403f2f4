"""Each page says how to cite it, and gives the reference as BibTeX and CSL-JSON."""

import json
import re

import pytest
from django.conf import settings
from django.utils import timezone

from cooperation.exchange.citations import BIBTEX
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_project,
    make_region,
    make_source,
    make_topic,
)
from tests.reading import read
from tests.settled import settle

pytestmark = pytest.mark.django_db
HARD = r"50% of {Waste} & C:\new_paths #1: ~$5^2, “기후변화” and Côte d’Ivoire }{ \{"
COMMANDS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}

# Of the properties that the schema of CSL-JSON 1.0.2 allows, those used here.
CSL_VARIABLES = {
    *(
        "id",
        "type",
        "title",
        "author",
        "publisher",
        "container-title",
        "genre",
        "version",
        "issued",
        "note",
        "language",
    ),
    *("URL", "event-date", "event-place", "original-date"),
}


class BibTeX:
    """A strict reader of one entry: fields in braces or a bare word, and commands as LaTeX reads them."""

    def __init__(self, text):
        self.text, self.at, self.fields = text, 0, {}
        self.kind = self.take(r"@(\w+)\{")
        self.key = self.take(r"([^\s,{}]+),\s*")
        while not self.text.startswith("}", self.at):
            name = self.take(r"(\w+)\s*=\s*")
            assert name not in self.fields
            value = self.braced() if self.text[self.at] == "{" else self.take(r"([a-z]+)")
            self.fields[name] = value
            self.take(r"(,)\s*")
        self.take(r"(\}\s*)$")

    def take(self, pattern):
        found = re.compile(pattern).match(self.text, self.at)
        assert found, (pattern, self.text[self.at : self.at + 40])
        self.at = found.end()
        return found[1]

    def braced(self):
        """The text between braces, which BibTeX counts without regard to backslashes."""
        start, depth = self.at + 1, 0
        while True:
            depth += {"{": 1, "}": -1}.get(self.text[self.at], 0)
            self.at += 1
            if not depth:
                return self.text[start : self.at - 1]

    def words(self, name):
        """What LaTeX prints for a field. A special character without a backslash is an error."""
        value = self.fields[name]
        if value.startswith("{"):
            assert value.endswith("}")
            value = value[1:-1]
        printed, at = "", 0
        while at < len(value):
            if found := re.compile(r"\\([a-z]+)\{\}").match(value, at):
                printed += COMMANDS[found[1]]
                at = found.end()
            elif found := re.compile(r"\\([%&$#_])").match(value, at):
                printed += found[1]
                at = found.end()
            else:
                assert value[at] not in "\\{}%&$#_~^", value[at:]
                printed += value[at]
                at += 1
        return printed


def download(client, address):
    settle()
    response = client.get(address)
    assert response.status_code == 200, address
    return response


def item_of(client, address):
    (item,) = json.loads(download(client, address).content)
    return item


def test_the_page_has_a_text_to_copy_and_two_files(client):
    meeting = make_meeting("A meeting", slug="summit", start="2012-05-04")
    day = f"{timezone.localtime(meeting.updated_at):%-d %B %Y}"
    page = read(client, meeting)
    assert "Cite this page" in page.text
    assert (
        f"{settings.OWNER}. A meeting. {settings.SITE_NAME}. Version {meeting.version}, last changed {day}. "
        "http://testserver/meetings/summit/"
    ) in page.text
    assert {"/meetings/summit.bib", "/meetings/summit.csl.json"} <= set(page.addresses)


def things():
    meeting = make_meeting(topics=[make_topic()], organizations=[make_organization()])
    records = [make_agreement(), make_mechanism(), make_project(), meeting]
    return [*records, make_country("VNM"), make_region(), meeting.topics.get(), meeting.organizations.get()]


def test_each_kind_of_page_can_be_cited(client):
    for thing in things():
        page = read(client, thing)
        address = thing.get_absolute_url()
        for ending in ("bib", "csl.json"):
            assert f"{address.rstrip('/')}.{ending}" in page.addresses
        entry = BibTeX(download(client, f"{address.rstrip('/')}.bib").content.decode())
        item = item_of(client, f"{address.rstrip('/')}.csl.json")
        assert entry.words("title") == item["title"] == str(thing)
        assert entry.fields["url"] == item["URL"] == f"http://testserver{address}"
        assert entry.key == item["id"] == f"{thing._meta.model_name}-{thing.slug}"


def test_files_are_downloaded_under_the_name_of_the_page(client):
    make_meeting(slug="summit")
    for ending, content_type in (
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
    ):
        response = download(client, f"/meetings/summit.{ending}")
        assert response["Content-Type"] == content_type
        assert response["Content-Disposition"] == f'attachment; filename="summit.{ending}"'


def test_bibtex_is_read_back_whatever_the_title(client):
    make_project(HARD, slug="hard")
    entry = BibTeX(download(client, "/projects/hard.bib").content.decode())
    assert (entry.kind, entry.key) == ("misc", "project-hard")
    assert entry.words("title") == HARD
    assert entry.words("author") == settings.OWNER
    assert entry.words("howpublished") == settings.SITE_NAME
    assert re.fullmatch(r"Version 1, last changed \d+ \w+ \d{4}", entry.words("note"))
    assert re.fullmatch(r"\d{4}", entry.fields["year"])
    assert re.fullmatch(r"[a-z]{3}", entry.fields["month"])


def test_every_character_that_bibtex_or_latex_reads_is_escaped():
    assert {chr(code) for code in BIBTEX} == set("\\{}%&$#_~^")


def test_csl_json_has_the_title_as_it_is_and_the_date_of_the_last_change(client):
    project = make_project(HARD, slug="hard")
    item = item_of(client, "/projects/hard.csl.json")
    day = timezone.localtime(project.updated_at)
    assert item["type"] == "webpage"
    assert item["title"] == HARD
    assert item["author"] == [{"literal": settings.OWNER}]
    assert item["container-title"] == settings.SITE_NAME
    assert item["issued"] == {"date-parts": [[day.year, day.month, day.day]]}
    assert item["version"] == "1"
    assert item["note"].startswith("Version 1, last changed ")
    assert "event-date" not in item
    assert set(item) <= CSL_VARIABLES


def test_csl_json_has_the_date_of_a_meeting_or_agreement_as_far_as_it_is_known(client):
    make_meeting(slug="year", start="2012", city="Beijing")
    make_meeting(slug="days", start="2012-05-04", end="2012-05-05")
    make_agreement(slug="mou", signed_on="2008-07")
    assert item_of(client, "/meetings/year.csl.json")["event-date"] == {"date-parts": [[2012]]}
    assert item_of(client, "/meetings/year.csl.json")["event-place"] == "Beijing"
    assert item_of(client, "/meetings/days.csl.json")["event-date"] == {"date-parts": [[2012, 5, 4], [2012, 5, 5]]}
    assert item_of(client, "/agreements/mou.csl.json")["original-date"] == {"date-parts": [[2008, 7]]}


@pytest.mark.parametrize("ending", ["bib", "csl.json"])
def test_a_draft_is_not_found_and_what_was_withdrawn_is_gone_without_its_title(client, ending):
    make_meeting("Secret summit", slug="secret", published=False)
    make_meeting("Withdrawn summit", slug="withdrawn", withdrawn=True)
    settle()
    draft, withdrawn = (client.get(f"/meetings/{slug}.{ending}") for slug in ("secret", "withdrawn"))
    assert (draft.status_code, withdrawn.status_code) == (404, 410)
    assert b"summit" not in draft.content + withdrawn.content
    assert client.get(f"/meetings/no-such.{ending}").status_code == 404
    assert client.get("/meetings/secret.pdf").status_code == 404


def test_a_topic_that_nothing_public_refers_to_is_not_found(client):
    make_topic(slug="unused")
    settle()
    assert client.get("/topics/unused.bib").status_code == 404


def test_a_source_is_cited_as_itself_and_not_as_a_text_of_the_owner(client):
    make_citation(make_meeting(), source=make_source("A statement", slug="statement"))
    assert "Cite this page" not in read(client, "/sources/statement/").text
    assert client.get("/sources/statement.bib").status_code == 404


@pytest.mark.parametrize("ending", ["bib", "csl.json"])
def test_an_old_address_redirects_to_the_file_of_the_new_one(client, ending):
    meeting = make_meeting(slug="old")
    meeting.slug = "new"
    meeting.save()
    settle()
    response = client.get(f"/meetings/old.{ending}")
    assert (response.status_code, response["Location"]) == (301, f"/meetings/new.{ending}")
    assert client.get("/meetings/old.pdf").status_code == 404


def test_the_preview_of_a_draft_cannot_be_cited(admin_client):
    page = read(admin_client, make_meeting("A draft", slug="draft", published=False))
    assert "Draft: not visible to readers." in page.text
    assert "Cite this page" not in page.text
    assert admin_client.get("/meetings/draft.bib").status_code == 404


def test_a_reference_is_sent_again_from_the_cache_until_the_page_changes(client, transactional_db):
    meeting = make_meeting(slug="summit")
    first = download(client, "/meetings/summit.bib")
    again = client.get("/meetings/summit.bib", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    for response in (first, again, client.get("/meetings/summit.bib")):
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    meeting.title = "Another title"
    meeting.save()
    settle()
    changed = client.get("/meetings/summit.bib", headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, b"Another title" in changed.content) == (200, True)
