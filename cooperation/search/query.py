"""A question in a reader's words, and which rows answer it.

`Query("yelow dust")` asks the database when it is first used: it folds the words, finds the names among them, mends
what nobody has written anywhere, and says for each kind which rows match (`matching`), how many (`total`) and which
of them come first (`rank`). What readers may not see matches nothing.
"""

import re
import sys
from array import array
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from math import prod

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from . import ranking, words
from .kinds import KINDS, REFERRED
from .reading import Reader, fold, mend
from .terms import Term

EXACT = 10_000  # more matches than this are "10,000+"
MANY = 8  # names of one thing, or things of one name
TOO_COMMON = _("These words are on nearly every page. Type a rarer one.")


class Query:
    """What a reader looks for. `problem` is a sentence where there is nothing to look for."""

    def __init__(self, text: str):
        self.text = " ".join(str(text).split())
        self.is_empty = not self.text
        self._complaint = None if self.is_empty else words.complaint(str(text))

    def __bool__(self):
        return not self.is_empty and not self.problem

    def __str__(self):
        return self.text

    @property
    def problem(self):
        """Return what is wrong with the question, as a sentence, or None."""
        if self._complaint or self.is_empty:
            return self._complaint
        return None if self._read[0] else TOO_COMMON

    # What is asked

    @cached_property
    def _read(self):
        """Return the terms looked for, the terms left out, and the folded text of the former."""
        return Reader(words.pieces(self.text)).read()

    @cached_property
    def _typed(self):
        return _Asked(*self._read)

    @cached_property
    def _asked(self):
        """Return what is really asked: as typed where that finds anything; else mended; else with a word less."""
        asked, wanted = self._typed, self._typed.wanted
        if not wanted or asked.finds:
            return asked
        if mended := self._mended_text(wanted):
            again = _Asked(*Reader(words.pieces(mended)).read(), corrected=mended)
            if again.wanted:
                return again if again.finds else _with_less(again)
        return _with_less(asked)

    def _mended_text(self, wanted):
        mended = {}
        for term in wanted:
            if term.is_aside:
                continue
            is_unknown = len(term.typed) == len(term.pieces) == 1 and not term.things and not term.documents
            if is_unknown and (word := mend(term.typed[0])):
                mended[term.pieces[0]] = (term.typed[0], word)
        if not mended:
            return None
        result = []
        for number, piece in enumerate(words.pieces(self.text)):
            if number in mended:
                typed, word = mended[number]
                folded = fold([piece.text])[0]
                piece = words.Piece(re.sub(rf"\b{typed}\b", word, folded), piece.is_phrase, piece.is_excluded)
            result.append(str(piece))
        return " ".join(result)

    @property
    def corrected(self) -> str | None:
        """Return the question as it was mended, where what was typed finds nothing and this does."""
        return self._asked.corrected if self else None

    @property
    def left_out(self) -> list[str]:
        """Return the words without which it was asked, because with all of them nothing is found."""
        return self._asked.left_out if self else []

    @property
    def any_word(self) -> bool:
        """Return whether rows with only some of the words are shown, because none has all."""
        return bool(self) and self._asked.any_word

    # Who answers

    def matching(self, kind: str):
        """Return the ids of the matching rows of a kind, as a condition: `rows.filter(pk__in=query.matching(kind))`.

        Of organizations, topics and sources these may be more than readers see: start from `published()`.
        """
        return RawSQL(*self.statement(kind))  # noqa: S611  its words are all ours

    def statement(self, kind: str) -> tuple[str, tuple]:
        """Return the SQL that finds the ids of the matching rows of a kind, and its parameters."""
        self._check(kind)
        rows, values = self._asked.matching(kind)
        return rows, tuple(values)

    def found(self, kind: str) -> array:
        """Return the ids of the matching rows of a kind, in no order; those that rank() needs are read with them."""
        self._check(kind)
        if kind not in REFERRED and "_asked" not in vars(self) and (ids := self._typed.found(kind)):
            self._asked = self._typed  # what finds anything is asked as it was typed
            return ids
        return self._asked.found(kind)

    def filter(self, rows):
        """Return the rows of a QuerySet that match."""
        return rows.filter(pk__in=self.matching(rows.model._meta.model_name))

    @property
    def totals(self) -> dict[str, tuple[int, bool]]:
        """Return how many rows of each kind match, and whether that is exact: (10000, False) is "10,000+"."""
        if not self:
            return dict.fromkeys(KINDS, (0, True))
        self._typed.totals  # noqa: B018  they tell whether anything is found, which is asked next
        return self._asked.totals

    def total(self, kind: str) -> tuple[int, bool]:
        """Return how many rows of a kind match, and whether that is exact."""
        self._check(kind)
        return self.totals[kind]

    def rank(self, kind: str, ids=None, limit: int = ranking.RANKED) -> list[int]:
        """Return the ids of the best rows of a kind, the best first, of those in `ids` (a QuerySet or ids) if given."""
        self._check(kind)
        return [hit.id for hit in self._asked.best({kind: ids}, limit)]

    def best(self, kinds, limit: int) -> list[ranking.Hit]:
        """Return the best rows of each of some kinds, the best of all first."""
        return self._asked.best(dict.fromkeys(kinds), limit) if self and kinds else []

    @property
    def tsquery(self) -> str:
        """Return what the search rows are asked, in PostgreSQL's words."""
        return self._asked.tsquery

    @property
    def highlighted(self):
        """Return what is marked in results: (stems, beginnings of stems, sequences of words)."""
        return self._asked.highlighted

    def _check(self, kind):
        if not self:
            raise ValueError("There is nothing to look for: ask `problem` first.")
        if kind not in KINDS:
            raise ValueError(f"Search knows no {kind}.")


