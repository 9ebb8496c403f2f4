"""What is new in the registry: the changelog, as a page of the admin."""

import re
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

from .. import __version__

CHANGELOG = "CHANGELOG.md"
# `code`, and links with their text.
INLINE = re.compile(r"`(?P<code>[^`]+)`|\[(?P<text>[^\]]+)\]\((?P<address>[^)\s]+)\)")


@dataclass(frozen=True)
class Piece:
    """Part of a sentence: plain text, code, or a link to another site."""

    text: str
    is_code: bool = False
    address: str = ""


@dataclass
class Section:
    """The paragraphs under a heading, and then the items of its list."""

    title: str
    paragraphs: list[list[Piece]] = field(default_factory=list)
    items: list[list[Piece]] = field(default_factory=list)


@dataclass
class Release(Section):
    sections: list[Section] = field(default_factory=list)


def news_view(site, request):
    context = {
        "releases": _releases(),
        "version": __version__,
    }
    return site.render(request, "admin/cooperation/news.html", _("What is new"), context)


def read(text: str) -> list[Release]:
    """Return the releases of a changelog: second-level headings; the introduction before them is left out.

    Only headings, paragraphs, lists of one level, `code` and links are understood.
    """
    releases = []
    for block in re.split(r"\n\s*\n|\n(?=- |#)", text):
        block, words = block.strip(), " ".join(block.split())
        if block.startswith("## "):
            releases.append(Release(words.removeprefix("## ").replace("[", "").replace("]", "")))
        elif not block or not releases:
            continue
        elif block.startswith("### "):
            releases[-1].sections.append(Section(words.removeprefix("### ")))
        else:
            section = releases[-1].sections[-1] if releases[-1].sections else releases[-1]
            if block.startswith("- "):
                section.items.append(_pieces(words.removeprefix("- ")))
            else:
                section.paragraphs.append(_pieces(words))
    return releases


def _pieces(sentence):
    """Return the pieces of a sentence. The text of a link to a file of the source code is plain text."""
    found, end = [], 0
    for match in INLINE.finditer(sentence):
        found.append(Piece(sentence[end : match.start()]))
        end = match.end()
        address = match["address"] or ""
        is_link = address.startswith(("https://", "http://"))
        found.append(Piece(match["code"] or match["text"], bool(match["code"]), address if is_link else ""))
    return [piece for piece in (*found, Piece(sentence[end:])) if piece.text]


@cache
def _releases():
    return read((settings.BASE_DIR / CHANGELOG).read_text(encoding="utf-8"))
