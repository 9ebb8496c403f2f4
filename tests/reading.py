"""Parse a page for tests: the visible text, whole or by heading, and the rest of its structure."""

import io
import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl

from .settled import settle

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
ALIKE = 4
BLOCKS = {"p", "li", "dt", "dd", "div", "h1", "h2", "h3", "h4", "tr", "th", "td", "summary", "section", "article"}


class Page(HTMLParser):
    """A parsed page: its text, the text under each heading, its links, ids, and anything malformed."""

    def __init__(self, response):
        super().__init__()
        self.status = response.status_code
        self.text, self.title, self.description, self.canonical = "", "", "", ""
        self.sections = {}
        self.addresses, self.ids, self.styles, self.problems = [], [], [], []
        self._open, self._heading, self._within = [], None, None
        body = b"".join(response.streaming_content) if response.streaming else response.content
        self.is_html = response.get("Content-Type", "").startswith("text/html")
        self.source = _unzipped(body) if body.startswith(b"PK") else body.decode()
        self.feed(self.source)
        self.close()
        if self._open:
            self.problems.append(f"never closed: {self._open}")
        self.text = _collapse_spaces(self.text)
        self.sections = {_collapse_spaces(heading): _collapse_spaces(text) for heading, text in self.sections.items()}

    def rows(self, anchor):
        """Return the rows of the table in the section with this id: the words of each cell, separated by " | "."""
        section = self.source.partition(f'id="{anchor}"')[2].partition("</section>")[0]
        body = section.partition("<tbody>")[2].partition("</tbody>")[0]
        return [" | ".join(map(_text_of, CELL.findall(row))) for row in body.split("</tr>")[:-1]]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "p" and "p" in self._open:
            self.problems.append(f"a paragraph in a paragraph at {self.getpos()}")
        if tag not in VOID:
            self._open.append(tag)
        if tag in BLOCKS:
            self._add_text("\n")
        if tag in {"h2", "h1"}:
            self._heading = ""
        if tag == "a" and "href" in attrs:
            self.addresses.append(attrs["href"])
        if "id" in attrs:
            self.ids.append(attrs["id"])
        is_data = attrs.get("type") == "application/ld+json"
        if "style" in attrs or tag == "style" or (tag == "script" and "src" not in attrs and not is_data):
            self.styles.append(self.getpos())
        if tag == "meta" and attrs.get("name") == "description":
            self.description = attrs["content"]
        if tag == "link" and attrs.get("rel") == "canonical":
            self.canonical = attrs["href"]

    def handle_endtag(self, tag):
        """Close the element, and note elements that are closed in the wrong order."""
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> at {self.getpos()} within {self._open[-3:]}")
            return
        if tag == "section" and self._within == self._open.count("section"):
            self._heading = None
        self._open.pop()
        if tag in {"h2", "h1"}:
            self.sections[self._heading] = ""
            self._within = self._open.count("section")
        if tag in BLOCKS:
            self._add_text("\n")

    def handle_data(self, data):
        if "title" in self._open:
            self.title += data
        elif not {"head", "script"} & set(self._open):
            self._add_text(data.replace("\n", " "))

    def _add_text(self, words):
        if {"h2", "h1"} & set(self._open):
            self._heading = (self._heading or "") + words
        elif self._heading is not None:
            self.sections[self._heading] += words
        self.text += words


def _unzipped(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def _text_of(fragment):
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", fragment)).split())
    return re.sub(r" (?=[,;])", "", words)


def _collapse_spaces(text):
    return "\n".join(words for line in text.splitlines() if (words := " ".join(line.split())))


def is_like_others(address, counted):
    """Whether ALIKE filtered lists, files or Korean pages of the same kind were counted before this one.

    Addresses in one section with the same format and parameters are of the same kind. A list with more than two
    parameters has rows of one with two.
    """
    path, _, query = address.partition("?")
    english = path.removeprefix("/ko")
    extension = english.rpartition("/")[2].partition(".")[2]
    parameters = sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)})
    kind = path == english, english.split("/")[1], extension, *parameters
    counted[kind] += 1
    is_page = path == english and not extension and not query
    return not is_page and (counted[kind] > ALIKE or len(parameters) > 2)


def read(client, address, **kwargs):
    """Fetch and parse the page at an address, or the page of an object that has one, as after a commit."""
    settle()
    address = address if isinstance(address, str) else address.get_absolute_url()
    return Page(client.get(address, **kwargs))
