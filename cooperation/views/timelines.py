"""Timelines of agreements, meetings and projects on the pages that bring them together."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ..choices import ENDED_PROJECTS
from ..dates import period_words
from ..drawings import timeline
from ..evidence import attach
from ..models import Agreement, Citation, Mechanism, Meeting, Project

SHOWN = 60


@dataclass(frozen=True)
class Dated:
    """A record on the timeline, with what the table beneath says of it."""

    kind: str
    label: str
    record: object
    words: str
    start: object
    end: object
    marked: tuple
    is_open: bool


@dataclass(frozen=True)
class Chronicle:
    """The drawing, its rows newest first, whether there are more, and the lists that hold them all."""

    drawing: timeline.Timeline
    rows: list[Dated]
    is_longer: bool
    lists: list


def _label(meeting):
    series = meeting.mechanism
    if series and series.acronym and meeting.ordinal:
        return f"{series.acronym} {meeting.ordinal}"
    return meeting.title


def _of_meeting(meeting, today):
    return Dated("meeting", _label(meeting), meeting, "", meeting.start, meeting.end, ("start", "end"), False)


def _of_agreement(agreement, today):
    field = agreement.date_field
    return Dated(
        "agreement", agreement.title, agreement, field.verbose_name, agreement.date, None, (field.name,), False
    )


def _of_project(project, today):
    is_planned = not project.actual_start
    end = project.actual_end or project.planned_end
    if end and end.last < project.date.first:
        end = None
    goes_on = not end and project.status not in ENDED_PROJECTS and project.date.first <= today and not is_planned
    words = _("planned") if is_planned else ""
    return Dated(
        "project", project.title, project, words, project.date, end, Project.date_fields + Project.end_fields, goes_on
    )


KINDS = (
    ("agreement", Agreement, _of_agreement),
    ("meeting", Meeting, _of_meeting),
    ("project", Project, _of_project),
)


def chronicle(today: date, query: dict, shown: int = SHOWN, **querysets) -> Chronicle | None:
    """Return the timeline of the newest dated published rows of `agreements`, `meetings` and `projects`, or None.

    `query` is what the lists that hold the rest are asked.
    """
    found = []
    for name, model, dated in KINDS:
        claims = Citation.objects.filter(field__in=model.date_fields + model.end_fields)
        rows = querysets[f"{name}s"].published().newest_first().filter(date__isnull=False)
        rows = rows.prefetch_related(Prefetch("citations", claims))
        if model is Meeting:
            rows = rows.prefetch_related(Prefetch("mechanism", Mechanism.objects.published()))
        found += [dated(row, today) for row in attach(rows[: shown + 1])]
    if not found:
        return None
    found.sort(key=lambda each: each.start.first, reverse=True)
    rows = found[:shown]
    for row in rows:
        row.record.timeline_words = _words(row)
    spans = [
        timeline.Span(kind, row.label, row.record, row.start, row.end, row.is_open)
        for kind, _model, _dated in KINDS
        for row in rows
        if row.kind == kind
    ]
    lists = [(model._meta.verbose_name_plural, _address(f"{kind}_list", query)) for kind, model, _dated in KINDS]
    return Chronicle(timeline.draw(spans, today), rows, len(found) > shown, lists)


def _address(name, query):
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _words(row) -> str:
    """Return what a bar says when it is pointed at or heard."""
    when = row.start.words
    if row.end and row.end != row.start:
        start, end = period_words(row.start, row.end)
        when = _("{start} to {end}").format(start=start, end=end)
    elif row.is_open:
        when = _("{start}, goes on").format(start=when)
    claims = [row.record.evidence.of(field) for field in row.marked]
    marks = [
        word
        for word, is_so in (
            (_("disputed"), any(each.is_disputed for each in claims)),
            (_("inferred"), any(each.is_inferred for each in claims)),
        )
        if is_so
    ]
    return ", ".join([f"{row.record}: {row.words} {when}".replace(":  ", ": "), *marks])


def of_mechanism(mechanism, today) -> Chronicle | None:
    """Return the timeline of what belongs to a mechanism."""
    at = Meeting.objects.published().filter(mechanism=mechanism).values("pk")
    founded = Mechanism.objects.filter(pk=mechanism.pk).values("founded_by")
    return chronicle(
        today,
        {"mechanism": mechanism.slug},
        agreements=Agreement.objects.filter(Q(meeting__in=at) | Q(pk__in=founded)),
        meetings=Meeting.objects.filter(mechanism=mechanism),
        projects=Project.objects.filter(mechanism=mechanism),
    )
