"""Timelines of agreements, meetings and projects on overview pages."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Model, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from regions.translated import Text, mixed, text_of

from ... import index
from ...domain.dates import OPEN, PartialDate, period_words
from ...models import Agreement, Mechanism, Meeting, Project
from ..drawings import timeline
from .embeds import TIMELINE, Embed
from .related_lists import attach_claims
from .session_names import name_anywhere, name_in_series

SHOWN = 30


class Dated(NamedTuple):
    """A record on the timeline: the label of its bar, its dates, and both in words.

    `prefix` comes before the dates, and `fields` are the fields whose marks follow them.
    """

    record: Model
    label: Text
    prefix: str
    start: PartialDate
    end: PartialDate | None
    fields: tuple[str, ...]
    is_open: bool
    words: Text

    @property
    def kind(self) -> str:
        return self.record._meta.model_name


@dataclass(frozen=True)
class Chronicle:
    """The timeline, its rows newest first, their total number, and the links to their lists.

    A single row is not drawn.
    """

    drawing: timeline.Timeline | None
    rows: list[Dated]
    total: int
    lists: list


def _of_meeting(meeting, today, series):
    label = name_in_series(meeting, series) if series else name_anywhere(meeting, meeting.mechanism)
    return _dated(meeting, label, "", meeting.start, meeting.end, ("start", "end"))


def _of_agreement(agreement, today, series):
    fields = (agreement.date_field.name,)
    return _dated(agreement, text_of(agreement, "title"), agreement.date_label, agreement.date, None, fields)


def _of_project(project, today, series):
    is_planned = not project.actual_start
    end = None if project.until in (OPEN, project.date) else project.until
    is_ongoing = project.until == OPEN and project.date.first <= today and not is_planned
    words = _("planned") if is_planned else ""
    fields = Project.date_fields + Project.end_fields
    return _dated(project, text_of(project, "title"), words, project.date, end, fields, is_open=is_ongoing)


KINDS = {
    "agreement": (Agreement, _of_agreement),
    "meeting": (Meeting, _of_meeting),
    "project": (Project, _of_project),
}


def _dated(record, label, prefix, start, end, fields, *, is_open=False) -> Dated:
    words = _words(record, prefix, start, end, fields, is_open)
    return Dated(record, label, str(prefix), start, end, fields, is_open, words)


def _words(record, words, start, end, marked, is_open) -> Text:
    when = start.words
    if end and end != start:
        first, last = period_words(start, end)
        when = _("{start} to {end}").format(start=first, end=last)
    elif is_open:
        when = _("{start}, ongoing").format(start=when)
    claims = record.evidence.about(*marked)
    doubts = [
        word
        for word, is_so in (
            (_("disputed"), any(each.is_disputed for each in claims)),
            (_("inferred"), any(each.is_inferred for each in claims)),
        )
        if is_so
    ]
    text = ", ".join([f"{record}: {words} {when}".replace(":  ", ": "), *doubts])
    return mixed(text, record.shown_name())


def chronicle(short, series: Mechanism | None = None, shown: int = SHOWN) -> Chronicle | None:
    """Return the timeline of the newest dated agreements, meetings and projects of `short`, or None.

    The index selects them, so no more are fetched than are drawn. On the page of a `series`, the labels of its sessions
    leave out its name.
    """
    found, total = [], 0
    for kind in KINDS:
        entries, of_kind = short.snapshot[kind], short.found(kind)
        order = index.Ordered(kind, entries, of_kind)
        found += [(kind, position) for position in order.page(0, shown) if position.day]
        total += entries.dated(of_kind)
    if not found:
        return None
    found.sort(key=lambda each: _first_day(each[1].day), reverse=True)
    wanted = [(kind, position.id) for kind, position in found[:shown]]
    records = [row for kind in KINDS for row in _records(kind, [pk for each, pk in wanted if each == kind], series)]
    known = {(row._meta.model_name, row.pk): row for row in attach_claims(records)}
    rows = [KINDS[each[0]][1](known[each], short.today, series) for each in wanted if each in known]
    drawing = timeline.draw(_spans(rows), short.today) if len(rows) > 1 else None
    lists = [(model._meta.verbose_name_plural, short.address(kind)) for kind, (model, _of) in KINDS.items()]
    return Chronicle(drawing, rows, total, lists)


def timeline_embeds(short, thing) -> list[Embed]:
    """Return the embed of the timeline on the page of `thing`, if it has one."""
    if not any(short.snapshot[kind].dated(short.found(kind)) for kind in KINDS):
        return []
    path = reverse(f"{thing._meta.model_name}_timeline_embed", args=[thing.slug])
    title = mixed(_("%(thing)s: timeline") % {"thing": thing}, thing.shown_name())
    return [Embed(TIMELINE, title, _("HTML of the timeline"), path, thing.get_absolute_url())]


def _spans(rows):
    return [
        timeline.Span(kind, row.label, row, row.start, row.end, row.is_open)
        for kind in KINDS
        for row in rows
        if row.kind == kind
    ]


def _first_day(code: int) -> int:
    """Return the first day that a date code may mean: for 20120500 it is 20120501."""
    return code + (0 if code % 100 else 1 if code % 10000 else 101)


def _records(kind, ids, series):
    """Return the published records among the `ids`, meetings with the mechanism that names them."""
    rows = KINDS[kind][0].objects.published().filter(pk__in=ids)
    if kind == "meeting" and not series:
        rows = rows.prefetch_related(Prefetch("mechanism", Mechanism.objects.published()))
    return rows if ids else []
