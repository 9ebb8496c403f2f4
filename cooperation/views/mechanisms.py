"""Mechanisms: standing frameworks, and series of meetings with their sessions."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Subquery

from ..choices import MeetingStatus
from ..drawings import series
from ..evidence import attach
from ..models import Agreement, Mechanism, Meeting, Outcome, Project
from . import panels
from .publication import RecordDetail
from .timelines import of_mechanism


@dataclass(frozen=True)
class Entry:
    """A line of the ledger of numbered sessions: the meetings of one number, or the numbers that are not on file."""

    first: int
    last: int
    meetings: tuple = ()


def ledger(meetings) -> list[Entry]:
    """Return the numbered ones of `meetings` by their stated number, the gaps between them as entries of their own.

    Two meetings may share a number. Nothing is said of numbers after the last: nobody knows whether they were held.
    """
    by_number = {}
    for meeting in meetings:
        if meeting.ordinal is not None:
            by_number.setdefault(meeting.ordinal, []).append(meeting)
    entries, expected = [], 1
    for number in sorted(by_number):
        if number > expected:
            entries.append(Entry(expected, number - 1))
        entries.append(Entry(number, number, tuple(by_number[number])))
        expected = number + 1
    return entries


DECIDED = 5  # outcomes of a session in the ledger; its page has all


def with_decisions(sessions):
    """Return the `sessions` with the first of their outcomes, and how many each has."""
    outcomes = Outcome.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    number = Subquery(outcomes.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    first = Outcome.objects.order_by("position", "key").select_related("meeting")[:DECIDED]
    return sessions.annotate(outcome_count=number).prefetch_related(Prefetch("outcomes", first, to_attr="decided"))


def state_of(meeting) -> str:
    """Return how a session is drawn."""
    if meeting.status == MeetingStatus.HELD or meeting.is_presumed_held:
        return series.HELD
    is_planned = meeting.status in (MeetingStatus.TENTATIVE, MeetingStatus.CONFIRMED)
    return series.PLANNED if is_planned else series.OTHER


def drawn_series(mechanism, meetings) -> series.Series | None:
    """Return the picture of the numbered ones of `meetings`, with the outcomes that one carried on from another."""
    numbered = sorted((each for each in meetings if each.ordinal is not None), key=lambda each: each.ordinal)
    by_id = {meeting.pk: meeting for meeting in numbered}
    carried = (
        Outcome.objects.published()
        .filter(meeting__mechanism=mechanism, follows__meeting__in=by_id)
        .select_related("meeting", "follows__meeting")
        .order_by("meeting__ordinal", "position", "key")
    )
    links = [
        series.Link(later.follows, by_id[later.follows.meeting_id], later, by_id[later.meeting_id])
        for later in carried
        if later.meeting_id in by_id
    ]
    sessions = [series.Session(each.ordinal, state_of(each), str(each.host_country or ""), each) for each in numbered]
    return series.draw(sessions, links)


class MechanismDetail(RecordDetail):
    """One mechanism: its sessions by stated number with the gaps shown, who belongs to it, what founded it."""

    model = Mechanism

    def get_prefetches(self):
        """Return who belongs to it, its sessions, and what stands above, below and beside it."""
        sessions = Meeting.objects.published().oldest_first().select_related("host_country")
        return [
            *super().get_prefetches(),
            "countries",
            "organizations",
            Prefetch("parent", Mechanism.objects.published()),
            Prefetch("children", Mechanism.objects.published().oldest_first()),
            Prefetch("founded_by", Agreement.objects.published()),
            Prefetch("meetings", with_decisions(sessions).prefetch_related("countries", panels.with_claims())),
            Prefetch("projects", panels.with_money(Project.objects.newest_first())),
            Prefetch("concerned_outcomes", panels.outcomes(Outcome.objects.all())),
            Prefetch("origins", panels.with_earlier(panels.outcomes(Outcome.objects.all()))),
        ]

    def get_context_data(self, **kwargs):
        """Add the ledger, and the sessions without a number apart."""
        context = super().get_context_data(**kwargs)
        mechanism = self.object
        meetings = attach(mechanism.meetings.all())
        for meeting in meetings:
            meeting.is_presumed_held = panels.is_presumed_held(meeting, self.today)
            meeting.is_held = state_of(meeting) == series.HELD
            for outcome in meeting.decided:
                outcome.evidence = meeting.evidence.part(outcome)
        return context | {
            "chronicle": of_mechanism(mechanism, self.today),
            "projects": panels.attach_to_projects(mechanism.projects.all()),
            "ledger": ledger(meetings),
            "drawing": drawn_series(mechanism, meetings),
            "unnumbered": [meeting for meeting in meetings if meeting.ordinal is None],
            "concerned": panels.attach_to_outcomes(mechanism.concerned_outcomes.all()),
            "origins": panels.attach_to_outcomes(mechanism.origins.all()),
        }
