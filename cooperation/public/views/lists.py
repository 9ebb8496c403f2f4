"""The lists, one view each: its filters, its name, and the content of its rows."""

from django.utils import formats
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ...domain.choices import InForce, OutcomeStatus
from ...domain.dates import years_since
from ...domain.evidence import attach
from ...filters.agreements import AgreementFilter
from ...filters.mechanisms import MechanismFilter
from ...filters.meetings import MeetingFilter
from ...filters.organizations import OrganizationFilter
from ...filters.outcomes import OutcomeFilter
from ...filters.projects import ProjectFilter
from ...index import Dimension, tag
from ...models import Meeting, Outcome
from ...models.meeting import is_host_only
from . import related_lists
from .listing import RegistryList, Way
from .relations import attach_links

# The relations of a party.
PARTY = ("country", "organization")


class AgreementList(RegistryList):
    """Agreements: kind, parties, and whether each is in force today."""

    filterset_class = AgreementFilter
    columns = (_("Agreement"), _("Date"), _("Parties"))
    title = _("Agreements")
    description = _("Treaties, memoranda of understanding and other instruments, with their parties and dates.")
    counted = ngettext_lazy("%(shown)s agreement", "%(shown)s agreements", "number")
    links = ("meeting",)

    @property
    def force_title(self):
        """Return the heading of the last column: whether an agreement is in force today, or on the day of the list."""
        if self.filterset.on is None:
            return gettext("In force today")
        return gettext("In force on %(day)s") % {"day": formats.date_format(self.filterset.on, "DATE_FORMAT")}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"columns": (*self.columns, self.force_title)}

    def fetch(self, rows):
        rows = rows.with_force(self.filterset.on or self.today)
        return related_lists.attach_claims(rows.prefetch_related("parties"))

    def link(self, rows):
        """Attach the meetings and the parties."""
        super().link(rows)
        attach_links(self.filterset.snapshot, [party for row in rows for party in row.parties.all()], *PARTY)
        for row in rows:
            row.named_parties = [each for party in row.parties.all() for name in PARTY for each in party.linked[name]]

    def complete(self, row):
        """Add the label that says whether it is in force."""
        row.force_title, row.force_label = self.force_title, InForce(row.force).label


class MeetingList(RegistryList):
    """Meetings: date, place, participants, and whether each was held."""

    filterset_class = MeetingFilter
    columns = (_("Meeting"), _("Date"), _("Place"), _("Participants"))
    title = _("Meetings")
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


class MechanismList(RegistryList):
    """Mechanisms: members, level, start, and the number of recorded sessions."""

    filterset_class = MechanismFilter
    columns = (_("Mechanism"), _("Established"), _("Members"), _("Meetings"))
    title = _("Mechanisms")
    description = _("Permanent frameworks and series of meetings, with their members and how often they meet.")
    counted = ngettext_lazy("%(shown)s mechanism", "%(shown)s mechanisms", "number")
    ways_label = _("Show the mechanisms as")
    links = ("countries", "organizations")

    def ways(self):
        """Return the links to the list and to the page that compares two series."""
        return [
            Way(_("List"), self._address("mechanism_list", self.filterset.query()), "page"),
            Way(_("Compare two series"), self._address("mechanism_compare", "")),
        ]

    def complete(self, row):
        """Add the number of recorded sessions."""
        row.meeting_count = self.snapshot["meeting"].total(tag(Dimension.MECHANISM, row.pk))


class ProjectList(RegistryList):
    """Projects: dates, countries, funders and implementers, and status."""

    filterset_class = ProjectFilter
    columns = (_("Project"), _("Date"), _("Countries"), _("Organizations"))
    title = _("Projects")
    description = _("Planned, current and completed projects, with their countries and organizations.")
    counted = ngettext_lazy("%(shown)s project", "%(shown)s projects", "number")
    links = ("countries",)

    def fetch(self, rows):
        return related_lists.attach_claims(rows.prefetch_related("project_organizations"), has_sources=True)

    def link(self, rows):
        """Attach the countries, and the organizations with their roles."""
        super().link(rows)
        parts = [part for row in rows for part in row.project_organizations.all()]
        attach_links(self.filterset.snapshot, parts, "organization")


def age(least: int, most: int) -> str:
    """Return how long ago the meeting of an outcome was, as exactly as its date is known."""
    if most < 1:
        return gettext("less than a year since the meeting")
    if least == most:
        words = ngettext("%(years)s year since the meeting", "%(years)s years since the meeting", most)
        return words % {"years": most}
    return gettext("%(least)s to %(most)s years since the meeting") % {"least": least, "most": most}


class OutcomeList(RegistryList):
    """Outcomes: who acts for whom, due date, status and follow-up of each."""

    filterset_class = OutcomeFilter
    columns = (_("Outcome"), _("By whom, to whom"), _("Status"), _("Follow-up"))
    title = _("Outcomes")
    description = _("What meetings decided, agreed, promised, requested or reviewed, and the follow-up.")
    counted = ngettext_lazy("%(shown)s outcome", "%(shown)s outcomes", "number")
    ways_label = _("Outcomes by status")
    links = ("by_countries", "by_organizations", "to_countries", "to_organizations", *Outcome.followups)

    def last_modified(self):
        """Return that of the meetings: outcomes have no modification date."""
        return Meeting.objects.last_modified()

    def fetch(self, rows):
        return attach(related_lists.outcomes_with_claims(rows, self.today), within="meeting")

    def complete(self, row):
        """Add whether its meeting is upcoming, and how long ago the meeting of an open outcome was."""
        row.is_to_come, row.age = row.meeting.is_to_come(self.today), ""
        if row.status == OutcomeStatus.ACTIVE and row.meeting.start and not row.is_to_come:
            row.age = age(*years_since(row.meeting.start, self.today))

    def ways(self):
        """Return the links to all outcomes and to those in each state, with the other filters applied."""
        parameter = self.filterset.filters["status"]
        counts = parameter.counts(map(parameter.tag, OutcomeStatus))
        others = self.filterset.query(without=("page", "status"))
        chosen = list(self.filterset.form.cleaned_data["status"])
        number = self.filterset.count(without=("status",))
        ways = [Way(_("All"), self._address("outcome_list", others), "" if chosen else "true", number)]
        for status in OutcomeStatus:
            query = f"{others}&status={status.value}" if others else f"status={status.value}"
            address = self._address("outcome_list", query)
            if number := counts.get(parameter.tag(status)):
                current = "true" if chosen == [status.value] else ""
                ways.append(Way(capfirst(status.label), address, current, number))
        return ways


class OrganizationList(RegistryList):
    """Organizations: kind and country."""

    filterset_class = OrganizationFilter
    columns = (_("Organization"), _("Kind"), _("Country"))
    title = _("Organizations")
    description = _(
        "Ministries, international organizations, funds, blocs and companies that take part in the cooperation."
    )
    counted = ngettext_lazy("%(shown)s organization", "%(shown)s organizations", "number")
    links = ("country",)
