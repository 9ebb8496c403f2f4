"""A query as the database executes it: which rows match, how many, and which are best."""

from array import array
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from math import prod

from django.db import connection

from ..domain import hangul
from ..index.binary import IDS, numbers
from . import ranking, scores
from .kinds import KINDS, REFERRED
from .periods import Period
from .terms import Term

EXACT = 10_000  # a larger number of matches is shown as "10,000+"
FEW = 5  # add prefix matches if a query has fewer results than this
MANY = 8  # limit for the names of one thing, and for the things with one name


@dataclass
class Question:
    """A query as the database executes it."""

    wanted: list[Term]
    unwanted: list[Term]
    whole: str = ""
    corrected: str | None = None
    period: Period | None = None
    left_out: list[str] = field(default_factory=list)
    any_word: bool = False
    whole_words: "Question | None" = None  # the question before prefix matches were added: its rows come first
    surveys: dict[str, ranking.Survey] = field(init=False, default_factory=dict, repr=False)
    ids: dict[str, array] = field(init=False, default_factory=dict, repr=False)

    @cached_property
    def needed(self):
        """The terms that a row must match."""
        return [term for term in self.wanted if term.is_needed] or self.wanted

    @property
    def beginnings(self):
        """The words that are also matched as prefixes."""
        return [term.typed[0] for term in self.needed if term.is_beginning]

    @property
    def tsquery(self):
        joined = (" | " if self.any_word else " & ").join(term.render() for term in self.needed)
        return " & ".join([f"({joined})", *(f"!{term.render()}" for term in self.unwanted)])

    @property
    def condition(self):
        """The SQL condition for a matching row, and its parameters.

        A region expands to fifty countries: fifty separate conditions take a quarter of the time of one tsquery.
        """
        if len(self.needed) == 1 and not self.unwanted and len(self.needed[0].atoms) > MANY:
            each = [atom.render() for atom in self.needed[0].atoms]
            return "(" + " OR ".join(["vector @@ %s::tsquery"] * len(each)) + ")", each
        return "vector @@ %s::tsquery", [self.tsquery]

    @cached_property
    def totals(self):
        """The number of matching rows of each kind and whether it is exact. Also fetches the candidates for ranking."""
        totals = {kind: known for kind in KINDS if (known := self._known(kind)) is not None}
        totals |= {kind: self._count(kind) for kind in KINDS if kind not in totals and self.is_costly(kind)}
        asked = {kind: None if kind in totals else ranking.NUMBER for kind in KINDS if totals.get(kind) != 0}
        self.surveys |= ranking.survey(self, {kind: (None, tell) for kind, tell in asked.items()})
        totals |= {kind: self.surveys[kind].told for kind in KINDS if kind not in totals}
        return {kind: (min(totals[kind], EXACT), totals[kind] <= EXACT) for kind in KINDS}

    def _count(self, kind):
        """Count rows if not all are ranked. Does not count all of them if the number is probably too large."""
        if self.expected(kind) > ranking.COMMON:
            rows, values = ranking.newest_first(kind, EXACT + 1), [self.tsquery]
        else:
            rows, values = self.matching(kind)
            rows += f" LIMIT {EXACT + 1}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({rows}) AS counted", values)
            return cursor.fetchone()[0]

    def matching(self, kind):
        """The SQL statement that selects the ids of the matching rows of a kind, and its parameters."""
        condition, values = self.condition
        return f"SELECT id FROM {ranking.table(kind)} WHERE {condition}", values

    def found(self, kind):
        """The ids of the matching rows of a kind. Also fetches the candidates for ranking if that is fast."""
        if kind not in self.ids:
            if self.is_costly(kind):
                rows, values = self.matching(kind)
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT {IDS} FROM ({rows}) AS matching", values)
                    told = cursor.fetchone()[0]
            else:
                self.surveys |= ranking.survey(self, {kind: (None, IDS)})
                told = self.surveys[kind].told
            self.ids[kind] = numbers("I", told)
        return self.ids[kind]

    def best(self, kinds, limit):
        """The best rows of each kind, best first. Results of earlier statements are reused."""
        surveys = {
            kind: self.surveys[kind]
            for kind, ids in kinds.items()
            if kind in self.surveys and (ids is None or self._are_all(kind, ids))
        }
        if missing := {kind: (ids, None) for kind, ids in kinds.items() if kind not in surveys}:
            surveys |= ranking.survey(self, missing, max(limit, ranking.RANKED))
        hits = scores.score(self, surveys.values(), limit)
        if self.whole_words:
            first = self.whole_words.best(kinds, FEW)
            known = {(hit.kind, hit.id) for hit in first}
            hits = [*first, *(hit for hit in hits if (hit.kind, hit.id) not in known)]
        return hits

    def _are_all(self, kind, ids):
        """Whether these are the ids of all matching rows."""
        found = self.ids.get(kind)
        return found is not None and isinstance(ids, list) and len(ids) == len(found) and set(ids) == set(found)

    def _known(self, kind):
        """The number of rows, if the word counts give it or show that it is above EXACT; else None."""
        if kind in REFERRED or len(self.needed) != 1 or self.unwanted:
            return None
        counted = self.needed[0].numbers
        # Leave out atoms with a lexeme that no row has. A lexeme that was not looked up may occur.
        atoms = [
            atom
            for atom in self.needed[0].atoms
            if atom.is_prefix or all(counted.get(lexeme, {kind: 1}).get(kind) for lexeme in atom.lexemes)
        ]
        single = [atom for atom in atoms if len(atom.lexemes) == 1 and not atom.is_prefix]
        number = max((counted.get(atom.lexemes[0], {}).get(kind, 0) for atom in single), default=0)
        is_exact = not atoms or (len(atoms) == len(single) == 1 and atoms[0].lexemes[0] in counted)
        return number if is_exact or number > EXACT else None

    @cached_property
    def few(self):
        """The number of matching rows that readers may see, up to FEW: counting all is slower than a page of a list."""
        if "totals" in vars(self):
            return min(FEW, sum(number for number, _is_exact in self.totals.values()))
        condition, values = self.condition
        rows = " UNION ALL ".join(f"({ranking.first(kind, condition, FEW)})" for kind in KINDS)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({rows} LIMIT {FEW}) AS found", values * len(KINDS))
            return cursor.fetchone()[0]

    @property
    def any_of_it(self):
        """The tsquery for any of the words; a row's rank depends on how many of them it matches."""
        return " | ".join(term.render() for term in self.needed)

    @property
    def as_name(self):
        """The lexeme of a row that has this exact name, as registry_search_whole() builds it."""
        return f"'=#{sha256(self.whole.replace(' ', '').encode()).hexdigest()[:12]}'"

    def rows(self, kind):
        """The number of all rows of a kind."""
        return max((term.rows.get(kind, 0) for term in self.wanted), default=0)

    def expected(self, kind):
        """The estimated number of matching rows, assuming that words occur independently of each other."""
        rows = self.rows(kind)
        shares = [min(1, term.frequency.get(kind, 0) / rows) if rows else 0 for term in self.needed]
        if self.any_word:
            return rows * min(1, sum(shares))
        return rows * prod(shares)

    def is_common(self, kind):
        """Whether only the newest matching rows are ranked, because there are probably too many."""
        return kind not in REFERRED and self.expected(kind) > ranking.RANKABLE

    def is_costly(self, kind):
        """Whether ranking the newest matching rows costs less than ranking all, even where all have to be read."""
        return kind not in REFERRED and self.expected(kind) > 2 * ranking.RANKABLE

    @cached_property
    def years(self):
        """The tag of each year and the number of rows that have it, newest first, by kind."""
        years = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind, lexeme, documents FROM cooperation_search_word"
                " WHERE lexeme > 'y:' AND lexeme < 'y;' AND documents > 0 ORDER BY lexeme DESC"
            )
            for kind, year, number in cursor.fetchall():
                years.setdefault(kind, []).append((year, number))
        return years

    @property
    def boosts(self):
        """The tsqueries that raise a row's rank: a series together with its session number, and the year."""
        series = [f"'m:{pk}'" for term in self.wanted for kind, pk in term.things if kind == "mechanism"]
        numbers = [f"'n:{term.number}'" for term in self.wanted if term.number and not (term.is_year or term.is_day)]
        years = [f"'y:{term.typed[0]}'" for term in self.wanted if term.is_year and not term.is_period]
        session = f"({' | '.join(series)}) & ({' | '.join(numbers)})" if series and numbers else "'-'"
        return [session, f"({' | '.join(years)})" if years else "'-'"]

    @property
    def highlighted(self):
        atoms = [atom for term in self.wanted for atom in term.atoms]
        single = {lexeme for atom in atoms if not any(atom.gaps) for lexeme in atom.lexemes if ":" not in lexeme}
        single = {lexeme for lexeme in single if not hangul.is_syllables(lexeme)}
        in_a_row = {tuple(name.split()) for term in self.wanted for name in term.spelled}
        in_a_row |= {term.typed for term in self.wanted if term.is_phrase}
        prefixes = {lexeme for atom in atoms if atom.is_prefix for lexeme in atom.lexemes}
        return single, tuple(prefixes), {sequence for sequence in in_a_row if len(sequence) > 1}

    @property
    def highlighted_syllables(self) -> set[str]:
        """The Korean words to highlight, wherever they are in a word."""
        typed = {word for term in self.wanted for word in (hangul.joined(" ".join(term.typed)), *term.spelled)}
        return {each.replace(" ", "") for each in typed if hangul.is_syllables(each.replace(" ", ""))}