@dataclass
class _Asked:
    """A question that is put to the database."""

    wanted: list[Term]
    unwanted: list[Term]
    whole: str = ""
    corrected: str | None = None
    left_out: list[str] = field(default_factory=list)
    any_word: bool = False
    surveys: dict[str, ranking.Survey] = field(default_factory=dict, repr=False)
    ids: dict[str, array] = field(default_factory=dict, repr=False)

    @cached_property
    def needed(self):
        """The terms that a row must have."""
        return [term for term in self.wanted if not term.is_aside] or self.wanted

    @property
    def tsquery(self):
        joined = (" | " if self.any_word else " & ").join(term.render() for term in self.needed)
        return " & ".join([f"({joined})", *(f"!{term.render()}" for term in self.unwanted)])

    @property
    def condition(self):
        """What a row must meet, as SQL and its values.

        A region is asked for as fifty countries: one by one they are found in a quarter of the time of one tsquery.
        """
        if len(self.needed) == 1 and not self.unwanted and len(self.needed[0].atoms) > MANY:
            each = [atom.render() for atom in self.needed[0].atoms]
            return "(" + " OR ".join(["vector @@ %s::tsquery"] * len(each)) + ")", each
        return "vector @@ %s::tsquery", [self.tsquery]

    @cached_property
    def totals(self):
        """How many rows of each kind match, and whether that is exact. The rows that may be the best come with it."""
        totals = {kind: known for kind in KINDS if (known := self._known(kind)) is not None}
        totals |= {kind: self._count(kind) for kind in KINDS if kind not in totals and self.is_common(kind)}
        asked = {kind: None if kind in totals else ranking.NUMBER for kind in KINDS if totals.get(kind) != 0}
        self.surveys |= ranking.survey(self, {kind: (None, tell) for kind, tell in asked.items()})
        totals |= {kind: self.surveys[kind].told for kind in KINDS if kind not in totals}
        return {kind: (min(totals[kind], EXACT), totals[kind] <= EXACT) for kind in KINDS}

    def _count(self, kind):
        """Count rows that are not all ranked; what is probably far too much is not counted whole."""
        if self.expected(kind) > ranking.COMMON:
            rows, values = ranking.newest_first(kind, EXACT + 1), [self.tsquery]
        else:
            rows, values = self.matching(kind)
            rows += f" LIMIT {EXACT + 1}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({rows}) AS counted", values)
            return cursor.fetchone()[0]

    def matching(self, kind):
        """The statement that finds the ids of the rows of a kind, and its values."""
        condition, values = self.condition
        return f"SELECT id FROM {ranking.table(kind)} WHERE {condition}", values

    def found(self, kind):
        """The ids of the rows of a kind that match; where that is quick together with those that may be the best."""
        if kind not in self.ids:
            if self.is_common(kind):
                rows, values = self.matching(kind)
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT {ranking.IDS} FROM ({rows}) AS matching", values)
                    told = cursor.fetchone()[0]
            else:
                self.surveys |= ranking.survey(self, {kind: (None, ranking.IDS)})
                told = self.surveys[kind].told
            self.ids[kind] = array("I", told or b"")
            if sys.byteorder == "little":
                self.ids[kind].byteswap()
        return self.ids[kind]

    def best(self, kinds, limit):
        """The best rows of each kind, the best of all first; what was asked before is not asked again."""
        surveys = {
            kind: self.surveys[kind]
            for kind, ids in kinds.items()
            if kind in self.surveys and (ids is None or self._are_all(kind, ids))
        }
        if missing := {kind: (ids, None) for kind, ids in kinds.items() if kind not in surveys}:
            surveys |= ranking.survey(self, missing, max(limit, ranking.RANKED))
        return ranking.score(self, surveys.values(), limit)

    def _are_all(self, kind, ids):
        """Whether these are the ids of all rows that match."""
        found = self.ids.get(kind)
        return found is not None and isinstance(ids, list) and len(ids) == len(found) and set(ids) == set(found)

    def _known(self, kind):
        """The number of rows that the words' own numbers tell already, at least where it is beyond what is told."""
        if kind in REFERRED or len(self.needed) != 1 or self.unwanted:
            return None
        atoms = self.needed[0].atoms
        single = [atom for atom in atoms if len(atom.lexemes) == 1 and not atom.is_prefix]
        numbers = [self.needed[0].numbers.get(atom.lexemes[0], {}).get(kind, 0) for atom in single]
        if len(atoms) == len(numbers) == 1 or max(numbers, default=0) > EXACT:
            return max(numbers)
        return None

    @cached_property
    def finds(self):
        """Whether readers see anything that matches."""
        if "totals" not in vars(self) and _finds([self.tsquery])[0]:
            return True  # a list asks no more, and to count of every kind takes longer than its page
        return any(number for number, _is_exact in self.totals.values())

    @property
    def any_of_it(self):
        """The same with any of its words, which is how much of it a row has."""
        return " | ".join(term.render() for term in self.needed)

    @property
    def as_name(self):
        """What a row has whose name it is, as registry_search_whole() says it."""
        return f"'=#{sha256(self.whole.encode()).hexdigest()[:12]}'"

    def expected(self, kind):
        """How many rows probably match, if words came together by chance alone."""
        rows = max((term.rows.get(kind, 0) for term in self.wanted), default=0)
        shares = [min(1, term.frequency.get(kind, 0) / rows) if rows else 0 for term in self.needed]
        if self.any_word:
            return rows * min(1, sum(shares))
        return rows * prod(shares)

    def is_common(self, kind):
        """Whether it is quicker to look through the newest rows than to rank all that match."""
        rows = max((term.rows.get(kind, 0) for term in self.wanted), default=0)
        return kind not in REFERRED and self.expected(kind) ** 2 > ranking.NEWEST * rows

    @property
    def boosts(self):
        """What lifts a row: the named series and number together, the year."""
        series = [f"'m:{pk}'" for term in self.wanted for kind, pk in term.things if kind == "mechanism"]
        numbers = [f"'n:{term.number}'" for term in self.wanted if term.number and not (term.is_year or term.is_day)]
        years = [f"'y:{term.typed[0]}'" for term in self.wanted if term.is_year]
        session = f"({' | '.join(series)}) & ({' | '.join(numbers)})" if series and numbers else "'-'"
        return [session, f"({' | '.join(years)})" if years else "'-'"]

    @property
    def highlighted(self):
        atoms = [atom for term in self.wanted for atom in term.atoms]
        single = {lexeme for atom in atoms if not any(atom.gaps) for lexeme in atom.lexemes if ":" not in lexeme}
        in_a_row = {tuple(name.split()) for term in self.wanted for name in term.spelled}
        in_a_row |= {term.typed for term in self.wanted if term.is_phrase}
        prefixes = {lexeme for atom in atoms if atom.is_prefix for lexeme in atom.lexemes}
        return single, tuple(prefixes), {sequence for sequence in in_a_row if len(sequence) > 1}


