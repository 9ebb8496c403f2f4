"""The changelog is a page of the admin, one click from the first page."""

from html import unescape

import pytest
from django.conf import settings

from cooperation import __version__
from cooperation.desk.news import Piece, read
from tests.cooperation.workflow.conftest import words

TEXT = """# Changelog

The introduction is left out.

## [Unreleased]

`migrate` adds <b>tables</b>.

### Added

- One item that is continued
  on a line.
- [Django](https://www.djangoproject.com/) and [releases](docs/releases.md).

## [0.1.0] - 2026-11-27

The first one.
"""


def test_a_changelog_is_read_by_release_and_section():
    first, last = read(TEXT)
    assert (first.title, last.title) == ("Unreleased", "0.1.0 - 2026-11-27")
    assert first.paragraphs == [[Piece("migrate", is_code=True), Piece(" adds <b>tables</b>.")]]
    [added] = first.sections
    assert added.title == "Added"
    assert added.items == [
        [Piece("One item that is continued on a line.")],
        [Piece("Django", address="https://www.djangoproject.com/"), Piece(" and "), Piece("releases"), Piece(".")],
    ]
    assert last.paragraphs == [[Piece("The first one.")]]
    assert last.sections == []


@pytest.mark.django_db
def test_it_has_every_line_of_the_changelog_and_is_one_click_away(editor, client):
    assert '<a href="/admin/news/">What is new</a>' in editor.get("/admin/").content.decode()
    page = editor.get("/admin/news/")
    said = unescape(words(page))
    text = (settings.BASE_DIR / "CHANGELOG.md").read_text().partition("\n## ")[2]
    lines = [" ".join(line.replace("`", "").split()) for line in text.split("\n- ")[1:] if "](" not in line]
    assert len(lines) > 20
    tight = said.replace(" ", "")
    assert [line for line in lines if line.partition("#")[0].replace(" ", "") not in tight] == []
    assert f"version {__version__}" in said
    assert client.get("/admin/news/").status_code == 302


def test_the_container_has_the_changelog():
    assert "!CHANGELOG.md" in (settings.BASE_DIR / ".dockerignore").read_text().splitlines()
