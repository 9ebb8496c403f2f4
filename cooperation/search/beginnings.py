"""Expands a query with prefix matches: "azerb" also matches Azerbaijan."""

from dataclasses import replace

from django.db import connection

from ..domain import hangul
from .names import find_names
from .question import Question
from .terms import Atom, Term

SHORTEST = 3  # letters; one syllable fewer in Hangul
_BEYOND = "\U0010ffff"
# For each word, the names that start with it, shortest first.
NAMES = f"""
(
    SELECT DISTINCT name.* FROM unnest(%s::text[]) AS typed, LATERAL (
        SELECT * FROM cooperation_search_name WHERE name >= typed AND name < typed || '{_BEYOND}'
        AND start = 0 AND NOT is_code ORDER BY length(name), name LIMIT 30
    ) AS name
)
"""
# An upper limit for the number of rows of each kind that have a lexeme in the range from the first text of a pair
# (inclusive) to the second (exclusive), including rows that are not counted yet.
FREQUENCY = """
SELECT first, kind, sum(number)::bigint FROM unnest(%s::text[], %s::text[]) AS asked (first, beyond), LATERAL (
    (SELECT kind, documents AS number FROM cooperation_search_word WHERE lexeme >= first AND lexeme < beyond LIMIT 3000)
    UNION ALL
    SELECT kind, number FROM cooperation_search_queue, unnest(lexemes, numbers) AS change (lexeme, number)
    WHERE lexeme >= first AND lexeme < beyond
) AS known GROUP BY first, kind HAVING sum(number) > 0
"""


def with_beginnings(question: Question) -> Question:
    """Return the question with prefix matches added, or the question itself if no word can be a prefix."""
    typed = [term.typed[0] for term in question.wanted if _may_be_prefix(term)]
    if not typed:
        return question
    names = find_names(typed, NAMES)
    tags = sorted({tag for hits in names.values() for *_rest, tags, _others in hits for tag in tags})
    beyond = [*(f"{word}{_BEYOND}" for word in typed), *(f"{tag} " for tag in tags)]
    frequency = {}
    with connection.cursor() as cursor:
        cursor.execute(FREQUENCY, [[*typed, *tags], beyond])
        for text, kind, number in cursor.fetchall():
            frequency.setdefault(text, {})[kind] = number
    wanted = [_with_prefixes(term, names, frequency) if _may_be_prefix(term) else term for term in question.wanted]
    return replace(question, wanted=wanted, whole_words=question if question.few else None)


def _may_be_prefix(term):
    is_plain = term.is_needed and not (term.things or term.is_phrase) and len(term.typed) == 1
    word = term.typed[0]
    return is_plain and word.isalpha() and len(word) >= (SHORTEST if word.isascii() else SHORTEST - 1)


def _with_prefixes(term: Term, names, frequency) -> Term:
    """Return the term with prefix matches added, in texts and in names."""
    word = term.typed[0]
    named = {name: hits for name, hits in names.items() if name.startswith(word)}
    nearest = min(map(len, named), default=0)
    tags = [tag for hits in named.values() for *_rest, tags, _others in hits for tag in tags]
    # Also match names by the unstemmed word: a stem may be shorter than the typed text.
    # The pairs of syllables of a Korean word are part of longer words anyway.
    longer = [] if hangul.is_syllables(word) else [Atom((word,), is_prefix=True), Atom((f"={word}",), is_prefix=True)]
    atoms = [*longer, *(Atom((tag,)) for tag in tags)]
    numbers = [term.frequency, *(frequency.get(text, {}) for text in (word, *tags))]
    return replace(
        term,
        atoms=[*term.atoms, *atoms],
        things=[(kind, pk) for name, hits in named.items() if len(name) == nearest for kind, pk, *_rest in hits],
        frequency={kind: sum(each.get(kind, 0) for each in numbers) for kind in term.rows},
        is_beginning=True,
    )