def _finds(tsqueries) -> list[bool]:
    """Return of each whether a record, a country or a region matches it."""
    kinds = [kind for kind in KINDS if kind not in REFERRED]
    found = " OR ".join(f"EXISTS (SELECT FROM {ranking.table(kind)} WHERE vector @@ %s::tsquery)" for kind in kinds)
    arguments = [tsquery for tsquery in tsqueries for _kind in kinds]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(found for _tsquery in tsqueries)}", arguments)
        return list(cursor.fetchone())


def _whole(terms):
    return " ".join(word for term in terms for word in term.typed)


def _with_less(asked):
    """Return the question without a word that nobody has, else without one of its words, else with any of them."""
    if len(asked.needed) < 2:
        return asked
    known = [term for term in asked.needed if term.documents or term.things]
    attempts = [known] if known and len(known) < len(asked.needed) else []
    # The year goes first, then the most common word, which says least, and names go last.
    known.sort(key=lambda term: (not term.is_year, bool(term.things), -term.documents))
    for without in known if len(known) > 1 else []:
        attempts.append([term for term in asked.needed if term in known and term is not without])
    questions = [_Asked(wanted, asked.unwanted, _whole(wanted), asked.corrected) for wanted in attempts]
    for question, is_found in zip(questions, _finds([q.tsquery for q in questions]) if questions else (), strict=True):
        if is_found:
            question.left_out = [" ".join(term.typed) for term in asked.needed if term not in question.wanted]
            return question
    return _Asked(asked.wanted, asked.unwanted, corrected=asked.corrected, any_word=True)
