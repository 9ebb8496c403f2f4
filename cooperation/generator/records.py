"""Shared by all generators: ids, countries, words, and the parts that all records have."""

from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace

from ..models import Agreement, Mechanism, Meeting, Organization, Outcome, Project, Source
from . import words, words_korean
from .chance import DAYS, OPENED, TODAY, Chance
from .grammar import Grammar
from .weights import WEIGHTS

# The models that other rows refer to: their ids are assigned here.
NUMBERED = (Organization, Source, Mechanism, Agreement, Meeting, Outcome, Project)
PLANNED = "2099-01-01 00:00:00+00"  # in the far future, so that it never falls due
UNIT = "International Cooperation Division"


@dataclass(frozen=True)
class Size:
    """The number of rows of each kind."""

    meetings: int
    agreements: int
    projects: int
    mechanisms: int
    organizations: int
    sources: int


@dataclass(frozen=True)
class World:
    """Reference data: (id, alpha-3, name, Korean name) of each country, the home country's code, topic ids."""

    countries: list
    home: str
    topics: list


class Records:
    """Generates rows and collects them in `rows`, by table.

    `first` maps each model in NUMBERED to its first id.
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
        self.days = {Agreement: [], Meeting: []}  # the day of each row, in the order of the ids
        self.topic = chance.by_rank(world.topics, 0.7)
        self._learn(world)

    def _learn(self, world):
        codes = {code: pk for pk, code, *_ in world.countries}
        self.names = {pk: name for pk, _, name, _ in world.countries}
        self.korean_names = {pk: name for pk, *_, name in world.countries}
        self.cities = {codes[code]: cities for code, cities in words.CITIES.items() if code in codes}
        self.home = codes.get(world.home) or world.countries[0][0]
        known = [codes[code] for code in words.split(words.PARTNERS) if code in codes]
        others = [pk for pk in codes.values() if pk not in known]
        self.chance.shuffle(others)
        self.partners = [pk for pk in known + others if pk != self.home]
        self.partner = self.chance.by_rank(self.partners)
        self.city_of = {pk: self.grammar.place() for pk in self.names}

    def new(self, model) -> int:
        pk = self.next[model]
        self.next[model] = pk + 1
        return pk

    def number(self, model) -> int:
        return self.next[model] - self.first[model]

    def existing(self, model, exponent: float = 1.0) -> int:
        """Return the id of an earlier row; a higher exponent favours the first rows."""
        return self.first[model] + int(self.number(model) * self.chance.random() ** exponent)

    def new_record(self, model, title, korean, prefix, day, other_names="") -> tuple:
        """Generate the fields that all records have. Every fourth one has no Korean title."""
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
            korean if number % 4 else "",
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
        """Add the topic to a row, and to some rows a second one."""
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
        """Add one citation, or two that differ."""
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
        """Return `number` different countries, usually with the home country first."""
        chosen = [self.home] if self.chance.random() < 0.92 else []
        number = min(number, len(self.partners))
        while len(chosen) < number:
            if (pk := self.partner()) not in chosen:
                chosen.append(pk)
        return chosen

    def city(self, country) -> str:
        if country in self.cities:
            return self.chance.among(self.cities[country])
        return self.city_of[country] if self.chance.random() < 0.7 else self.grammar.place()

    def among(self, countries) -> str:
        """Return the participants as in titles ("South Korea–Vietnam"), or a place."""
        if len(countries) == 2:
            return f"{self.names[countries[0]]}–{self.names[countries[1]]}"
        return self.grammar.place()

    def korean_title(self, countries, theme, form: str) -> str:
        """Return a Korean title as ministries write it: "한·베트남 습지 보전에 관한 양해각서".

        `form` has {theme}. Returns "" if the theme has no Korean words. More than two countries are not named.
        """
        if not (korean := words_korean.THEME.get(theme)):
            return ""
        title = form.format(theme=korean)
        if len(countries) != 2:
            return title
        names = [self.korean_names[pk] for pk in countries]
        if not all(names):
            return title
        return f"{'한' if countries[0] == self.home else names[0]}·{names[1]} {title}"
