"""Meetings: who met when and where, and their outcomes."""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ...models import Agreement, Meeting, Outcome
from ...models.meeting import is_host_only
from . import related_lists
from .listing import RegistryList, Way
from .record_page import RecordDetail
from .reverse_relations import attach_named
from .session_names import name_in_series

# Relations from an outcome to the records that it concerns.
CONCERNS = tuple(f"concerns_{kind}" for kind in ("agreements", "projects", "mechanisms", "meetings", "organizations"))


class MeetingList(RegistryList):
    """Meetings: date, place, participants, and whether each was held."""

    model = Meeting
    columns = (_("Meeting"), _("Date"), _("Place"), _("Participants"))
    description = _("Sessions, bilateral meetings, conferences and workshops: held, planned, postponed or cancelled.")
    counted = ngettext_lazy("%(shown)s meeting", "%(shown)s meetings", "number")
    ways_label = _("Show the meetings as")
    links = ("mechanism", "host_country", "countries", "organizations")

    @cached_property
    def countries(self) -> list[int]:
        """Return the countries in the filter: a row says if one of them is only its host."""
        return [country.pk for country in self.filterset.form.cleaned_data["country"]]

    def ways(self):
        """Return the links to the list and to the calendar, with the same filters."""
        query = self.filterset.query(without=("page", "sort", "size"))
        return [
            Way(_("List"), self._address("meeting_list", self.filterset.query()), "page"),
            Way(_("Calendar"), self._address("meeting_calendar", query)),
        ]

    def complete(self, row):
        """Mark meetings that are presumed held, and a host in the filter that is not recorded as a participant."""
        row.is_presumed_held = related_lists.is_presumed_held(row, self.today)
        row.is_host_only = row.host_country_id in self.countries and is_host_only(row)


class MeetingDetail(RecordDetail):
    """One meeting: its place in the series, participants, and outcomes, each with a permanent anchor."""

    model = Meeting
    links = (
        *RecordDetail.links,
        *("countries", "organizations", "host_country", "mechanism", "part_of_meeting", "part_of_project"),
    )
    reverse_relations = (
        *RecordDetail.reverse_relations,
        *("side_meetings", "agreements", "concerned_outcomes", "origins"),
    )

    def get_trail(self):
        """Return the breadcrumbs through the series, if the meeting belongs to one."""
        return super().get_trail() + [(series.label, series.address) for series in self.object.linked["mechanism"]]

    def get_context_data(self, **kwargs):
        """Add the neighbours in the series and the evidence of each outcome."""
        context = super().get_context_data(**kwargs)
        meeting = self.object
        meeting.is_host_only = is_host_only(meeting)
        meeting.is_presumed_held = related_lists.is_presumed_held(meeting, self.today)
        outcomes = self._outcomes(meeting)
        earlier, later = neighbours(meeting) if meeting.linked["mechanism"] else (None, None)
        for beside in filter(None, (earlier, later)):
            beside.session_name = name_in_series(beside)
        return context | {
            "earlier": earlier,
            "later": later,
            "outcomes": outcomes,
            "has_no_outcomes": meeting.pk in related_lists.meetings_without_outcomes(self.snapshot),
            "is_to_come": meeting.is_to_come(self.today),
            "side_meetings": self.short.part(
                "side-meetings", "meeting", self.reverse_ids["side_meetings"], newest=False
            ),
            "agreements": self.short.part(
                "agreements",
                "agreement",
                self.reverse_ids["agreements"],
                related_lists.rows_of(Agreement),
                newest=False,
            ),
            **self.short.outcomes_of(self.reverse_ids),
            "list_url": reverse("meeting_list"),
        }

    def _outcomes(self, meeting):
        """Return the outcomes of the meeting with their evidence, their links, and their earlier and later outcomes."""
        outcomes = list(meeting.outcomes.all())
        links = (*related_lists.ACTORS, "topics", *CONCERNS, *Outcome.followups)
        attach_named(self.snapshot, outcomes, *links)
        follows = {outcome.follows_id for outcome in outcomes if outcome.follows_id}
        beside = Outcome.objects.filter(Q(pk__in=follows) | Q(follows__in=[outcome.pk for outcome in outcomes]))
        public = self.snapshot["outcome"].whole
        beside = beside.select_related("meeting").order_by("meeting__start", "meeting", "position", "key")
        beside = [each for each in beside if each.pk in public] if outcomes else ()
        for outcome in outcomes:
            outcome.evidence = meeting.evidence.part(outcome)
            outcome.linked["follows"] = [each for each in beside if each.pk == outcome.follows_id]
            later = outcome.linked["followed_by"] = [each for each in beside if each.follows_id == outcome.pk]
            outcome.to_be_taken_up = [each for each in later if each.meeting.is_to_come(self.today)]
            outcome.taken_up = [each for each in later if each not in outcome.to_be_taken_up]
            outcome.is_taken_up = bool(outcome.taken_up)
            outcome.has_thread = any(outcome.linked[name] for name in ("follows", "followed_by", *Outcome.followups))
        return outcomes


def neighbours(meeting):
    """Return the recorded meetings before and after this one in its public series; None if there is none.

    Numbered sessions are sorted by number, then by date. Those without a number are sorted by date, separately.
    """
    sessions = Meeting.objects.published().filter(mechanism=meeting.mechanism_id)
    sessions = sessions.filter(ordinal__isnull=meeting.ordinal is None).oldest_first()
    numbers = dict(sessions.values_list("pk", "ordinal"))
    ids = sorted(numbers, key=lambda pk: numbers[pk] or 0)
    if meeting.pk not in numbers:
        return None, None
    place = ids.index(meeting.pk)
    near = Meeting.objects.in_bulk(ids[max(place - 1, 0) : place + 2])
    return near.get(ids[place - 1] if place else None), near.get(ids[place + 1] if place + 1 < len(ids) else None)
