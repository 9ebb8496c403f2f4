"""Ranks matching rows by where the words occur, how much of a name they cover, and date."""

from math import log
from operator import itemgetter
from typing import NamedTuple

from ..domain import hangul
from .kinds import RECORD_KINDS

# Weight of a word by where it occurs: title and names, summary, other texts, documents.
CLASSES = {4: 1.0, 3: 0.55, 2: 0.3, 1: 0.2, 0: 0.0}
# For equal scores, names come before records, and records before sources.
PRIOR = {
    "country": 0.06,
    "region": 0.06,
    "mechanism": 0.08,
    "organization": 0.05,
    "topic": 0.05,
    "meeting": 0.03,
    "source": -0.25,
}
PRIOR_OF_OTHERS = 0.04  # other records, and outcomes
# Added for a row of the year or the period in the query. Not for a mechanism: its date is that of its founding, and a
# reader who names a year looks for its meetings.
DATED = 0.5


class Hit(NamedTuple):
    """A matching row. Higher scores are better."""

    kind: str
    id: int
    score: float
    date: str | None


def score(asked, surveys, limit: int) -> list[Hit]:
    """Return the best rows of each kind, at most `limit` of each, best first."""
    scorer = _Scorer(asked)
    result = []
    for each in surveys:
        rows = sorted({row[:2]: row for row in each.rows}.values(), key=itemgetter(1), reverse=True)
        result += _best_first(map(scorer.hit, rows))[:limit]
    return _best_first(_with_topics_lower(result, surveys, asked))


def words_of(line: str) -> list[str]:
    """Return the words of a folded name without the small ones; of Korean words, the pairs of their syllables."""
    if line.isascii():
        return [word for word in line.split() if word not in SMALL]
    found = []
    for word in hangul.joined(line).split():
        if hangul.is_syllables(word):
            found += hangul.pairs(word)
        elif word not in SMALL:
            found.append(word)
    return found


def _with_topics_lower(hits, surveys, asked):
    """Return the hits with lower scores for topics, which keep their order.

    A topic with the name of the query comes after records with this title, other topics after records with all words of
    the query in the title.
    """
    if not any(hit.kind == "topic" for hit in hits):
        return hits
    typed = {_stem(word) for term in asked.needed for word in words_of(" ".join(term.typed))}
    is_korean = any(map(hangul.is_syllables, typed))
    names = {row[:2]: row[3] for each in surveys for row in each.rows if row[0] in (*RECORD_KINDS, "topic")}
    titles = {hit: _stems_of_title(names[hit[:2]], is_korean) for hit in hits if hit[:2] in names}
    lower = {}
    for is_exact in (True, False):
        topics = [hit for hit, title in titles.items() if hit.kind == "topic" and (title == typed) == is_exact]
        records = [
            hit.score
            for hit, title in titles.items()
            if hit.kind != "topic" and (title == typed if is_exact else typed <= title)
        ]
        if records and topics and (excess := max(hit.score for hit in topics) - min(records)) >= 0:
            lower |= {hit: hit._replace(score=hit.score - excess - 0.001) for hit in topics}
    return [lower.get(hit, hit) for hit in hits]


def _stems_of_title(names, is_korean):
    """Return the stems of the first name, for a Korean query of the first Korean name."""
    lines = names.split("\n")
    title = next(filter(hangul.has_syllables, lines), lines[0]) if is_korean else lines[0]
    return {_stem(word) for word in words_of(title)}


def _best_first(hits):
    """Sort hits by score; for equal scores newest first, and rows without a date last."""
    return sorted(hits, key=lambda hit: (hit.score, hit.date or ""), reverse=True)


def weight(term) -> float:
    """Return the weight of a term: rare terms weigh more than common ones."""
    rows = max(sum(term.rows.values()), 1)
    return 1 + log((rows + 1) / (min(term.documents, rows) + 1))


SMALL = {"and", "of", "the", "between", "on", "in", "for", "to", "a", "an", "with", "among", "by"}


class _Scorer:
    """Scores a row by where the words occur in it, and by how much of one of its names the query covers."""

    def __init__(self, asked):
        self.whole = asked.whole.replace(" ", "")
        self.things = {thing for term in asked.wanted for thing in term.things} if len(asked.needed) == 1 else set()
        self.weights = [weight(term) for term in asked.needed]
        # Words that describe what to find about a session, such as "communiqué" in "communiqué of TEMM 14".
        self.beside = [
            not (term.number or any(kind == "mechanism" for kind, _pk in term.things)) for term in asked.needed
        ]
        self.typed = _Typed(asked.wanted, asked.whole)
        self.period = asked.period
        self.known = {}

    def hit(self, row) -> Hit:
        kind, pk, date, names, marks = row
        if (known := self.known.get((kind, marks))) is None:
            known = self.known[kind, marks] = self._places(kind, marks)
        place, score = known
        lines = names.split("\n")
        score += place + 0.5 * self.typed.share(lines) * place + PRIOR.get(kind, PRIOR_OF_OTHERS)
        if (kind, pk) in self.things:
            score += 3
        elif kind != "source" and self._is_one_of(lines):
            score += 2
        if self.period and kind != "mechanism" and self.period.has(date):
            score += DATED
        return Hit(kind, pk, score + (0.02 * (int(date[:4]) - 1900) / 200 if date else 0), date)

    def _places(self, kind, marks):
        """Return the score for where the words occur, plus the boosts for session and year."""
        *classes, session, year = map(int, marks)
        more = 0.0
        if session:
            is_named = all(number == 4 for number, is_beside in zip(classes, self.beside, strict=True) if is_beside)
            more += (1.2 if kind == "meeting" else 0.2) if is_named else 0.3
        if year and kind != "mechanism":
            more += DATED
        if len(classes) > 1 and min(classes) == 4:
            more += 0.15
        said = sum(CLASSES[number] * weight for number, weight in zip(classes, self.weights, strict=True))
        return said / sum(self.weights), more

    def _is_one_of(self, lines):
        """Whether a name of the row equals the query exactly."""
        return bool(self.whole) and any(line.replace(" ", "") == self.whole for line in lines)


class _Typed(dict):
    """Maps each word of a name to whether the query contains it, in this or another form."""

    def __init__(self, terms, whole):
        super().__init__()
        self.words = set(filter(hangul.is_syllables, words_of(whole)))
        for term in terms:
            self.words |= {*term.typed, *words_of(" ".join(term.typed))}
            # A number in another name of a series is not the number of a session.
            self.words |= {word for name in term.spelled for word in words_of(name) if not word.isdecimal()}
            if term.number:
                self.words.add(term.number)
        self.stems = {_stem(word) for word in self.words}

    def __missing__(self, word):
        self[word] = is_typed = word in self.words or _stem(word) in self.stems
        return is_typed

    def share(self, lines):
        """Return how much of the row's shortest matching name the query covers, from 0 to 1."""
        most = 0.0
        for line in lines:
            parts = words_of(line)
            if parts:
                most = max(most, sum(map(self.__getitem__, parts)) / max(len(parts), 2))
        return most


def _stem(word):
    return word[: max(4, len(word) - 3)]
