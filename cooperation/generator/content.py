"""What the generator enters: records as a ministry might keep them, drawn by one seed.

The same seed makes the same rows, whatever the day.
"""

from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace

from ..choices import KINDS_WITHOUT_STATUS
from ..models import Agreement, Mechanism, Meeting, Organization, Outcome, Project, Source
from . import words
from .chance import DAYS, OPENED, TODAY, Chance
from .grammar import Grammar
from .weights import BINDING, INSTRUMENTS, INTERNATIONAL, WEIGHTS

# The models whose rows others point to: their ids are given here.
NUMBERED = (Organization, Source, Mechanism, Agreement, Meeting, Outcome, Project)
PLANNED = "2099-01-01 00:00:00+00"  # later than anybody reads generated data
UNIT = "International Cooperation Division"


@dataclass(frozen=True)
class Size:
    """How many rows of each kind."""

    meetings: int
    agreements: int
    projects: int
    mechanisms: int
    organizations: int
    sources: int


SIZES = {
    "s": Size(1_000, 500, 500, 20, 60, 20),
    "m": Size(100_000, 30_000, 50_000, 400, 1_500, 200),
    "l": Size(1_000_000, 200_000, 500_000, 2_000, 8_000, 1_000),
}


@dataclass(frozen=True)
class World:
    """The reference data that records point to: (id, alpha-3, name) of each country, the home country, topics' ids."""

    countries: list
    home: str
    topics: list


@dataclass
class Series:
    """A mechanism while its meetings are drawn."""

    pk: int
    title: str
    acronym: str
    countries: list
    topic: int
    began: int
    sessions: int = 0
    last_outcome: int | None = None


