"""Compares two texts, word by word or line by line."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile

SAME, REMOVED, ADDED, GAP = "same", "removed", "added", "gap"

# A word or punctuation mark with the whitespace before it. Whitespace alone would match everywhere and slow down the
# comparison.
_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+\Z")
_SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+")
# Above this number of pairs of words, compare sentences; above this number of pairs of sentences, do not compare.
_LIMIT = 1_000_000
# Texts with a lower similarity ratio are shown as two separate texts.
_ALIKE = 0.3
# Characters of unchanged text shown next to a change.
_AROUND = 90


@dataclass(frozen=True)
class Piece:
    """A segment of text: "same", "removed", "added", or a "gap" for a long unchanged segment."""

    kind: str
    text: str


def words(before: str, after: str) -> list[Piece]:
    """Return both texts merged, word by word; one after the other if they have little in common."""
    for tokens in (_WORDS, _SENTENCES):
        pieces = _compared(tokens.findall(before), tokens.findall(after))
        if pieces is not None:
            shared = sum(len(piece.text) for piece in pieces if piece.kind == SAME)
            if 2 * shared < _ALIKE * (len(before) + len(after)):
                break
            return _shortened(pieces)
    return whole(before, after)


def lines(before: str, after: str) -> list[Piece]:
    """Return the lines of both texts, each as a piece, in one sequence."""
    old, new = before.splitlines(), after.splitlines()
    found = []
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            found += [Piece(SAME, line) for line in old[a:b]]
        else:
            found += [Piece(REMOVED, line) for line in old[a:b]] + [Piece(ADDED, line) for line in new[c:d]]
    return found


def whole(before: str, after: str) -> list[Piece]:
    return [Piece(kind, text) for kind, text in ((REMOVED, before), (ADDED, after)) if text]


def _shared(old, new):
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))


def _compared(old, new):
    """Return the pieces, or None if the comparison would take too long. Most edits are within one sentence."""
    start = _shared(old, new)
    end = min(_shared(reversed(old), reversed(new)), min(len(old), len(new)) - start)
    first, last = "".join(old[:start]), "".join(old[len(old) - end :])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > _LIMIT:
        return None
    pieces = [Piece(SAME, first)]
    removed = added = ""
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = "".join(old[a:b]), "".join(new[c:d])
        # Unchanged text without a word between two changes belongs to both changes.
        if operation == "equal" and re.search(r"\w", was):
            pieces += [*_replaced(removed, added), Piece(SAME, was)]
            removed = added = ""
        else:
            removed, added = removed + was, added + now
    pieces += [*_replaced(removed, added), Piece(SAME, last)]
    runs = groupby(pieces, key=lambda piece: piece.kind)
    joined = [Piece(kind, "".join(piece.text for piece in run)) for kind, run in runs]
    return [piece for piece in joined if piece.text]


def _replaced(removed, added):
    """Return pieces that replace one text with the other; the whitespace before both is unchanged."""
    blank = re.match(r"\s*", removed)[0]
    if blank and added.startswith(blank):
        return [Piece(SAME, blank), *whole(removed[len(blank) :], added[len(blank) :])]
    return whole(removed, added)


def _shortened(pieces):
    """Replace the middle of long unchanged segments with gaps, cut between words."""
    found = []
    for number, piece in enumerate(pieces):
        is_first, is_last = number == 0, number == len(pieces) - 1
        if piece.kind != SAME or len(piece.text) <= 3 * _AROUND:
            found.append(piece)
            continue
        if not is_first:
            found.append(Piece(SAME, piece.text[:_AROUND].rpartition(" ")[0] + " "))
        found.append(Piece(GAP, "…"))
        if not is_last:
            found.append(Piece(SAME, " " + piece.text[-_AROUND:].partition(" ")[2]))
    return found
