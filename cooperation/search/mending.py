"""Corrects a word that does not occur in any record: a typing error, another keyboard, or the initials of a name."""

import re

from django.db import connection

from ..domain import hangul
from . import glossary, tokens
from .kinds import seen_of
from .particles import stems

# The functions that find similar words and names.
ENGLISH = ("registry_search_like", "registry_search_named_like")
KOREAN = ("registry_search_like_korean", "registry_search_korean_names_like")


def mend(typed: str) -> str | None:
    """Return the most likely correction of a word that does not occur, or None. Uses only words visible to readers."""
    if hangul.is_hangul(typed):
        return next(filter(None, map(_nearest, (typed, *(stem for stem in stems(typed) if len(stem) > 2)))), None)
    return _nearest(typed) or _spelled_out(typed) or _on_another_keyboard(typed)


def _nearest(typed):
    if not tokens.allowed_errors(typed):
        return None
    is_korean = hangul.is_hangul(typed)
    words, names = KOREAN if is_korean else ENGLISH
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, documents FROM {words}(%s)", [typed])
        candidates = dict(cursor.fetchall())
        cursor.execute(f"SELECT kind, id, name FROM {names}(%s)", [typed])
        named = cursor.fetchall()
    if is_korean:  # words of the glossary are valid, whether or not a row has them
        candidates = dict.fromkeys(glossary.ENGLISH, 0) | candidates
    kinds = ("organization", "topic")
    public = seen_of((kind, pk) for kind, pk, _name in named if kind in kinds)
    for kind in kinds:
        for word in (word for of, pk, name in named if of == kind and (of, pk) in public for word in name.split()):
            candidates.setdefault(word, 1)
    return tokens.nearest(typed, candidates)


def _on_another_keyboard(typed):
    """Return the Korean word that these keys write, if a row or the glossary has it: "환경" for "ghksrud"."""
    word = hangul.composed(typed)
    if not word or len(word) < 2:
        return None
    if word in glossary.ENGLISH:
        return word
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_search_refers(%s)", [f"~{word}"])
        return word if cursor.fetchone()[0] else None


def _spelled_out(initials):
    """Return the shortest name visible to readers whose words, with or without the small words, have these initials."""
    if not re.fullmatch("[a-z]{3,8}", initials):
        return None
    pattern = f"^{'[^ ]* ((of|and|for|on|the|in|to) )?'.join(initials)}[^ ]*$"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, id, name FROM cooperation_search_name WHERE name >= %s AND name < %s AND name ~ %s"
            " AND start < 3 ORDER BY start, length(name), name, kind, id LIMIT 10",
            [initials[0], chr(ord(initials[0]) + 1), pattern],
        )
        found = cursor.fetchall()
    public = seen_of((kind, pk) for kind, pk, _name in found)
    return next((name for kind, pk, name in found if (kind, pk) in public), None)
