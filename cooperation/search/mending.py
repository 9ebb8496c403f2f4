"""Corrects a word that does not occur in any record: a typing error, or the initials of a name."""

import re

from django.db import connection

from . import tokens
from .kinds import seen_of


def mend(typed: str) -> str | None:
    """Return the most likely correction of a word that does not occur, or None. Uses only words visible to readers."""
    return _nearest(typed) or _spelled_out(typed)


def _nearest(typed):
    if not tokens.allowed_errors(typed):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, documents FROM registry_search_like(%s)", [typed])
        candidates = dict(cursor.fetchall())
        cursor.execute("SELECT kind, id, name FROM registry_search_named_like(%s)", [typed])
        named = cursor.fetchall()
    kinds = ("organization", "topic")
    public = seen_of((kind, pk) for kind, pk, _name in named if kind in kinds)
    for kind in kinds:
        for word in (word for of, pk, name in named if of == kind and (of, pk) in public for word in name.split()):
            candidates.setdefault(word, 1)
    return tokens.nearest(typed, candidates)


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
