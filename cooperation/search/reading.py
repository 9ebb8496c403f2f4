"""Parses a query: finds names, adds alternative spellings of each word, and counts the rows that have it."""

import re
from dataclasses import dataclass
from itertools import pairwise, repeat

from django.db import connection

from ..domain import hangul
from . import korean, tokens
from .counts import count_words, look_up
from .names import COMMON_WORDS, LONGEST_NAME, find_names, may_have_forms, spans
from .particles import stems
from .peoples import PLACE_OF
from .periods import Period
from .periods import find as find_period
from .terms import Atom, Term


def fold(texts) -> list[str]:
    """Return the texts folded as in the search tables, each on one line."""
    if all(text.isascii() and text.isalpha() for text in texts):
        return [text.lower() for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registry_fold(t) FROM unnest(%s::text[]) WITH ORDINALITY AS typed (t, n) ORDER BY n", [texts]
        )
        return [" ".join(folded.split()) for (folded,) in cursor.fetchall()]


@dataclass
class Reading:
    """The parsed query: what rows must and must not contain, and the folded text of the former.

    `ignored` are the words that rows do not need to contain: very common words and filler words. `period` is the period
    in the query; it does not limit the rows either.
    """

    wanted: list[Term]
    unwanted: list[Term]
    whole: str
    ignored: list[str]
    period: Period | None
    pieces: list
    terms: list[Term]  # all terms, in the order of the query


