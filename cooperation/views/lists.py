"""The lists, one view each: what it asks, what it is called, and what its rows show."""

from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ..choices import InForce, OutcomeStatus
from ..dates import years_since
from ..filters import (
    AgreementFilter,
    MechanismFilter,
    MeetingFilter,
    OrganizationFilter,
    OutcomeFilter,
    ProjectFilter,
)
from ..models import Agreement, Mechanism, Meeting, Party, Project, ProjectOrganization
from ..outputs import tables
from . import panels
from .listing import RegistryList


class AgreementList(RegistryList):
    """Agreements: what each is, who its parties are, whether it is in force today."""

    filterset_class = AgreementFilter
    table = tables.AGREEMENTS
    title = _("Agreements")
    description = _("Treaties, memoranda of understanding and other instruments, with their parties and dates.")
    counted = ngettext_lazy("%(shown)s agreement", "%(shown)s agreements", "number")

    def fetch(self, rows):
        """Return the agreements with their parties and the meeting that adopted each."""
        parties = Prefetch("parties", Party.objects.select_related("country", "organization"))
        meeting = Prefetch("meeting", Meeting.objects.published())
        return rows.with_force(self.today).dated().prefetch_related(parties, meeting, panels.with_claims())

    def complete(self, row):
        """Say in words whether it is in force."""
        row.force_label = InForce(row.force).label


class MeetingList(RegistryList):
    """Meetings: when and where, who took part, and whether it was held."""

    filterset_class = MeetingFilter
    table = tables.MEETINGS
    title = _("Meetings")
    description = _("Sessions, bilateral meetings, conferences and workshops: held, planned, postponed or cancelled.")
    counted = ngettext_lazy("%(shown)s meeting", "%(shown)s meetings", "number")

    def fetch(self, rows):
        """Return the meetings with their series, their host and who took part."""
        series = Prefetch("mechanism", Mechanism.objects.published())
        return rows.select_related("host_country").prefetch_related(
            series, "countries", "organizations", panels.with_claims()
        )

    def get_context_data(self, **kwargs):
        """Add the way to the calendar, with the same filters."""
        query = self.filterset.query(without=("page", "sort"))
        return super().get_context_data(**kwargs) | {
            "here_url": self._address("meeting_list", self.filterset.query(without=())),
            "calendar_url": self._address("meeting_calendar", query),
        }

    def look(self):
        """Return the countries that the list narrows by: a row says whether it is there for its venue alone."""
        return frozenset(country.pk for country in self.filterset.form.cleaned_data["country"])

    def complete(self, row):
        """Mark what is presumed held, and what the filter finds for its venue only."""
        row.is_presumed_held = panels.is_presumed_held(row, self.today)
        row.is_venue_only = is_venue_only(row, self.filterset.form.cleaned_data["country"])


def is_venue_only(meeting, countries) -> bool:
    """Return whether a filter by `countries` finds the meeting for its host alone, which did not take part."""
    return meeting.host_country in countries and not set(meeting.countries.all()) & set(countries)


class MechanismList(RegistryList):
    """Mechanisms: who meets at what level, since when, and how many of the sessions are on file."""

    filterset_class = MechanismFilter
    table = tables.MECHANISMS
    title = _("Mechanisms")
    description = _("Standing frameworks and series of meetings, with their members and how often they meet.")
    counted = ngettext_lazy("%(shown)s mechanism", "%(shown)s mechanisms", "number")

    def fetch(self, rows):
        """Return the mechanisms with the number of their published meetings."""
        meetings = Meeting.objects.published().filter(mechanism=OuterRef("pk")).order_by().values("mechanism")
        number = Coalesce(Subquery(meetings.annotate(number=Count("pk")).values("number")), 0)
        rows = rows.annotate(meeting_count=number)
        return rows.prefetch_related("countries", "organizations", panels.with_claims())


