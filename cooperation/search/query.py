"""A search query and the rows that match it.

`Query("yelow dust")` is lazy. On first use it folds the words, finds names among them and corrects words that do not
occur in any record. For each kind it gives the matching rows (`matching`), their number (`total`) and the best of them
(`rank`). Rows that readers may not see never match.
"""

import re
from array import array
from functools import cached_property

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from ..domain import hangul
from . import ranking, scores, tokens
from .beginnings import with_beginnings
from .kinds import KINDS, REFERRED
from .mending import mend
from .periods import Period
from .question import FEW, Question, with_less
from .reading import Reader, Reading, fold

TOO_COMMON = _("These words are on nearly every page. Enter a less common word.")


class Query:
    """A search query. `problem` is an error message if there is nothing to search for."""

    def __init__(self, text: str):
        self.text = " ".join(str(text).split())
        self.is_empty = not self.text
        self._complaint = None if self.is_empty else tokens.complaint(str(text))

    def __bool__(self):
        return not self.is_empty and not self.problem

    def __str__(self):
        return self.text

    @property
    def problem(self):
        """Return the error message for an invalid query, or None."""
        if self._complaint or self.is_empty:
            return self._complaint
        return None if self.reading.wanted else TOO_COMMON

    # The query

    @cached_property
    def reading(self) -> Reading:
        """Return the parsed search text."""
        return Reader(tokens.pieces(self.text)).read()

    @cached_property
    def _typed(self):
        return _question(self.reading)

    @cached_property
    def _asked(self):
        """Return the question that is executed, the same for every list and page.

        This is the search text as typed. If only a few rows contain the whole words, prefix matches are added; if
        nothing matches, typing errors are corrected; as a last resort, one word is dropped.
        """
        typed = self._typed
        if not typed.wanted or typed.few == FEW:
            return typed
        longer = with_beginnings(typed)
        if longer.few > typed.few:
            return longer
        if typed.few:
            return typed
        if (mended := self._mended_text(typed.wanted)) and (reading := Reader(tokens.pieces(mended)).read()).wanted:
            typed = _question(reading, corrected=mended)
            if typed.few:
                return typed
            longer = with_beginnings(typed)
        return longer if longer.few else with_less(typed, longer)

    def _mended_text(self, wanted):
        mended = {}
        for term in wanted:
            if term.is_aside:
                continue
            is_unknown = len(term.typed) == len(term.pieces) == 1 and not term.things and not term.is_word
            if not is_unknown:
                continue
            for typed in filter(None, (term.within, term.typed[0])):
                if word := mend(typed):
                    mended[term.pieces[0]] = (typed, word)
                    break
        if not mended:
            return None
        result = []
        for number, piece in enumerate(tokens.pieces(self.text)):
            if number in mended:
                typed, word = mended[number]
                folded = fold([piece.text])[0]
                # A Korean word may be a part of a longer one.
                written = re.sub(typed if hangul.is_hangul(typed) else rf"\b{typed}\b", word, folded)
                piece = tokens.Piece(written, piece.is_phrase, piece.is_excluded)
            result.append(str(piece))
        return " ".join(result)

    @property
    def corrected(self) -> str | None:
        """Return the corrected query if the original has no results and the correction has some, else None."""
        return self._asked.corrected if self else None

    @property
    def asked_text(self) -> str:
        """Return the query text with typing errors corrected."""
        return self.corrected or self.text

    @property
    def left_out(self) -> list[str]:
        """Return the words that were dropped because no row contains all words."""
        return self._asked.left_out if self else []

    @property
    def any_word(self) -> bool:
        """Return whether rows that match only some of the words are shown, because none matches all."""
        return bool(self) and self._asked.any_word

    @property
    def beginnings(self) -> list[str]:
        """Return the words that are also matched as prefixes, because few rows contain the whole words."""
        return self._asked.beginnings if self else []

    @property
    def ignored(self) -> list[str]:
        """Return the words that rows do not need to contain: very common words and filler words."""
        return self.reading.ignored if self else []

    @property
    def period(self) -> Period | None:
        return self.reading.period if self else None

    @property
    def ignored_period(self) -> str | None:
        """Return the words of the period if it does not limit the rows: it has no effect if the query contains anything
        else.
        """
        return self.period.typed if self.period and any(term.is_needed for term in self.reading.wanted) else None

    # The results

    def matching(self, kind: str):
        """Return the ids of the matching rows of a kind, as a condition: `rows.filter(pk__in=query.matching(kind))`.

        For organizations, topics and sources this may include rows that readers may not see: start from `published()`.
        """
        return RawSQL(*self.statement(kind))  # noqa: S611 contains no user input

    def statement(self, kind: str) -> tuple[str, tuple]:
        self._check(kind)
        rows, values = self._asked.matching(kind)
        return rows, tuple(values)

    def found(self, kind: str) -> array:
        """Return the unordered ids of the matching rows of a kind. Also fetches those that rank() needs."""
        self._check(kind)
        if kind not in REFERRED and "_asked" not in vars(self) and len(ids := self._typed.found(kind)) >= FEW:
            self._asked = self._typed  # enough results: use the query as typed
            return ids
        return self._asked.found(kind)

    @property
    def totals(self) -> dict[str, tuple[int, bool]]:
        """Return the number of matching rows of each kind and whether it is exact: (10000, False) is "10,000+"."""
        if not self:
            return dict.fromkeys(KINDS, (0, True))
        self._typed.totals  # noqa: B018 fills the cache that the next condition reads
        return self._asked.totals

    def total(self, kind: str) -> tuple[int, bool]:
        self._check(kind)
        return self.totals[kind]

    def rank(self, kind: str, ids=None, limit: int = ranking.RANKED) -> list[int]:
        """Return the ids of the best rows of a kind, best first, limited to `ids` (a QuerySet or ids) if given."""
        self._check(kind)
        return [hit.id for hit in self._asked.best({kind: ids}, limit)][:limit]

    def best(self, kinds, limit: int) -> list[scores.Hit]:
        """Return the best rows of each of the given kinds, best first."""
        return self._asked.best(dict.fromkeys(kinds), limit) if self and kinds else []

    @property
    def tsquery(self) -> str:
        """Return the tsquery that the search rows are matched against."""
        return self._asked.tsquery

    @property
    def highlighted(self):
        """Return what to highlight in results: (stems, prefixes of stems, sequences of words)."""
        return self._asked.highlighted

    @property
    def highlighted_syllables(self) -> set[str]:
        """Return the Korean words to highlight, wherever they are in a word."""
        return self._asked.highlighted_syllables

    def _check(self, kind):
        if not self:
            raise ValueError("There is nothing to look for: ask `problem` first.")
        if kind not in KINDS:
            raise ValueError(f"Search knows no {kind}.")


def _question(reading, corrected=None):
    return Question(reading.wanted, reading.unwanted, reading.whole, corrected, reading.period)
