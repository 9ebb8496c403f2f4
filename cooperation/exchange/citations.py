"""How to cite a page: as a text, as BibTeX and as CSL-JSON.

Standards: BibTeX as in its manual "BibTeXing" (1988); CSL-JSON as in csl-data.json of CSL 1.0.2.
"""

import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import formats
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regions.translated import LANGUAGES, Text, name_in, text_of

from ..domain.dates import PartialDate
from ..domain.site import owner, site_name

# BibTeX counts braces even after a backslash, so a brace is written as a command.
BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "%&$#_"},
    }
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Reference:
    """The data of a reference to one page. `started` and `ended` are dates of the page's object.

    `query` selects an earlier version; it is part of the address.
    """

    kind: str
    slug: str
    title: str
    genre: str
    publisher: str
    site_name: str
    version: int
    changed_on: date
    address: str
    language: str
    started: PartialDate | None = None
    ended: PartialDate | None = None
    place: str = ""
    query: str = ""
    others: tuple[Text, ...] = ()  # the title in other languages

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.slug}"

    @property
    def version_words(self) -> str:
        day = formats.date_format(self.changed_on, "DATE_FORMAT")
        return _("Version %(version)s, last changed %(day)s") % {"version": self.version, "day": day}

    @property
    def pieces(self) -> list[str]:
        """Return the parts of the reference for a list of references. The reader adds the access date."""
        end = " " if self.title.endswith((".", "?", "!")) else ". "
        ends = f". {self.version_words}. {self.address}"
        return [self.publisher, ". ", self.title, end, self.site_name, ends]

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def publisher() -> tuple[Text, Text]:
    """Return the publisher and the name of the registry, or the labels for a demonstration."""
    if settings.DEMONSTRATION:
        words = _("Demonstration, not a publication of the %(owner)s") % {"owner": owner()}
        return site_name(), Text(words, get_language())
    return owner(), site_name()


def reference_to(thing, *, origin: str, query: str = "") -> Reference:
    """Return the reference to the page of a record, country, region, organization or topic.

    `origin` is the scheme and host of the page's address.
    """
    by, site = publisher()
    kind = thing._meta.model_name
    started, ended, place = None, None, ""
    if kind == "meeting":
        started, ended, place = thing.start, thing.end, str(text_of(thing, "city"))
    elif kind == "agreement":
        started = thing.date
    return Reference(
        kind=kind,
        slug=thing.slug,
        title=_one_line(thing.shown_name()),
        genre=capfirst(str(thing._meta.verbose_name)),
        publisher=_one_line(by),
        site_name=_one_line(site),
        version=thing.version,
        changed_on=localdate(thing.updated_at),
        address=f"{origin}{thing.get_absolute_url()}{query}",
        language=get_language(),
        started=started,
        ended=ended,
        place=place,
        query=query,
        others=_other_titles(thing),
    )


def _other_titles(thing) -> tuple[Text, ...]:
    shown = thing.shown_name()
    names = {name_in(thing, language) for language in LANGUAGES}
    return tuple(_one_line(name) for name in sorted(names) if name.language != shown.language)


def _one_line(text: Text) -> Text:
    return text.with_text(" ".join(text.split()))


def bibtex(reference: Reference) -> str:
    """Return the reference as an entry of BibTeX in UTF-8. Double braces keep capitals and the name of a body."""
    day = reference.changed_on
    fields = {
        "author": f"{{{_escaped(reference.publisher)}}}",
        "title": f"{{{_escaped(reference.title)}}}",
        "howpublished": _escaped(reference.site_name),
        "year": str(day.year),
        "note": _escaped(reference.version_words),
        "url": reference.address,
    }
    # BibTeX ignores fields that a style does not know.
    fields |= {f"title_{other.language}": _escaped(other) for other in reference.others}
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{reference.key},", *lines, f"  month = {MONTHS[day.month - 1]},", "}", ""])


def _escaped(text):
    return text.translate(BIBTEX)


def csl_json(reference: Reference) -> str:
    """Return the reference as CSL-JSON: a list with one item.

    `issued` is the day of the page's last change. The date of a meeting or agreement has the precision that is known.
    """
    day = reference.changed_on
    item = {
        "id": reference.key,
        "type": "webpage",
        "title": reference.title,
        "author": [{"literal": reference.publisher}],
        "container-title": reference.site_name,
        "genre": reference.genre,
        "version": str(reference.version),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "note": reference.version_words,
        "language": reference.language,
        "URL": reference.address,
    }
    if reference.started:
        dates = [_parts(each) for each in (reference.started, reference.ended) if each]
        item["event-date" if reference.kind == "meeting" else "original-date"] = {"date-parts": dates}
    if reference.place:
        item["event-place"] = reference.place
    if reference.others:
        item["custom"] = {f"title_{other.language}": other for other in reference.others}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _parts(value):
    return [int(part) for part in str(value).split("-")]


@dataclass(frozen=True)
class Format:
    """A format of references: its name, media type, and the function that writes it."""

    name: str
    content_type: str
    write: object


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "csl.json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}  # by file extension