class Reader:
    """Converts the pieces of a query to terms."""

    def __init__(self, pieces):
        self.pieces = pieces

    def read(self) -> Reading:
        count_words()
        folded = [text.split() for text in fold([tokens.undated(piece.text) for piece in self.pieces])]
        folded = [
            found if piece.is_phrase else korean.tokens(found) for piece, found in zip(self.pieces, folded, strict=True)
        ]
        runs = list(self._runs(folded))
        self.names = self._find_names(runs)
        # One term for each name, word and phrase, with its possible spellings, before the database lookup.
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
        """Mark the dates of the period, and drop its other words."""
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
        """Yield sequences of words that may form names: (words with their pieces, is a phrase, is excluded)."""
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
        asked = set()
        for run, is_phrase, _excluded in runs:
            if not is_phrase:
                typed = [word for word, *_rest in run]
                asked |= spans(typed) | spans([word for word in typed if not tokens.is_number(word)])
        asked |= {PLACE_OF[name] for name in asked if name in PLACE_OF}
        forms = {name: tokens.other_forms(name) for name in asked if may_have_forms(name)}
        within = {part for word in asked if " " not in word for part in korean.names_in(word)}
        found = find_names(asked.union(within, *forms.values()))
        for name, others in forms.items():
            hits = [hit for other in others for hit in found.get(other, ())]
            # Only names of topics have a plural. A particle follows any name.
            if hits := [hit for hit in hits if hit[0] == "topic" or not name.isascii()]:
                found.setdefault(name, hits)
        return found

    def _terms(self, run):
        run, is_phrase, is_excluded = run
        if is_phrase:
            return [Term(tuple(word for word, *_rest in run), is_phrase=True, is_excluded=is_excluded)]
        run = self._numbers_behind_names(run)
        terms, start = [], 0
        while start < len(run):
            end, hits = self._longest_name(run, start)
            typed = tuple(word for word, *_rest in run[start:end])
            parts = [(typed, hits)]
            if len(typed) == 1 and not hits and hangul.has_syllables(typed[0]):
                parts = self._parts(run, start, terms)
            for words, found in parts:
                term = self._term(words, found)
                term.is_excluded = is_excluded
                term.within = typed[0] if len(parts) > 1 else ""
                term.is_capital = all(capital for *_rest, capital in run[start:end])
                term.pieces = tuple(dict.fromkeys(number for _word, number, _capital in run[start:end]))
                terms.append(term)
            start = end
        for one, other in pairwise(terms):
            for day, month in ((one, other), (other, one)):
                day.is_day |= month.typed[0] in tokens.MONTHS and bool(day.number) and int(day.number) <= 31
        return terms

    def _term(self, typed, hits):
        term = Term(typed)
        term.things = [(kind, pk) for kind, pk, *_rest in hits]
        term.tags = [tag for *_rest, tags, _others in hits for tag in tags]
        term.others = [name for *_rest, others in hits for name in others]
        term.others += tokens.SYNONYMS.get(" ".join(typed), ())
        if term.things and (place := PLACE_OF.get(" ".join(typed))):
            term.others += [people for people, of in PLACE_OF.items() if of == place]
        if hangul.has_syllables(typed[-1]):
            term.others += korean.english("".join(typed))
        return term

    def _parts(self, run, start, before):
        """Return the words that a Korean word of the query consists of, each with the things of this name."""
        word = run[start][0]
        if len(word) == 1:
            is_initial = len(run) == 1 or bool(before[-1:] and before[-1].things) or self._names_next(run, start + 1)
            code = korean.initial(word) if is_initial else None
            return [((word,), self._country(code) if code else [])]
        found = []
        for part in korean.parts(word, self._is_name):
            codes = [] if self._is_name(part) else korean.initials(part) or [korean.initial(part)]
            if countries := [hits for code in codes if code and (hits := self._country(code))]:
                found += [((part,), hits) for hits in countries]
            else:
                found.append(((part,), self.names.get(part, []) if part != word else []))
        return found

    def _names_next(self, run, start):
        return start < len(run) and bool(self._longest_name(run, start)[1])

    def _is_name(self, part):
        return any(not is_code for _kind, _pk, is_code, *_rest in self.names.get(part, ()))

    def _country(self, code):
        return [hit for hit in self.names.get(code.lower(), ()) if hit[0] == "country"]

    def _numbers_behind_names(self, run):
        """Return the words with each number inside a name moved after it: "Korea-Vietnam 9th ministers meeting"."""
        for at in range(1, len(run) - 1):
            if tokens.is_number(run[at][0]):
                for start in range(at):
                    for end in range(len(run), at + 1, -1):
                        name = [*run[start:at], *run[at + 1 : end]]
                        if " ".join(word for word, *_rest in name) in self.names:
                            return self._numbers_behind_names([*run[:start], *name, run[at], *run[end:]])
        return run

    def _is_beside_name(self, run, at):
        """Return whether a word is joined to a name by a hyphen, as "us" in "us-korea"."""
        beside = [run[other] for other in (at - 1, at + 1) if 0 <= other < len(run)]
        return any(word in self.names and number == run[at][1] for word, number, _capital in beside)

    def _longest_name(self, run, start):
        """Return where the longest name that starts here ends, and the things with that name; else one word and
        nothing.
        """
        for end in range(min(start + LONGEST_NAME, len(run)), start, -1):
            name = " ".join(word for word, *_rest in run[start:end])
            is_meant = (start == 0 and end == len(run)) or all(capital for _word, _number, capital in run[start:end])
            is_meant |= name in COMMON_WORDS and self._is_beside_name(run, start)
            hits = [
                hit
                for hit in self.names.get(name) or self.names.get(PLACE_OF.get(name), ())
                if not (hit[2] or name in COMMON_WORDS) or is_meant
            ]
            is_known = name in tokens.SYNONYMS or name in tokens.NUMBER_OF_WORD or korean.is_known(hangul.joined(name))
            if hits or (end - start > 1 and is_known):
                return end, hits
        return start + 1, []

    def _complete(self):
        """Fetch the stems and frequencies of all words in one statement, and build the atoms of each term."""
        asked = set()
        for term in self.terms:
            term.spelled = set() if term.is_phrase else set(_shortest(term.others, " ".join(term.typed)))
            for name in (*term.spelled, " ".join(term.typed)):
                asked |= {word for word, *_place in lexed(name.split(), in_a_row=True)}
                asked |= {word for word, *_place in lexed(name.split())}
            if len(term.typed) == 1 and not term.is_phrase:
                word = term.typed[0]
                asked |= set(tokens.spellings(word))
                asked |= {part for pair in tokens.halves(word) for part in pair} if not term.things else set()
            asked |= {part for number in _numerals(term) for part in number.split()}
            asked |= {"월", *_MONTH_NUMBERS} if term.typed[0] in tokens.MONTHS else set()
        for one, other in pairwise(self.terms):
            asked.add(one.typed[-1] + other.typed[0])
        tags = {tag for term in self.terms for tag in term.tags}
        korean_words = [term.typed[0] for term in self.terms if hangul.is_hangul(term.typed[0])]
        asked |= {typed[0] for typed in korean_words if korean.is_single(typed)}
        tags |= {f"~{word}" for typed in korean_words for word in (typed, *stems(typed))}
        tags |= {f"y:{term.typed[0]}" for term in self.terms}
        self.stems, self.documents, rows = look_up(sorted(asked), sorted(tags))
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
        atoms += self._numbers_and_dates(term)
        if len(term.typed) == 1:
            atoms += self._other_words(term)
        return [atom for atom in atoms if atom] if typed or term.tags else []

    def _numbers_and_dates(self, term):
        for number in _numerals(term):
            yield self._atom(number.split(), in_a_row=True)
        if term.number:
            yield Atom((f"n:{term.number}",))
        if term.is_day:
            yield Atom((f"d:{int(term.number):02}",))
        if len(term.typed) == 1 and term.typed[0] in tokens.MONTHS:
            yield self._atom([str(tokens.MONTHS.index(term.typed[0]) + 1), "월"], in_a_row=True)

    def _other_words(self, term):
        word = term.typed[0]
        for other in tokens.spellings(word):
            yield self._atom([other])
        yield from self._without_particle(term)
        if re.fullmatch(r"(19|20)\d\d", word):
            term.is_year = True
            yield Atom((f"y:{word}",))
        for pair in tokens.halves(word) if not term.things else ():
            if all(self.documents.get(self.stems.get(part)) for part in pair):
                term.spelled.add(" ".join(pair))
                yield self._atom(pair, in_a_row=True)

    def _without_particle(self, term):
        """Yield the atoms of a Korean word without an ending, if the rest is known or the whole word is unknown."""
        if term.things or korean.is_known(word := term.typed[0]):
            return
        is_unknown = not all(self.documents.get(pair) for pair, *_place in lexed([word]))
        single = [word[0]] if korean.is_single(word) else []
        for stem in (*stems(word), *single):
            if is_unknown or self.documents.get(f"~{stem}"):
                term.spelled.add(stem)
                yield self._atom([stem])

    def _atom(self, typed, in_a_row=False):
        """Return the atom for some words, without the very common ones; None if all are very common."""
        lexemes, gaps, last = [], [], (0, 0)
        for word, group, place in lexed(typed, in_a_row):
            if stem := self.stems.get(word):
                if lexemes:
                    gaps.append(place - last[1] if group == last[0] else 0)
                lexemes.append(stem)
                last = group, place
        return Atom(tuple(lexemes), tuple(gaps)) if lexemes else None

    def _joined(self, wanted):
        """Return the terms, with two neighbours merged if some write them as one word: "ground water"."""
        result = []
        for term in wanted:
            last = result[-1] if result else None
            plain = last and not (last.things or term.things or last.is_phrase or term.is_phrase)
            is_hangul = hangul.has_syllables(term.typed[0])  # pairs of syllables are built across spaces anyway
            if plain and len(last.typed) == len(term.typed) == 1 and term.typed[0].isalpha() and not is_hangul:
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


_MONTH_NUMBERS = [str(number) for number in range(1, 13)]


def lexed(words, in_a_row: bool = False):
    """Yield the words of a text as search stores them: (word or pair of syllables, group, place in the group).

    With `in_a_row` all words are one group; otherwise each word is a group of its own.
    """
    place = group = 0
    for word in hangul.joined(" ".join(words)).split() if in_a_row else words:
        if hangul.is_syllables(word) and len(word) > 1:
            # The first syllable is also stored alone, before the pairs.
            yield from ((word[at : at + 2], group, place + at + 1) for at in range(len(word) - 1))
            place += len(word)
        else:
            yield word, group, place
            place += 1
        group += not in_a_row


def _numerals(term):
    if not (number := term.number):
        return []
    return [other for other in (number, *tokens.same_number(number)) if other != " ".join(term.typed)]


def _shortest(names, typed):
    """Return the names that do not contain each other: "korea" also finds "republic of korea"."""
    kept = [typed]
    for name in sorted(set(names), key=lambda name: (len(name), name)):
        if not any(f" {shorter} " in f" {name} " for shorter in kept):
            kept.append(name)
    return kept[1:]
