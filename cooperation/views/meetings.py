"""Meetings: who met when and where, and what they decided."""

from django.db.models import Prefetch
from django.urls import reverse

from ..evidence import attach
from ..models import Agreement, Mechanism, Meeting, Outcome, Project
from . import panels
from .publication import RecordDetail

# What an outcome concerns and what carries it out, by the name of the relation.
LINKS = {
    f"{verb}_{model._meta.model_name}s": model
    for verb in ("concerns", "carried_out_by")
    for model in (Agreement, Project, Mechanism, Meeting)
}


def has_thread(outcome) -> bool:
    """Return whether it takes up an earlier outcome, was taken up by a later one, or something carries it out."""
    carriers = (name for name in LINKS if name.startswith("carried_out_by"))
    return bool(outcome.follows or outcome.followed_by.all() or any(getattr(outcome, name).all() for name in carriers))


class MeetingDetail(RecordDetail):
    """One meeting: its place in the series, who took part, and its outcomes, each with a lasting anchor."""

    model = Meeting

    def get_queryset(self):
        """Return meetings with their host."""
        return Meeting.objects.select_related("host_country")

    def get_prefetches(self):
        """Return who took part, what the meeting belongs to, and its outcomes with all that they touch."""
        beside = Outcome.objects.published().select_related("meeting")
        outcomes = self.own(Outcome.objects.all()).prefetch_related(
            *("by_countries", "by_organizations", "to_countries", "to_organizations"),
            "topics",
            "concerns_organizations",
            Prefetch("follows", beside),
            Prefetch("followed_by", beside),
            *(Prefetch(name, model.objects.published()) for name, model in LINKS.items()),
        )
        meetings = Meeting.objects.published().oldest_first().select_related("host_country")
        return [
            *super().get_prefetches(),
            "countries",
            "organizations",
            Prefetch("mechanism", Mechanism.objects.published()),
            Prefetch("part_of_meeting", Meeting.objects.published()),
            Prefetch("part_of_project", Project.objects.published()),
            Prefetch("side_meetings", meetings.prefetch_related(panels.with_claims())),
            Prefetch("agreements", Agreement.objects.published().oldest_first()),
            Prefetch("outcomes", outcomes),
            Prefetch("concerned_outcomes", panels.outcomes(Outcome.objects.all())),
            Prefetch("origins", panels.with_earlier(panels.outcomes(Outcome.objects.all()))),
        ]

    def get_trail(self):
        """Return the way by the series, where the meeting is of one."""
        series = self.object.mechanism
        if series is None:
            return super().get_trail()
        mechanisms = super().get_trail()
        return [*mechanisms, (str(series), series.get_absolute_url())]

    def get_context_data(self, **kwargs):
        """Add the neighbours in the series and the evidence of each outcome."""
        context = super().get_context_data(**kwargs)
        meeting = self.object
        outcomes = list(meeting.outcomes.all())
        for outcome in outcomes:
            outcome.evidence = meeting.evidence.part(outcome)
            outcome.has_thread = has_thread(outcome)
            later = list(outcome.followed_by.all())
            outcome.to_be_taken_up = [each for each in later if each.meeting.is_to_come(self.today)]
            outcome.taken_up = [each for each in later if each not in outcome.to_be_taken_up]
        earlier, later = neighbours(meeting)
        return context | {
            "earlier": earlier,
            "later": later,
            "outcomes": outcomes,
            "is_to_come": meeting.is_to_come(self.today),
            "is_presumed_held": panels.is_presumed_held(meeting, self.today),
            "is_venue_only": meeting.host_country and meeting.host_country not in meeting.countries.all(),
            "side_meetings": attach(meeting.side_meetings.all()),
            "concerned": panels.attach_to_outcomes(meeting.concerned_outcomes.all()),
            "origins": panels.attach_to_outcomes(meeting.origins.all()),
            "list_url": reverse("meeting_list"),
        }


def neighbours(meeting):
    """Return the meetings before and after this one on file in its series, each None where there is none.

    Numbered sessions follow each other by their number, then by date; those without a number by date, among themselves.
    """
    if meeting.mechanism is None:
        return None, None
    sessions = Meeting.objects.published().filter(mechanism=meeting.mechanism, ordinal__isnull=meeting.ordinal is None)
    ordered = list(sessions.oldest_first().only("title", "slug", "ordinal", "start"))
    ordered.sort(key=lambda session: session.ordinal or 0)
    place = next((index for index, session in enumerate(ordered) if session.pk == meeting.pk), None)
    if place is None:
        return None, None
    earlier = ordered[place - 1] if place else None
    later = ordered[place + 1] if place + 1 < len(ordered) else None
    return earlier, later