def _find_any(tsqueries) -> list[bool]:
    """For each tsquery, return whether a record, a country or a region matches it."""
    kinds = [kind for kind in KINDS if kind not in REFERRED]
    found = " OR ".join(f"EXISTS ({ranking.first(kind, 'vector @@ %s::tsquery', 1)})" for kind in kinds)
    arguments = [tsquery for tsquery in tsqueries for _kind in kinds]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(found for _tsquery in tsqueries)}", arguments)
        return list(cursor.fetchone())


def _whole(terms):
    return " ".join(word for term in terms for word in term.typed)


def with_less(asked: Question, longer: Question) -> Question:
    """Return the question without a word that does not occur, else without one of its words, else with any of them.

    `longer` is the same question with prefix matches, which are used for words that do not occur whole.
    """
    wanted = [
        whole if whole.is_known else beginning for whole, beginning in zip(asked.wanted, longer.wanted, strict=True)
    ]
    asked = replace(asked, wanted=wanted)
    if len(asked.needed) < 2:
        return asked
    known = [term for term in asked.needed if term.is_known]
    attempts = [known] if known and len(known) < len(asked.needed) else []
    # Drop the year first, then the most common word, because it is the least specific; drop names last.
    known.sort(key=lambda term: (not term.is_year, bool(term.things), -term.documents))
    for without in known if len(known) > 1 else []:
        attempts.append([term for term in asked.needed if term in known and term is not without])
    questions = [replace(asked, wanted=wanted, whole=_whole(wanted)) for wanted in attempts]
    found = _find_any([question.tsquery for question in questions]) if questions else ()
    for question, is_found in zip(questions, found, strict=True):
        if is_found:
            question.left_out = [" ".join(term.typed) for term in asked.needed if term not in question.wanted]
            return question
    return replace(asked, whole="", any_word=True)
