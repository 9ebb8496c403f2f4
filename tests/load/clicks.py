"""Checks the counts on list pages against the rows that their links show."""

import random
import re
import urllib.request
from urllib.parse import urlencode

LISTS = ("agreements", "meetings", "mechanisms", "projects", "outcomes", "organizations")
CLICKED = 8  # options of each list
OPTION = re.compile(
    r'<input type="checkbox" name="(\w+)" value="([^"]*)"[^>]*> <span>[^\n]*\n? *<span class="count">([\d,]+)</span>'
)
RESULTS = re.compile(r'<p class="results"><strong>([\d,]+) ')
ROW = re.compile(r'<th scope="row">')


def differences(read) -> tuple[int, list[str]]:
    """Return how many options were followed, and a sentence for each whose count is not the number of rows.

    `read` returns the page at an address.
    """
    chance, clicked, found = random.Random(1), 0, []  # noqa: S311
    for kind in LISTS:
        options = OPTION.findall(read(f"/{kind}/"))
        for name, value, count in chance.sample(options, min(CLICKED, len(options))):
            clicked += 1
            stated, rows = follow(read, f"/{kind}/", {name: value})
            if not _number(count) == stated == rows:
                found.append(f"{kind}, {name}={value}: option {count}, page {stated}, rows {rows}")
    return clicked, found


def follow(read, path, query) -> tuple[int, int]:
    """Return the number of results that the page states, and that of the rows on all its pages."""
    stated = rows = 0
    page = 1
    while page == 1 or rows < stated:
        text = read(f"{path}?{urlencode({**query, 'page': page})}")
        results = RESULTS.search(text)
        stated, on_page = _number(results[1]) if results else 0, len(ROW.findall(text))
        rows += on_page
        page += 1
        if not on_page:
            break
    return stated, rows


def _number(text) -> int:
    return int(text.replace(",", ""))


def reader(port: int):
    """Return a function that reads pages of the process at this port."""

    def read(path):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.read().decode()

    return read
