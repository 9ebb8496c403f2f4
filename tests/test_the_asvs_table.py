"""docs/security/asvs.md has every requirement of OWASP ASVS 5.0.0, level 1 and 2, once, with tests that exist."""

import ast
import re
from functools import cache
from itertools import batched
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "security" / "asvs.md"
ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LINK = re.compile(r"\]\(([^)#]*)(?:#([\w-]+))?\)")
STATUSES = {"met", "deviation", "not applicable"}
# The level of each requirement of a section, in the order of their numbers.
SECTIONS = """
1.1 22 1.2 1111122223 1.3 112222222223 1.4 222 1.5 123
2.1 122 2.2 112 2.3 12223 2.4 23
3.1 3 3.2 113 3.3 12223 3.4 11222233 3.5 11122333 3.6 3 3.7 22333
4.1 12233 4.2 23333 4.3 22 4.4 1222
5.1 2 5.2 112333 5.3 113 5.4 222
6.1 122 6.2 111111112222 6.3 11223333 6.4 112233 6.5 22222333 6.6 2223 6.7 33 6.8 2222
7.1 222 7.2 1111 7.3 22 7.4 11222 7.5 223 7.6 22
8.1 1233 8.2 1123 8.3 133 8.4 23
9.1 111 9.2 1222
10.1 22 10.2 223 10.3 22223 10.4 1111122222233333 10.5 22222 10.6 22 10.7 222
11.1 2233 11.2 22233 11.3 11233 11.4 1222 11.5 23 11.6 23 11.7 33
12.1 12233 12.2 11 12.3 22223
13.1 2333 13.2 222223 13.3 2233 13.4 1222233
14.1 22 14.2 12223333 14.3 122
15.1 12233 15.2 12233 15.3 1222222 15.4 3333
16.1 2 16.2 22222 16.3 2222 16.4 222 16.5 2223
17.1 23 17.2 22223333 17.3 22
"""
LEVELS = dict(batched(SECTIONS.split(), 2))


def rows():
    return [match.groups() for match in map(ROW.fullmatch, TABLE.read_text().splitlines()) if match]


def requirements():
    for section, levels in LEVELS.items():
        yield from ((f"{section}.{number}", level) for number, level in enumerate(levels, 1))


@cache
def functions_of(path):
    return {each.name for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.FunctionDef)}


@cache
def anchors_of(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_numbers_are_those_of_the_standard():
    counted = "".join(LEVELS.values())
    assert [counted.count(level) for level in "123"] == [70, 183, 92]  # as the standard says
    assert [row[:2] for row in rows()] == [(number, level) for number, level in requirements() if level in "12"]


def test_every_row_has_a_known_status_and_says_how_or_why_not():
    for number, _level, words, status, reason, tests in rows():
        assert status in STATUSES, number
        assert words.strip()
        assert len(reason.strip()) >= 5, f"{number} does not say how, or why not"
        assert status != "met" or tests.strip() or LINK.search(reason), f"{number} has neither a test nor a document"


def test_every_test_of_the_table_exists():
    found = 0
    for number, *_others, tests in rows():
        named = TEST.findall(tests)
        assert len(named) == tests.count("`") / 2 == tests.count("::"), f"{number} has something that is no test"
        for path, name in named:
            assert name in functions_of(ROOT / path), f"{number}: {path}::{name}"
            found += 1
    assert found > 150


def test_the_links_of_the_documents_on_security_lead_somewhere():
    documents = [
        ROOT / "SECURITY.md",
        ROOT / "docs" / "first-year.md",
        *sorted((ROOT / "docs" / "security").glob("*.md")),
    ]
    assert len(documents) == 5
    for document in documents:
        for address, anchor in LINK.findall(document.read_text()):
            if address.startswith("https:"):
                continue
            target = (document.parent / address).resolve() if address else document
            assert target.exists(), (document.name, address)
            assert not anchor or anchor in anchors_of(target), (document.name, address, anchor)


def test_the_summary_counts_the_rows():
    counted = {status: sum(row[3] == status for row in rows()) for status in STATUSES}
    shown = re.findall(r"^\| (met|deviation|not applicable) \| (\d+) \|$", TABLE.read_text(), re.MULTILINE)
    assert {status: int(number) for status, number in shown} == counted
