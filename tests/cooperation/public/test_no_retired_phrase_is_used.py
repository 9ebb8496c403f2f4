"""Phrases that were replaced by plainer ones are in no translatable string and on no kind of page."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_from_file
from django.conf import settings
from django.utils.translation.template import templatize

from tests.factories import make_meeting
from tests.reading import read

from .hub import ADDRESSES, Hub

# Not in the list: words that are plain in other sentences, such as "show", "words", "standing" and "over".
RETIRED = (Path(__file__).parent / "retired_phrases.txt").read_text().split("\n")[:-1]
PATTERN = re.compile(r"\b(?:" + "|".join(map(re.escape, RETIRED)) + r")\b", re.IGNORECASE)
KEYWORDS = DEFAULT_KEYWORDS | {"gettext_lazy": None, "ngettext_lazy": (1, 2)}
ROOT = Path(settings.BASE_DIR)


def extracted(path):
    """The translatable strings of a Python file or a template."""
    if path.suffix == ".py":
        found = extract_from_file("python", path, KEYWORDS)
    elif "jinja" in path.parts:
        found = extract_from_file("jinja2", path, options={"newstyle_gettext": "true", "trimmed": "true"})
    else:
        # In brackets, the indentation of a template is not that of Python.
        found = extract("python", BytesIO(f"({templatize(path.read_text(), origin=str(path))})".encode()))
    for _line, message, *_rest in found:
        for text in message if isinstance(message, tuple) else [message]:
            yield " ".join(re.sub(r"%\(\w+\)s|<[^>]*>", "", text or "").split())


@cache
def translatable():
    """Each translatable string with the file that it is in."""
    files = [path for folder in ("config", "regions", "cooperation") for path in (ROOT / folder).rglob("*.py")]
    files += (ROOT / "templates").rglob("*.html")
    return [(path.relative_to(ROOT), text) for path in sorted(files) for text in extracted(path)]


def test_no_translatable_string_has_one():
    assert [(str(path), text) for path, text in translatable() if PATTERN.search(text)] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cooperation/models/meeting.py", "session number"),
        ("cooperation/filters/record.py", "Sorted by date, newest first."),
        ("cooperation/public/views/meetings.py", "meetings"),
        ("templates/jinja/cooperation/withdrawn.html", "This page has been withdrawn"),
        ("templates/admin/cooperation/alike.html", "Similar records exist"),
    ],
)
def test_the_strings_of_every_kind_of_file_are_read(path, text):
    assert (Path(path), text) in translatable()


def test_a_retired_phrase_is_found_as_words():
    assert PATTERN.search("Nothing on file answers this.")
    assert PATTERN.search("Taken up by")
    assert not PATTERN.search("They departed with subordinates on filed papers.")


ALSO = ("/nowhere/", "/search/", "/search/?q=hub", "/search/?q=xyzzy", "/meetings/calendar/?month=x", "/?by=region")


def test_no_kind_of_page_has_one(client, db):
    hub = Hub()
    for _ in range(2):
        hub.grow()
    withdrawn = make_meeting(withdrawn=True).get_absolute_url()
    for address in (*ADDRESSES, *ALSO, *hub.addresses, withdrawn):
        page = read(client, address)
        for text in (page.title, page.description, page.text):
            assert not PATTERN.findall(text), address
