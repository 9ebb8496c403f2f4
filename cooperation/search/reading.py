"""Reads a question: finds the names in it, what each word is also written like, and how many rows have it."""

import re
from dataclasses import dataclass
from itertools import pairwise, repeat

from django.db import connection

from . import tokens
from .peoples import PLACE_OF
from .periods import Period
from .periods import find as find_period
from .terms import Atom, Term


def fold(texts) -> list[str]:
    """Return texts as search has them, on one line each."""
    if all(text.isascii() and text.isalpha() for text in texts):
        return [text.lower() for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registry_fold(t) FROM unnest(%s::text[]) WITH ORDINALITY AS typed (t, n) ORDER BY n", [texts]
        )
        return [" ".join(folded.split()) for (folded,) in cursor.fetchall()]


NAMES = """
SELECT hit.name, hit.kind, hit.id, hit.is_code,
    CASE hit.kind
        WHEN 'country' THEN array['c:' || hit.id]
        WHEN 'mechanism' THEN array['m:' || hit.id]
        WHEN 'organization' THEN array['o:' || hit.id]
        WHEN 'topic' THEN array(
            SELECT 't:' || topic.id FROM cooperation_topic AS topic WHERE hit.id IN (topic.id, topic.parent_id)
        )
        WHEN 'region' THEN array['r:' || hit.id]
    END,
    array(
        SELECT other.name FROM cooperation_search_name AS other
        WHERE (other.kind, other.id) = (hit.kind, hit.id) AND other.start = 0 AND NOT other.is_code
        ORDER BY length(other.name), other.name LIMIT 30
    )
FROM {hits} AS hit
WHERE hit.start = 0 AND (
    hit.kind <> 'mechanism'
    OR EXISTS (SELECT FROM cooperation_search AS row WHERE row.kind = 'mechanism' AND row.id = hit.id)
)
ORDER BY hit.kind, hit.id
"""
LONGEST_NAME = 14  # words


def find_names(names, hits: str = "(SELECT * FROM cooperation_search_name WHERE name = ANY (%s))") -> dict:
    """Return what bears each of the names: (kind, id, whether it is a code, its tags, its other names).

    `hits` are the rows of the table of names that are meant, as SQL.
    """
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(NAMES.format(hits=hits), [sorted(names)])
        for name, kind, pk, is_code, tags, others in cursor.fetchall():
            found.setdefault(name, []).append((kind, pk, is_code, tags, others))
    return found


# The stems of what the kinds are called: every row says what it is.
ON_EVERY_ROW = ("agreement", "meet", "project", "outcom", "mechan", "countri", "region")


@dataclass
class Reading:
    """What a question asks for: what rows must have and must not have, and the folded text of the former.

    `ignored` are the words that rows need not have: those that occur everywhere, and those that only ask. `period` is
    the period that the question names; it does not limit the rows either.
    """

    wanted: list[Term]
    unwanted: list[Term]
    whole: str
    ignored: list[str]
    period: Period | None
    pieces: list
    terms: list[Term]  # all of them, in the order of the question


