"""Generate projects, their participants and their phases."""

from ..models import Agreement, Organization, Project
from . import words_korean
from .chance import TODAY
from .records import Records


class Projects(Records):
    def project(self):
        """Generate a project with its participants and phases."""
        chance, draw = self.chance, self.draw
        day, countries = chance.past(), self.some_countries(draw.countries())
        started = day + chance.below(200)
        ends = started + 200 + chance.below(2500)
        is_over = ends < TODAY
        where = f"{self.grammar.place()}, {self.names[countries[-1]]}"
        actual_start = chance.known(started) if chance.random() < 0.8 and started < TODAY else None
        work, theme = self.grammar.work(), self.grammar.theme()
        korean = self.korean_title([], theme, f"{{theme}} {words_korean.WORK[work]} 사업")
        if korean and (country := self.korean_names[countries[-1]]):
            korean = f"{country} {korean}"
        record = self.new_record(Project, f"{work} {theme} in {where}", korean, "PRJ", day)
        pk = record[0]
        planned_start = chance.known(day) if chance.random() < 0.6 else None
        self.rows["project"].append(
            (
                *record,
                (draw.over() if is_over else draw.running()) if actual_start else "pipeline",
                planned_start,
                chance.known(ends - chance.below(150)) if chance.random() < 0.5 else None,
                actual_start,
                chance.known(ends) if is_over and chance.random() < 0.7 else None,
                self.series[chance.below(len(self.series))].pk if chance.random() < 0.2 else None,
                self.existing(Agreement) if chance.random() < 0.2 else None,
            )
        )
        self.rows["project_countries"] += [(pk, country) for country in countries]
        self.add_topics("project", pk, self.topic())
        field, value = ("actual_start", actual_start) if actual_start else ("planned_start", planned_start)
        self.add_papers(Project, pk, field, value)
        taking_part = dict.fromkeys(self.existing(Organization, 3) for _ in range(1 + chance.below(3)))
        self.rows["projectorganization"] += [(pk, organization, draw.role()) for organization in taking_part]
        phases = draw.phases()
        for key in range(1, phases + 1):
            self.phase(pk, key, phases, started, ends)

    def phase(self, project, key, phases, started, ends):
        """Add one phase of a project. Many have an amount, some of them a funder."""
        chance = self.chance
        length = (ends - started) // phases
        begins = started + length * (key - 1)
        has_sum = chance.random() < 0.6
        self.rows["phase"].append(
            (
                project,
                key,
                key,
                f"Stage {key}" if phases > 1 else "The whole",
                chance.known(begins),
                chance.known(begins + length) if chance.random() < 0.7 else None,
                f"{int(10_000 * (1 + 400 * chance.random() ** 4))}.00" if has_sum else None,
                self.draw.currency() if has_sum else "",
                self.existing(Organization, 3) if has_sum and chance.random() < 0.5 else None,
            )
        )