class ProjectList(RegistryList):
    """Projects: when, with whom, who pays and works, and how it stands."""

    filterset_class = ProjectFilter
    table = tables.PROJECTS
    title = _("Projects")
    description = _("Named pieces of work, planned or begun, with the countries and organizations in them.")
    counted = ngettext_lazy("%(shown)s project", "%(shown)s projects", "number")

    def fetch(self, rows):
        """Return the projects with who takes part in what role."""
        parts = Prefetch("project_organizations", ProjectOrganization.objects.select_related("organization"))
        return rows.prefetch_related("countries", parts, panels.with_claims())


# What may carry an outcome out, by the name of the relation.
CARRIERS = {
    "carried_out_by_agreements": Agreement,
    "carried_out_by_projects": Project,
    "carried_out_by_mechanisms": Mechanism,
    "carried_out_by_meetings": Meeting,
}


LABELS = {OutcomeStatus.ACTIVE: _("open"), OutcomeStatus.IMPLEMENTED: _("done")}


@dataclass(frozen=True)
class State:
    """The outcomes in one state: their number, and the list of them."""

    label: str
    number: int
    address: str
    is_chosen: bool


def age(least: int, most: int) -> str:
    """Return how long an outcome has been open in words, as exactly as the date of its meeting is known."""
    if most < 1:
        return gettext("open for less than a year")
    if least == most:
        return ngettext("open for %(years)s year", "open for %(years)s years", most) % {"years": most}
    return gettext("open for %(least)s to %(most)s years") % {"least": least, "most": most}


class OutcomeList(RegistryList):
    """Outcomes: the promises. Who, to whom, by when, what became of each, and what carries it out."""

    filterset_class = OutcomeFilter
    table = tables.OUTCOMES
    title = _("Outcomes")
    description = _("What meetings decided, agreed, promised, asked for or reviewed, and what became of it.")
    counted = ngettext_lazy("%(shown)s outcome", "%(shown)s outcomes", "number")
    evidence_within = "meeting"

    def last_modified(self):
        """Ask the meetings: outcomes have no version of their own."""
        return Meeting.objects.published().aggregate(at=Max("updated_at"))["at"]

    def fetch(self, rows):
        """Return the outcomes with who and to whom, and the published records that carry each out."""
        carriers = [Prefetch(name, model.objects.published()) for name, model in CARRIERS.items()]
        return panels.outcomes(rows).prefetch_related(*carriers)

    def complete(self, row):
        """Say whether anything carries it out, and of an open one for how long it has been open."""
        row.is_carried_out = any(getattr(row, name).all() for name in CARRIERS)
        if row.status == OutcomeStatus.ACTIVE and row.meeting.start:
            row.age = age(*years_since(row.meeting.start, self.today))

    def get_context_data(self, **kwargs):
        """Add how many are open and how many are in each other state, among those that the other filters leave."""
        context = super().get_context_data(**kwargs)
        return context | {"states": self._states() if self.filterset.is_valid() else []}

    def _states(self):
        parameter = self.filterset.filters["status"]
        counts = parameter.counts()
        others = self.filterset.query(without=("page", "status"))
        chosen = list(self.filterset.form.cleaned_data["status"])
        number = self.filterset.count(without=("status",))
        states = [State(_("all"), number, self._address("outcome_list", others), not chosen)]
        for status in OutcomeStatus:
            query = f"{others}&status={status.value}" if others else f"status={status.value}"
            address = self._address("outcome_list", query)
            if number := counts.get(parameter.tag(status)):
                states.append(State(LABELS.get(status, status.label), number, address, chosen == [status.value]))
        return states


class OrganizationList(RegistryList):
    """Organizations that sign, pay or work."""

    filterset_class = OrganizationFilter
    table = tables.ORGANIZATIONS
    title = _("Organizations")
    description = _("Ministries, international organizations, funds, blocs and companies that sign, pay or work.")
    counted = ngettext_lazy("%(shown)s organization", "%(shown)s organizations", "number")

    def fetch(self, rows):
        """Return the organizations with the country of each national body."""
        return rows.select_related("country").prefetch_related(panels.with_claims())
