"""Generate mechanisms, meetings with and without a mechanism, and outcomes."""

from dataclasses import dataclass

from ..domain.choices import KINDS_WITHOUT_STATUS
from ..models import Agreement, Mechanism, Meeting, Organization, Outcome, Project
from . import words_korean
from .chance import TODAY
from .records import Records

IN_SERIES = 0.6  # share of meetings that are sessions of a series
SKEW = 1.2  # how strongly sessions favour the first mechanisms


@dataclass
class Series:
    """The state of a mechanism while its meetings are generated."""

    pk: int
    title: str
    korean: str
    acronym: str
    countries: list
    topic: int
    began: int
    interval: int
    sessions: int = 0
    last_outcome: int | None = None


class Meetings(Records):
    def mechanism(self):
        """Generate a mechanism. Its sessions are named after it."""
        chance = self.chance
        countries, theme = self.some_countries(self.draw.countries()), self.grammar.theme()
        founding = self.number(Mechanism)
        is_founded = founding < len(self.days[Agreement])
        day = self.days[Agreement][founding] + chance.below(200) if is_founded else int(chance.past() * 0.8)
        body, topic = self.grammar.body(), self.topic()
        title = f"{self.among(countries)} {body} on {theme}"
        acronym = "".join(word[0] for word in f"{theme} {body}".split()).upper() + str(self.number(Mechanism) % 90 + 10)
        established = chance.known(day)
        ended = chance.known(day + chance.below(6000)) if chance.random() < 0.15 else None
        korean = self.korean_title(countries, theme, f"{{theme}} {words_korean.BODY[body]}")
        record = self.new_record(Mechanism, title, korean, "MEC", day, acronym.rstrip("0123456789"))
        pk = record[0]
        parent = self.existing(Mechanism) if chance.random() < 0.1 else None
        self.rows["mechanism"].append(
            (
                *record,
                acronym,
                self.draw.level(),
                established,
                ended,
                self.first[Agreement] + founding if is_founded else None,
                None if parent == pk else parent,
                "every year" if chance.random() < 0.5 else "",
            )
        )
        self.rows["mechanism_countries"] += [(pk, country) for country in countries]
        if chance.random() < 0.3:
            self.rows["mechanism_organizations"].append((pk, self.existing(Organization, 3)))
        self.add_topics("mechanism", pk, topic)
        self.add_papers(Mechanism, pk, "established_on", established)
        self.series.append(Series(pk, title, korean, acronym, countries, topic, day, self.interval(founding, day)))

    def interval(self, number, began) -> int:
        """Return the days between two sessions, such that the last generated session is in the near future."""
        share = (number + 1) / self.size.mechanisms
        sessions = IN_SERIES * self.size.meetings / self.size.mechanisms * share ** (1 / SKEW - 1) / SKEW
        return max(int((TODAY + 300 - began) / sessions), 1)

    def meeting(self):
        """Generate a session of a series, or a separate meeting."""
        series = self.series[int(len(self.series) * self.chance.random() ** SKEW)]
        day = series.began + series.sessions * series.interval + self.chance.below(series.interval)
        if self.chance.random() < IN_SERIES and day < TODAY + 700:
            series.sessions += 1
            countries = series.countries
            if len(countries) > 3 and self.chance.random() < 0.5:
                countries = countries[: -1 - self.chance.below(2)]
            ordinal = series.sessions if series.sessions < 200 and self.chance.random() < 0.9 else None
            name = f"{self.grammar.ordinal(series.sessions)} {series.title}" if ordinal else series.title
            korean = f"제{ordinal}차 {series.korean}" if ordinal and series.korean else series.korean
            self.gather(name, korean, countries, "session", series.topic, day, series, ordinal)
        else:
            kind, countries = self.draw.free_kind(), self.some_countries(self.draw.countries())
            if kind == "bilateral":
                countries = countries[:2]
            among, gathering, theme = self.among(countries), self.grammar.gathering(), self.grammar.theme()
            korean = self.korean_title(countries, theme, f"{{theme}} {words_korean.GATHERING[gathering]}")
            self.gather(f"{among} {gathering} on {theme}", korean, countries, kind, self.topic(), self.any_day())

    def training(self):
        """Generate a training course of a project."""
        countries = self.some_countries(self.draw.countries())
        theme, place = self.grammar.theme(), self.grammar.place()
        korean = self.korean_title([], theme, "{theme} 연수과정")
        self.gather(
            f"Training Course on {theme} in {place}",
            korean,
            countries,
            "training",
            self.topic(),
            self.any_day(),
            project=self.existing(Project),
        )

    def any_day(self) -> int:
        """Return the day of a separate meeting; few are in the future."""
        return TODAY + self.chance.below(900) if self.chance.random() < 0.05 else self.chance.past()

    def gather(self, title, korean, countries, kind, topic, day, series=None, ordinal=None, project=None):
        """Add a meeting and its outcomes."""
        chance, draw = self.chance, self.draw
        is_ahead = day >= TODAY
        self.days[Meeting].append(day)
        start = chance.known(day)
        end = chance.known(day + chance.below(5)) if start and chance.random() < 0.45 else None
        lasts = end and len(end) >= len(start)
        host = None
        if chance.random() < 0.85:
            host = chance.among(countries) if chance.random() < 0.95 else self.partner()
        people = 10 + int(300 * chance.random() ** 3) if chance.random() < 0.3 else None
        record = self.new_record(
            Meeting,
            title,
            korean,
            "MTG",
            day,
            f"{series.acronym}-{ordinal}" if ordinal and chance.random() < 0.3 else "",
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
        return "\n".join(
            f"{self.names[country]}, {self.grammar.given_name()} {self.grammar.family_name()}, Minister of Environment"
            for country in countries[:2]
        )

    def outcome(self, meeting, key, day, countries, topic, series):
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
