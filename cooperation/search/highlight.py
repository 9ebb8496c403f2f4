"""Highlights the search terms in result texts and chooses the passage to show.

The folded form and the stems of a word never change, so each process queries the database for them only once.
"""

import re

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..domain import hangul

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
BETWEEN = rf"[ ·ㆍ\-{hangul.DOTS}]?"
AROUND = 14  # words before a match
SHOWN = 40  # words in a passage
CACHED = 50_000  # maximum number of words whose stems are cached in memory
_cached = {}


class Highlighter:
    """Determines which words in all texts of a page to highlight, with at most one SQL statement per page."""

    def __init__(self, query, texts):
        lexemes, prefixes, self.sequences = query.highlighted
        self.syllables = _pattern(query.highlighted_syllables)
        self.known = {}
        for word, (parts, stems) in _stems({word for text in texts for word in _WORD.findall(text)}).items():
            is_marked = not lexemes.isdisjoint(stems) or any(each.startswith(prefixes) for each in (*stems, *parts))
            self.known[word] = parts, is_marked

    def has_marks(self, text: str) -> bool:
        return bool(self._spans(text, list(_WORD.finditer(text))))

    def mark(self, text: str) -> SafeString:
        return self._render(text, self._spans(text, list(_WORD.finditer(text))), 0, len(text))

    def passage(self, text: str) -> SafeString:
        """Return the text around the first match, or the start of the text, as HTML with matches in <mark>."""
        text = " ".join(text.split())
        found = list(_WORD.finditer(text))
        spans = self._spans(text, found)
        starts = [number for number, match in enumerate(found) if spans and match.end() > spans[0][0]]
        first = max(starts[0] - AROUND, 0) if starts else 0
        if len(found) - first < SHOWN:
            first = max(len(found) - SHOWN, 0)
        last = min(first + SHOWN, len(found))
        start = found[first].start() if first else 0
        end = found[last - 1].end() if last < len(found) else len(text)
        return mark_safe(  # noqa: S308 _render escapes its result
            ("… " if first else "") + self._render(text, spans, start, end) + (" …" if end < len(text) else "")
        )

    def _spans(self, text, found):
        """Return where marks start and end: at whole words, and at the syllables of a Korean word."""
        spans = [match.span() for match, is_marked in zip(found, self._marked(found), strict=True) if is_marked]
        if self.syllables:
            spans += [match.span() for match in self.syllables.finditer(text)]
        merged = []
        for start, end in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged

    def _marked(self, found):
        marked = [self.known.get(match[0], ((), False))[1] for match in found]
        folded = [(part, number) for number, match in enumerate(found) for part in self.known.get(match[0], ((),))[0]]
        parts = [part for part, _number in folded]
        for sequence in self.sequences:
            for start in range(len(parts) - len(sequence) + 1):
                if tuple(parts[start : start + len(sequence)]) == sequence:
                    for _part, number in folded[start : start + len(sequence)]:
                        marked[number] = True
        return marked

    def _render(self, text, spans, start, end):
        html, at = [], start
        for first, last in spans:
            if start <= first and last <= end:
                html += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
                at = last
        return mark_safe("".join([*html, escape(text[at:end])]))  # noqa: S308  every part of the text is escaped


def _pattern(words):
    """Return the pattern of Korean words, with optional separators between syllables; None if there are none."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    # A word of one syllable is the beginning of a word.
    written = [BETWEEN.join(word) if len(word) > 1 else rf"(?<![{hangul.SYLLABLES}]){word}" for word in longest_first]
    return re.compile("|".join(written)) if written else None


def _stems(words):
    unknown = sorted(words - _cached.keys())
    known = {word: _cached[word] for word in words if word in _cached}
    if unknown:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, folded, tsvector_to_array(to_tsvector('pg_catalog.english', folded))"
                " FROM (SELECT word, registry_fold(word) AS folded FROM unnest(%s::text[]) AS word OFFSET 0) AS word",
                [unknown],
            )
            asked = {word: (folded.split(), stems) for word, folded, stems in cursor.fetchall()}
        if len(_cached) + len(asked) > CACHED:
            _cached.clear()
        _cached.update(asked)
        known |= asked
    return known
