"""The list of outcomes."""

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ...domain.choices import OutcomeStatus
from ...domain.dates import years_since
from ...domain.evidence import attach
from ...models import Meeting, Outcome
from . import related_lists
from .listing import RegistryList, Way


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

    model = Outcome
    columns = (_("Outcome"), _("By whom, to whom"), _("Status"), _("Follow-up"))
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