class Reader:
    """Makes terms of the pieces of a question."""

    def __init__(self, pieces):
        self.pieces = pieces

    def read(self) -> Reading:
        count_words()
        folded = [text.split() for text in fold([tokens.undated(piece.text) for piece in self.pieces])]
        runs = list(self._runs(folded))
        self.names = self._find_names(runs)
        # A term for each name, word and phrase; what each may also be spelled like, before the database knows it.
        self.terms = [term for run in runs for term in self._terms(run)]
        self._complete()
        period = find_period(self.pieces)
        if period:
            self._take_out(period)
        wanted = [term for term in self.terms if term.atoms and not term.is_excluded]
        unwanted = [term for term in self.terms if term.atoms and term.is_excluded]
        looked_for = zip(self.pieces, folded, strict=True)
        whole = " ".join(word for piece, found in looked_for if not piece.is_excluded for word in found)
        return Reading(self._joined(wanted), unwanted, whole, self._ignored(wanted), period, self.pieces, self.terms)

    def _take_out(self, period):
        """Mark the dates of the period, and leave out the other words that name it."""
        for term in self.terms:
            if term.pieces and period.pieces.issuperset(term.pieces):
                term.is_period = True
                term.atoms = term.atoms if term.number else []

    def _ignored(self, wanted):
        has_needed = any(term.is_needed for term in wanted)
        ignored = [
            " ".join(term.typed)
            for term in self.terms
            if not (term.is_excluded or term.is_period) and (not term.atoms or (has_needed and term.is_aside))
        ]
        return list(dict.fromkeys(ignored))

    def _runs(self, folded):
        """Yield runs of words that may form names: (words with their pieces, is a phrase, is left out)."""
        run = []
        for number, (piece, found) in enumerate(zip(self.pieces, folded, strict=True)):
            tagged = list(zip(found, repeat(number), piece.capitals(len(found)), strict=False))
            if piece.is_phrase or piece.is_excluded:
                if run:
                    yield run, False, False
                    run = []
                if tagged:
                    yield tagged, piece.is_phrase, piece.is_excluded
            else:
                run += tagged
        if run:
            yield run, False, False

    def _find_names(self, runs):
        spans = set()
        for run, is_phrase, _excluded in runs:
            if not is_phrase:
                typed = [word for word, *_rest in run]
                spans |= _spans(typed) | _spans([word for word in typed if not tokens.is_number(word)])
        spans |= {PLACE_OF[name] for name in spans if name in PLACE_OF}
        return find_names(spans)

    def _terms(self, run):
        run, is_phrase, is_excluded = run
        if is_phrase:
            return [Term(tuple(word for word, *_rest in run), is_phrase=True, is_excluded=is_excluded)]
        run = self._numbers_behind_names(run)
        terms, start = [], 0
        while start < len(run):
            end, hits = self._longest_name(run, start)
            typed = tuple(word for word, *_rest in run[start:end])
            term = Term(typed, is_excluded=is_excluded, is_capital=all(capital for *_rest, capital in run[start:end]))
            term.pieces = tuple(dict.fromkeys(number for _word, number, _capital in run[start:end]))
            term.things = [(kind, pk) for kind, pk, *_rest in hits]
            term.tags = [tag for *_rest, tags, _others in hits for tag in tags]
            term.others = [name for *_rest, others in hits for name in others]
            term.others += tokens.SYNONYMS.get(" ".join(typed), ())
            if term.things and (place := PLACE_OF.get(" ".join(typed))):
                term.others += [people for people, of in PLACE_OF.items() if of == place]
            terms.append(term)
            start = end
        for one, other in pairwise(terms):
            for day, month in ((one, other), (other, one)):
                day.is_day |= month.typed[0] in tokens.MONTHS and bool(day.number) and int(day.number) <= 31
        return terms

    def _numbers_behind_names(self, run):
        """Return the words with each number within a name put behind it: "Korea-Vietnam 9th ministers meeting"."""
        for at in range(1, len(run) - 1):
            if tokens.is_number(run[at][0]):
                for start in range(at):
                    for end in range(len(run), at + 1, -1):
                        name = [*run[start:at], *run[at + 1 : end]]
                        if " ".join(word for word, *_rest in name) in self.names:
                            return self._numbers_behind_names([*run[:start], *name, run[at], *run[end:]])
        return run

    def _is_beside_name(self, run, at):
        """Return whether a word is joined to a name, as "us" in "us-korea"."""
        beside = [run[other] for other in (at - 1, at + 1) if 0 <= other < len(run)]
        return any(word in self.names and number == run[at][1] for word, number, _capital in beside)

    def _longest_name(self, run, start):
        """Return where the longest name that begins here ends, and what bears it; else one word and nothing."""
        for end in range(min(start + LONGEST_NAME, len(run)), start, -1):
            name = " ".join(word for word, *_rest in run[start:end])
            is_meant = (start == 0 and end == len(run)) or all(capital for _word, _number, capital in run[start:end])
            is_meant |= name in COMMON_WORDS and self._is_beside_name(run, start)
            hits = [
                hit
                for hit in self.names.get(name) or self.names.get(PLACE_OF.get(name), ())
                if not (hit[2] or name in COMMON_WORDS) or is_meant
            ]
            if hits or (end - start > 1 and (name in tokens.SYNONYMS or name in tokens.NUMBER_OF_WORD)):
                return end, hits
        return start + 1, []

    def _complete(self):
        """Ask once for the stems of all words and how often each occurs, and make the atoms of each term."""
        asked = set()
        for term in self.terms:
            term.spelled = set() if term.is_phrase else set(_shortest(term.others, " ".join(term.typed)))
            asked |= {word for name in (*term.spelled, " ".join(term.typed)) for word in name.split()}
            if len(term.typed) == 1 and not term.is_phrase:
                word = term.typed[0]
                asked |= {word, *tokens.spellings(word)}
                asked |= {part for pair in tokens.halves(word) for part in pair} if not term.things else set()
            asked |= {part for number in _said(term) for part in number.split()}
        for one, other in pairwise(self.terms):
            asked.add(one.typed[-1] + other.typed[0])
        tags = {tag for term in self.terms for tag in term.tags}
        tags |= {f"y:{term.typed[0]}" for term in self.terms}
        self.stems, self.documents, rows = _look_up(sorted(asked), sorted(tags))
        for term in self.terms:
            term.atoms = self._atoms(term)
            term.rows = rows
            term.numbers = self.documents
            term.frequency = {
                kind: sum(min(self.documents.get(x, {}).get(kind, 0) for x in atom.lexemes) for atom in term.atoms)
                for kind in rows
            }

    def _atoms(self, term):
        typed = self._atom(term.typed, in_a_row=term.is_phrase)
        if term.is_phrase:
            return [typed] if typed else []
        atoms = [typed] if typed else []
        atoms += [Atom((tag,)) for tag in term.tags]
        for name in sorted(term.spelled):
            atoms.append(self._atom(name.split(), in_a_row=True))
        atoms += self._said_otherwise(term)
        if len(term.typed) == 1:
            atoms += self._other_words(term)
        return [atom for atom in atoms if atom] if typed or term.tags else []

    def _said_otherwise(self, term):
        for number in _said(term):
            yield self._atom(number.split(), in_a_row=True)
        if term.number:
            yield Atom((f"n:{term.number}",))
        if term.is_day:
            yield Atom((f"d:{int(term.number):02}",))

    def _other_words(self, term):
        word = term.typed[0]
        for other in tokens.spellings(word):
            yield self._atom([other])
        if re.fullmatch(r"(19|20)\d\d", word):
            term.is_year = True
            yield Atom((f"y:{word}",))
        for pair in tokens.halves(word) if not term.things else ():
            if all(self.documents.get(self.stems.get(part)) for part in pair):
                term.spelled.add(" ".join(pair))
                yield self._atom(pair, in_a_row=True)

    def _atom(self, typed, in_a_row=False):
        """Return the atom of some words, without the common ones; None where all are common."""
        lexemes, gaps, gap = [], [], 0
        for word in typed:
            gap += 1
            if stem := self.stems.get(word):
                if lexemes:
                    gaps.append(gap if in_a_row else 0)
                lexemes.append(stem)
                gap = 0
        if not lexemes:
            return None
        is_prefix = len(lexemes) == 1 and bool(_HANGUL.search(lexemes[0])) and len(lexemes[0]) > 1
        return Atom(tuple(lexemes), tuple(gaps), is_prefix)

    def _joined(self, wanted):
        """Return the terms; two in a row that some write as one word are one, "ground water" and "groundwater"."""
        result = []
        for term in wanted:
            last = result[-1] if result else None
            plain = last and not (last.things or term.things or last.is_phrase or term.is_phrase)
            if plain and len(last.typed) == len(term.typed) == 1 and term.typed[0].isalpha():
                joined = self.stems.get(last.typed[0] + term.typed[0])
                if joined and self.documents.get(joined):
                    both = Atom((*last.atoms[0].lexemes, *term.atoms[0].lexemes))
                    merged = Term(last.typed + term.typed, [both, Atom((joined,))], pieces=last.pieces + term.pieces)
                    merged.rows, merged.numbers = term.rows, term.numbers
                    found = self.documents[joined]
                    merged.frequency = {
                        kind: min(last.frequency.get(kind, 0), term.frequency.get(kind, 0)) + found.get(kind, 0)
                        for kind in term.rows
                    }
                    result[-1] = merged
                    continue
            result.append(term)
        return result