class Content:
    """Draws the rows of every table. `stages` says in which order; what was drawn waits in `rows`, by table.

    `first` gives the first id of each of NUMBERED.
    """

    def __init__(self, size: Size, world: World, seed: int, first: dict):
        self.size = size
        self.first = first
        self.next = dict(first)
        self.rows = defaultdict(list)
        self.chance = chance = Chance(seed)
        self.grammar = Grammar(chance)
        self.draw = SimpleNamespace(**{name: chance.by_weight(weights) for name, weights in WEIGHTS.items()})
        self.series = []
        self.links = 0
        self.topic = chance.by_rank(world.topics, 0.7)
        self._learn(world)

    def _learn(self, world):
        codes = {code: pk for pk, code, _ in world.countries}
        self.names = {pk: name for pk, _, name in world.countries}
        self.cities = {codes[code]: cities for code, cities in words.CITIES.items() if code in codes}
        self.home = codes.get(world.home) or world.countries[0][0]
        known = [codes[code] for code in words.split(words.PARTNERS) if code in codes]
        others = [pk for pk in codes.values() if pk not in known]
        self.chance.shuffle(others)
        self.partners = [pk for pk in known + others if pk != self.home]
        self.partner = self.chance.by_rank(self.partners)
        self.city_of = {pk: self.grammar.place() for pk in self.names}

    def stages(self):
        """Yield (name, number, method) of each stage: the method draws one record and all that hangs on it.

        What a row points to is drawn before it: founding agreements, the mechanisms that they found, meetings of those,
        the agreements made there, projects that rest on these, trainings of projects.
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

    # What records have in common

    def new(self, model) -> int:
        """Return the id of a new row."""
        pk = self.next[model]
        self.next[model] = pk + 1
        return pk

    def number(self, model) -> int:
        """Return how many rows were drawn."""
        return self.next[model] - self.first[model]

    def existing(self, model, exponent: float = 1.0) -> int:
        """Return the id of a row that was drawn before; with a higher exponent rather one of the first."""
        return self.first[model] + int(self.number(model) * self.chance.random() ** exponent)

    def new_record(self, model, title, prefix, day, other_names="") -> tuple:
        """Return the id of a new record and the columns that all kinds have."""
        chance, pk = self.chance.random, self.new(model)
        number = self.number(model)
        opened, moment = self.chance.moment(max(OPENED, min(day, TODAY - 30) - 60), TODAY)
        state = chance()
        withdrawn_at = self.chance.moment(opened + 1, TODAY + 1)[1] if state > 0.996 else None
        updated_at = withdrawn_at or (self.chance.moment(opened + 1, TODAY + 1)[1] if chance() < 0.4 else moment)
        return (
            pk,
            f"{words.slugified(title)[:100].strip('-')}-{number}",
            title,
            other_names,
            f"{prefix}-{DAYS[day][:4]}-{number:07}" if chance() < 0.4 else "",
            self.grammar.summary(),
            UNIT if chance() < 0.2 else "",
            f"Ask {self.grammar.family_name()} about {self.grammar.noun()}." if chance() < 0.05 else "",
            moment if state >= 0.03 else None,
            PLANNED if state < 0.003 else None,
            withdrawn_at,
            "Entered twice." if withdrawn_at else "",
            updated_at,
        )

    def add_topics(self, kind, pk, topic):
        """Put a row under the topic, and some under a second one."""
        rows = self.rows[f"{kind}_topics"]
        rows.append((pk, topic))
        if self.chance.random() < 0.35 and (other := self.topic()) != topic:
            rows.append((pk, other))

    def add_papers(self, model, pk, field, value):
        """Give some records a document, and some a citation of their date; a few are inferred or disputed."""
        draw, kind = self.chance.random(), model._meta.model_name
        if draw < 0.05:
            url = f"https://documents.example/{kind}/{self.number(model)}.pdf"
            title = f"{self.grammar.theme()}: text"
            self.rows[f"{kind}_document"].append((pk, 1, title, self.draw.document_kind(), "en", url, draw < 0.01))
        elif draw < 0.2:
            self.add_citations(self.rows[f"{kind}_citation"], pk, field if value else "", value or "", draw)

    def add_citations(self, rows, pk, field, value, draw):
        """Cite one source, or two that differ."""
        locator, quotation = f"page {1 + self.chance.below(40)}", self.grammar.sentence()
        is_inferred, is_disputed = draw < 0.058, bool(value) and draw > 0.195
        note = "Read from the order of the sessions." if is_inferred else "Two sources differ." if is_disputed else ""
        basis = "inferred" if is_inferred else "stated"
        source = self.existing(Source, 2)
        rows.append((pk, 1, source, field, locator, quotation, value, basis, is_disputed, note))
        if is_disputed:
            other = str(int(value[:4]) - 1)
            rows.append((pk, 2, self.existing(Source, 2), field, "", "", other, "stated", True, note))

    def some_countries(self, number) -> list[int]:
        """Return that many countries, the home country nearly always the first of them."""
        chosen = [self.home] if self.chance.random() < 0.92 else []
        number = min(number, len(self.partners))
        while len(chosen) < number:
            if (pk := self.partner()) not in chosen:
                chosen.append(pk)
        return chosen

    def city(self, country) -> str:
        """Return a city of the country."""
        if country in self.cities:
            return self.chance.among(self.cities[country])
        return self.city_of[country] if self.chance.random() < 0.7 else self.grammar.place()

    def among(self, countries) -> str:
        """Return who takes part, as titles say it: "South Korea–Vietnam", or where it is done."""
        if len(countries) == 2:
            return f"{self.names[countries[0]]}–{self.names[countries[1]]}"
        return self.grammar.place()

    # The kinds

    def organization(self):
        """Draw a body: the international ones, a ministry for each country that is dealt with, then all others."""
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
        """Draw a page or a paper."""
        pk = self.new(Source)
        number = self.number(Source)
        title = f"{self.grammar.theme()}: report {number}"
        origin = "own" if self.chance.random() < 0.5 else "external"
        url = f"https://sources.example/{number}"
        as_of = self.chance.known(self.chance.past())
        self.rows["source"].append((pk, words.slugified(title), title, self.grammar.family_name(), origin, url, as_of))

    def agreement(self):
        """Draw an instrument, its parties, and what it does to an earlier one."""
        chance, draw = self.chance, self.draw
        kind, countries, day = draw.instrument(), self.some_countries(draw.parties()), chance.past()
        theme = self.grammar.theme()
        title = f"{self.among(countries)} {INSTRUMENTS[kind]} on {theme}"
        signed = chance.known(day)
        started = day + chance.below(400)
        in_force = chance.known(started) if chance.random() < 0.75 else None
        expires = chance.known(started + 365 * (2 + chance.below(10))) if chance.random() < 0.45 else None
        terminated = chance.known(started + chance.below(5000)) if chance.random() < 0.05 else None
        meeting = self.existing(Meeting) if self.number(Meeting) and chance.random() < 0.15 else None
        record = self.new_record(Agreement, title, "AGR", day)
        pk = record[0]
        self.rows["agreement"].append(
            (
                *record,
                kind,
                BINDING.get(kind, "non-binding" if chance.random() < 0.6 else "not-recorded"),
                chance.known(day) if chance.random() < 0.2 else None,
                signed,
                self.city(countries[-1]) if chance.random() < 0.5 else "",
                in_force,
                expires,
                draw.renewal() if expires else "not-recorded",
                terminated,
                "English\nKorean" if chance.random() < 0.2 else "",
                meeting,
            )
        )
        self.add_topics("agreement", pk, self.topic())
        self.add_papers(Agreement, pk, "signed_on", signed)
        self.add_parties(pk, countries, day)
        if self.number(Agreement) > 1 and chance.random() < 0.08:
            earlier = self.first[Agreement] + chance.below(pk - self.first[Agreement])
            self.rows["lineage"].append((pk, draw.lineage(), earlier))

    def add_parties(self, pk, countries, day):
        """Enter who signed; to large instruments parties consent one by one."""
        rows, is_large = self.rows["party"], len(countries) > 3
        for country in countries:
            signed_by = self.existing(Organization, 3) if self.chance.random() < 0.3 else None
            if is_large and self.chance.random() < 0.5:
                consent_on = day + self.chance.below(900)
                withdrawn = DAYS[consent_on + 1000][:7] if self.chance.random() < 0.03 else None
                rows.append(
                    (pk, country, None, signed_by, self.draw.consent(), self.chance.known(consent_on), withdrawn)
                )
            else:
                rows.append((pk, country, None, signed_by, "", None, None))
        if self.chance.random() < 0.05:
            rows.append((pk, None, self.existing(Organization, 3), None, "", None, None))

    def mechanism(self):
        """Draw a standing framework; its meetings will take its name."""
        chance = self.chance
        countries, day, theme = self.some_countries(self.draw.countries()), chance.past(), self.grammar.theme()
        body, topic = self.grammar.body(), self.topic()
        title = f"{self.among(countries)} {body} on {theme}"
        acronym = "".join(word[0] for word in f"{theme} {body}".split()).upper() + str(self.number(Mechanism) % 90 + 10)
        established = chance.known(day)
        ended = chance.known(day + chance.below(6000)) if chance.random() < 0.15 else None
        record = self.new_record(Mechanism, title, "MEC", day, acronym.rstrip("0123456789"))
        pk = record[0]
        founding = self.number(Mechanism) - 1
        founded_by = self.first[Agreement] + founding if founding < self.number(Agreement) else None
        parent = self.existing(Mechanism) if chance.random() < 0.1 else None
        self.rows["mechanism"].append(
            (
                *record,
                acronym,
                self.draw.level(),
                established,
                ended,
                founded_by,
                None if parent == pk else parent,
                "every year" if chance.random() < 0.5 else "",
            )
        )
        self.rows["mechanism_countries"] += [(pk, country) for country in countries]
        if chance.random() < 0.3:
            self.rows["mechanism_organizations"].append((pk, self.existing(Organization, 3)))
        self.add_topics("mechanism", pk, topic)
        self.add_papers(Mechanism, pk, "established_on", established)
        self.series.append(Series(pk, title, acronym, countries, topic, day))

    def meeting(self):
        """Draw a session of a series, or a meeting of its own."""
        if self.chance.random() < 0.6:
            series = self.series[int(len(self.series) * self.chance.random() ** 1.5)]
            series.sessions += 1
            countries = series.countries
            if len(countries) > 3 and self.chance.random() < 0.5:
                countries = countries[: -1 - self.chance.below(2)]
            ordinal = series.sessions if series.sessions < 200 and self.chance.random() < 0.9 else None
            name = f"{self.grammar.ordinal(series.sessions)} {series.title}" if ordinal else series.title
            self.gather(name, countries, "session", series.topic, series, ordinal)
        else:
            kind, countries = self.draw.free_kind(), self.some_countries(self.draw.countries())
            if kind == "bilateral":
                countries = countries[:2]
            name = f"{self.among(countries)} {self.grammar.gathering()} on {self.grammar.theme()}"
            self.gather(name, countries, kind, self.topic())

    def training(self):
        """Draw a training course of a project."""
        countries = self.some_countries(self.draw.countries())
        name = f"Training Course on {self.grammar.theme()} in {self.grammar.place()}"
        self.gather(name, countries, "training", self.topic(), project=self.existing(Project))

    def gather(self, title, countries, kind, topic, series=None, ordinal=None, project=None):
        """Enter a meeting and its outcomes."""
        chance, draw = self.chance, self.draw
        is_ahead = chance.random() < 0.04
        day = TODAY + chance.below(900) if is_ahead else chance.past()
        start = chance.known(day)
        end = chance.known(day + chance.below(5)) if start and chance.random() < 0.45 else None
        lasts = end and len(end) >= len(start)
        host = None
        if chance.random() < 0.85:
            host = chance.among(countries) if chance.random() < 0.95 else self.partner()
        people = 10 + int(300 * chance.random() ** 3) if chance.random() < 0.3 else None
        record = self.new_record(
            Meeting, title, "MTG", day, f"{series.acronym}-{ordinal}" if ordinal and chance.random() < 0.3 else ""
        )
        pk = record[0]
        part_of = self.existing(Meeting) if project is None and chance.random() < 0.01 else None
        self.rows["meeting"].append(
            (
                *record,
                series and series.pk,
                ordinal,
                kind,
                draw.future_status() if is_ahead else draw.past_status(),
                draw.mode(),
                start,
                end if lasts else None,
                self.city(host) if host and chance.random() < 0.9 else "",
                host,
                self.delegates(countries) if chance.random() < 0.1 else "",
                people,
                bool(people and people % 10 == 0),
                None if part_of == pk else part_of,
                project,
            )
        )
        self.rows["meeting_countries"] += [(pk, country) for country in countries]
        if chance.random() < 0.25:
            self.rows["meeting_organizations"].append((pk, self.existing(Organization, 3)))
        self.add_topics("meeting", pk, topic)
        self.add_papers(Meeting, pk, "start", start)
        for key in range(1, (0 if is_ahead else draw.outcomes()) + 1):
            self.outcome(pk, key, day, countries, topic, series)

    def delegates(self, countries) -> str:
        """Return the heads of two delegations."""
        return "\n".join(
            f"{self.names[country]}, {self.grammar.given_name()} {self.grammar.family_name()}, Minister of Environment"
            for country in countries[:2]
        )

    def outcome(self, meeting, key, day, countries, topic, series):
        """Enter one outcome of a meeting."""
        chance = self.chance.random
        pk, kind = self.new(Outcome), self.draw.outcome_kind()
        looks_back = kind in KINDS_WITHOUT_STATUS
        follows = series.last_outcome if series and chance() < 0.1 else None
        self.rows["outcome"].append(
            (
                pk,
                meeting,
                key,
                key,
                kind,
                self.grammar.sentence() if looks_back else self.grammar.promised(),
                self.chance.known(day + 90 + self.chance.below(1000)) if not looks_back and chance() < 0.4 else None,
                "" if looks_back else self.draw.outcome_status(),
                follows,
            )
        )
        if series:
            series.last_outcome = pk
        self.rows["outcome_topics"].append((pk, topic if chance() < 0.6 else self.topic()))
        if chance() < 0.4:
            giver = self.chance.among(countries)
            self.rows["outcome_by_countries"].append((pk, giver))
            if chance() < 0.5:
                self.rows["outcome_to_countries"].append((pk, self.chance.among(countries)))
        if chance() < 0.05:
            self.rows["outcome_by_organizations"].append((pk, self.existing(Organization, 3)))

    def project(self):
        """Draw a piece of work, who does it, and its phases."""
        chance, draw = self.chance, self.draw
        day, countries = chance.past(), self.some_countries(draw.countries())
        started = day + chance.below(200)
        ends = started + 200 + chance.below(2500)
        is_over = ends < TODAY
        where = f"{self.grammar.place()}, {self.names[countries[-1]]}"
        actual_start = chance.known(started) if chance.random() < 0.8 and started < TODAY else None
        record = self.new_record(Project, f"{self.grammar.work()} {self.grammar.theme()} in {where}", "PRJ", day)
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
        """Enter one phase of a project; many have a sum, some of them a funder."""
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

    def link(self):
        """Say of one outcome what it concerns or what carries it out."""
        models = (Agreement, Project, Mechanism, Meeting)
        number, self.links = self.links, self.links + 1
        outcome = self.first[Outcome] + number * self.number(Outcome) // (self.size.meetings // 5)
        verb = "concerns" if number % 3 else "carried_out_by"
        model = models[self.chance.below(4)]
        self.rows[f"outcome_{verb}_{model._meta.model_name}s"].append((outcome, self.existing(model)))
