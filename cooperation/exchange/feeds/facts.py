"""The facts of a record in a feed, with the marks of inferred and disputed values, as the pages show them."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regions.translated import text_of

from ...domain.evidence import Evidence, marks_of
from ...domain.marks import MARKS
from ...models import Outcome
from ..exports.kind import Kind
from ..exports.rows import Row


def marked(text, evidence: Evidence, *fields: str) -> str:
    """Return the text with the marks of the fields that it comes from: "May 2012 (inferred)"."""
    marks = marks_of([evidence.of(field) for field in fields])
    return f"{text} ({', '.join(str(MARKS[mark].label) for mark in marks)})" if marks else str(text)


def status_words(kind: Kind, row: Row, today) -> str:
    """Return the status in words, with the date for which it is known, and its marks; "" if there is none."""
    status, as_of = kind.status(row, today)
    if not status:
        return ""
    if hasattr(as_of, "words"):
        status = _("{status} (as of {day})").format(status=status, day=as_of.words)
    return marked(status, row.evidence, *kind.fields(row)["status"])


def summary_of(kind: Kind, row: Row, today) -> str:
    """Return the type, dates, place and status of a record in one line, then its summary."""
    facts, fields = kind.facts(row, today), kind.fields(row)

    def fact(name, text):
        return marked(text, row.evidence, *fields.get(name, ()))

    def day(name):
        if not facts[name]:
            return ""
        return fact(name, _("{what}: {day}").format(what=facts[f"{name}_is"], day=facts[name].words))

    # "" are claims about the record as a whole.
    found = [marked(capfirst(facts["type"] or facts["kind"]), row.evidence, "", *fields["type"])]
    found.append(_meeting(row, facts) if kind.model is Outcome else day("date"))
    place = ", ".join(facts["place"]) if isinstance(facts["place"], list) else facts["place"]
    found += [day("end"), fact("place", place) if place else "", status_words(kind, row, today)]
    line = " · ".join(filter(None, found))
    return f"{line}\n\n{text}" if hasattr(row, "summary") and (text := text_of(row, "summary")) else line


def _meeting(row, facts):
    """Return the meeting of an outcome, with its date."""
    if not facts["date"]:
        return facts["meeting"]
    words = _("{meeting}, {day}").format(meeting=facts["meeting"], day=facts["date"].words)
    return marked(words, row.evidence.within, *row.meeting.date_fields)