_HANGUL = re.compile("[\uac00-\ud7a3]")
# Names that are also words of every sentence: they are names where they stand alone or in capitals.
COMMON_WORDS = {"us", "who", "it", "in", "is", "at", "be", "to", "me", "my", "so", "do", "by", "am", "as", "no", "un"}


def _spans(typed):
    starts = range(len(typed))
    return {" ".join(typed[start:end]) for start in starts for end in range(start + 1, start + LONGEST_NAME + 1)}


def _said(term):
    if not (number := term.number):
        return []
    return [other for other in (number, *tokens.same_number(number)) if other != " ".join(term.typed)]


def _shortest(names, typed):
    """Return the names that are not in each other: where "korea" is found, "republic of korea" is as well."""
    kept = [typed]
    for name in sorted(set(names), key=lambda name: (len(name), name)):
        if not any(f" {shorter} " in f" {name} " for shorter in kept):
            kept.append(name)
    return kept[1:]


def _look_up(spelled, tags):
    """Return the stem of each word that has one, the number of rows of each kind by stem and tag, and of all rows."""
    stems, documents, rows, counted = {}, {}, {}, {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH asked AS MATERIALIZED (
                SELECT word, (ts_lexize('pg_catalog.english_stem', word))[1] AS lexeme FROM unnest(%s::text[]) AS word
                UNION ALL SELECT tag, tag FROM unnest(%s::text[]) AS tag
            )
            SELECT word, asked.lexeme, kind, documents FROM asked
            LEFT JOIN LATERAL (
                SELECT kind, documents FROM cooperation_search_word AS known
                WHERE known.lexeme = asked.lexeme AND known.documents <> 0 OFFSET 0
            ) AS known ON true WHERE asked.lexeme IS NOT NULL
            UNION ALL
            SELECT '', lexeme, kind, number
            FROM cooperation_search_queue AS queue, unnest(lexemes, numbers) AS change (lexeme, number)
            WHERE queue.lexemes && ARRAY(SELECT lexeme FROM asked) AND lexeme IN (SELECT lexeme FROM asked)
            """,
            [spelled, [*tags, *ON_EVERY_ROW]],
        )
        for word, lexeme, kind, number in cursor.fetchall():
            if word:
                stems[word] = lexeme
            if number:
                counted.setdefault((lexeme, kind), {}).setdefault(word == "", []).append(number)
    for (lexeme, kind), numbers in counted.items():
        # Several words may have one stem: its number stands with each of them. What is not counted yet adds up.
        number = max(numbers.get(False, [0])) + sum(numbers.get(True, []))
        if number > 0:
            documents.setdefault(lexeme, {})[kind] = number
            if lexeme in ON_EVERY_ROW:
                rows[kind] = max(rows.get(kind, 0), number)
    return stems, documents, rows


def count_words():
    """Count the words that writers left to be counted, where this may write; until then they are added up.

    Pages are rendered in a transaction that may not: they do not even ask.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registry_search_count()"
            " WHERE EXISTS (SELECT FROM cooperation_search_queue)"
            " AND NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'"
        )
