"""Generate realistic records from a seed.

The same seed generates the same rows on any day.
"""

from ..models import Agreement, Mechanism, Meeting, Organization, Outcome, Project, Source
from . import words
from .agreements import Agreements
from .meetings import Meetings
from .projects import Projects
from .records import Size
from .weights import INTERNATIONAL

SIZES = {
    "s": Size(1_000, 500, 500, 40, 60, 20),
    "m": Size(100_000, 30_000, 50_000, 400, 1_500, 200),
    "l": Size(1_000_000, 200_000, 500_000, 2_000, 8_000, 1_000),
}


class Content(Agreements, Meetings, Projects):
    """Generates all rows; `stages` gives the order."""

    def stages(self):
        """Yield (name, number, method) for each stage: the method generates one record and its parts.

        Rows come after the rows that they refer to: founding agreements, their mechanisms, meetings of those,
        agreements signed there, projects under these, trainings of projects.
        """
        size = self.size
        founding, trainings = size.mechanisms // 2, size.meetings // 50
        yield "organizations", size.organizations, self.organization
        yield "sources", size.sources, self.source
        yield "agreements", founding, self.agreement
        yield "mechanisms", size.mechanisms, self.mechanism
        yield "meetings", size.meetings - trainings, self.meeting
        yield "agreements", size.agreements - founding, self.agreement
        yield "projects", size.projects, self.project
        yield "meetings", trainings, self.training
        yield "links of outcomes", size.meetings // 5, self.link

    def organization(self):
        """Generate an organization: first the international ones, then a ministry per partner country, then others."""
        pk = self.new(Organization)
        number = self.number(Organization) - 1
        acronym, country = "", None
        ministries = min(len(self.partners), self.size.organizations // 3)
        if number < len(INTERNATIONAL):
            name, acronym, kind = INTERNATIONAL[number]
        elif number < len(INTERNATIONAL) + ministries:
            country = [self.home, *self.partners][number - len(INTERNATIONAL)]
            name, kind = f"Ministry of Environment of {self.names[country]}", "ministry"
        else:
            kind = self.draw.organization_kind()
            country = None if kind == "international" else self.some_countries(1)[0]
            name = f"{self.grammar.place()} {self.grammar.subject()} Institute {number}"
        self.rows["organization"].append(
            (
                pk,
                words.slugified(name),
                name,
                acronym,
                kind,
                None if kind == "international" else country,
                self.grammar.summary(),
            )
        )
        if kind == "bloc":
            self.rows["membership"] += [(pk, member, "1999") for member in self.partners[2:12]]

    def source(self):
        pk = self.new(Source)
        number = self.number(Source)
        title = f"{self.grammar.theme()}: report {number}"
        origin = "own" if self.chance.random() < 0.5 else "external"
        url = f"https://sources.example/{number}"
        as_of = self.chance.known(self.chance.past())
        self.rows["source"].append((pk, words.slugified(title), title, self.grammar.family_name(), origin, url, as_of))

    def link(self):
        """Link one outcome to a record that it concerns or that carries it out."""
        models = (Agreement, Project, Mechanism, Meeting)
        number, self.links = self.links, self.links + 1
        outcome = self.first[Outcome] + number * self.number(Outcome) // (self.size.meetings // 5)
        verb = "concerns" if number % 3 else "carried_out_by"
        model = models[self.chance.below(4)]
        self.rows[f"outcome_{verb}_{model._meta.model_name}s"].append((outcome, self.existing(model)))
