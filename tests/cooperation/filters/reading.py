"""What a reader sees on a list page: the number that it states, the rows, the messages, the links."""

import csv
import html
import io
import re

from django.test import Client

LISTS = ("agreements", "meetings", "mechanisms", "projects", "outcomes", "organizations")


def text(fragment: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


class Page:
    """A page as an anonymous reader gets it; a list page must answer 200."""

    def __init__(self, address: str, status=200):
        self.response = Client(raise_request_exception=True).get(address)
        assert self.response.status_code == status, (address, self.response.status_code)
        self.html = self.response.content.decode()
        self.text = text(self.html)

    @property
    def number(self) -> int | None:
        """The number of results that the page states, None where it states none."""
        found = re.search(r'<p class="results"><strong>([\d,]+) ', self.html)
        return int(found[1].replace(",", "")) if found else None

    @property
    def rows(self) -> list[str]:
        """The words of the rows, in their order."""
        body = re.search(r"<tbody>(.*?)</tbody>", self.html, re.DOTALL)
        return [text(row) for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)] if body else []

    @property
    def titles(self) -> list[str]:
        """What the rows are called."""
        return [text(title) for title in re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', self.html, re.DOTALL)]

    @property
    def addresses(self) -> list[str]:
        """Where the rows lead."""
        return re.findall(r'<th scope="row"><a href="([^"]*)"', self.html)

    @property
    def problems(self) -> str:
        """What the page says is wrong."""
        found = re.search(r'<div class="problems".*?</div>', self.html, re.DOTALL)
        return text(found[0]) if found else ""

    @property
    def chips(self) -> dict[str, str]:
        """The filters that are on, with the address that each leads to."""
        chips = re.findall(r'<a class="chip[^"]*" href="([^"]*)">(.*?)</a>', self.html, re.DOTALL)
        return {text(words).removesuffix(" × Remove"): html.unescape(address) for address, words in chips}

    def message(self, parameter: str) -> str:
        """What the page says beside the field of the parameter."""
        found = re.search(rf'<div class="error" id="{parameter}-error">(.*?)</div>', self.html, re.DOTALL)
        return text(found[1]) if found else ""

    def options(self, parameter: str) -> dict[str, str]:
        """The values that the page offers for the parameter, with their labels."""
        return {value: label for value, (label, _count) in self._boxes(parameter).items()}

    def counts(self, parameter: str) -> dict[str, int]:
        """How many results the page promises for each value of the parameter."""
        return {
            value: int(count.replace(",", "")) for value, (_label, count) in self._boxes(parameter).items() if count
        }

    def _boxes(self, parameter):
        box = rf'<input type="checkbox" name="{parameter}" value="([^"]*)"[^>]*> <span>(.*?)</span>'
        boxes = re.findall(box + r'(?: <span class="count">(.*?)</span>)?', self.html)
        return {html.unescape(value): (text(label), count) for value, label, count in boxes}

    def link(self, words: str) -> str:
        """The address of the link that says `words`."""
        links = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', self.html, re.DOTALL)
        return next(html.unescape(address) for address, label in links if text(label) == words)


class Sheet:
    """A CSV as a spreadsheet reads it."""

    def __init__(self, address: str):
        self.response = Client().get(address)
        assert self.response.status_code == 200, (address, self.response.status_code)
        self.bytes = b"".join(self.response.streaming_content)
        self.text = self.bytes.decode("utf-8-sig")
        self.header, *self.lines = csv.reader(io.StringIO(self.text, newline=""))

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows by column."""
        return [dict(zip(self.header, line, strict=True)) for line in self.lines]
