"""How to cite a page: as a text, as BibTeX and as CSL-JSON.

Standards: BibTeX as in its manual "BibTeXing" (1988); CSL-JSON as in csl-data.json of CSL 1.0.2.
"""

import json
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..domain.dates import PartialDate

# BibTeX counts braces even after a backslash, so a brace is a command of its own.
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
    """What a reference to one page states. `started` and `ended` are dates of what the page is about."""

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

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.slug}"

    @property
    def version_words(self) -> str:
        day = formats.date_format(self.changed_on, "j F Y")
        return _("Version %(version)s, last changed %(day)s") % {"version": self.version, "day": day}

    @property
    def text(self) -> str:
        """Return the reference for a list of references. The reader adds the date of reading."""
        title = self.title if self.title.endswith((".", "?", "!")) else f"{self.title}."
        return f"{self.publisher}. {title} {self.site_name}. {self.version_words}. {self.address}"


def reference_to(thing, *, origin: str, publisher: str, site_name: str) -> Reference:
    """Return the reference to the page of a record, country, region, organization or topic.

    `origin` is the scheme and host of the page's address.
    """
    kind = thing._meta.model_name
    started, ended, place = None, None, ""
    if kind == "meeting":
        started, ended, place = thing.start, thing.end, thing.city
    elif kind == "agreement":
        started = thing.date
    return Reference(
        kind=kind,
        slug=thing.slug,
        title=_one_line(str(thing)),
        genre=capfirst(str(thing._meta.verbose_name)),
        publisher=_one_line(publisher),
        site_name=_one_line(site_name),
        version=thing.version,
        changed_on=localdate(thing.updated_at),
        address=f"{origin}{thing.get_absolute_url()}",
        language=get_language(),
        started=started,
        ended=ended,
        place=place,
    )


def _one_line(text):
    return " ".join(text.split())


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
