"""Completes partly typed text with names that contain it from the start of a word, and titles with all its words."""

from collections import defaultdict
from dataclasses import dataclass
from math import isqrt

from django.db import connection

from regions.translated import Text

from ..domain import hangul
from ..models import RECORDS
from .counts import ON_EVERY_ROW, count_words
from .kinds import KINDS, REFERRED, SEEN, seen_of
from .ranking import newest_first, table
from .reading import fold

SHORTEST = 2
TITLED = tuple(model._meta.model_name for model in RECORDS if model._meta.model_name != "mechanism")
NAMES = 300  # names that are compared
# The first names in each range.
BEGINNING = """
SELECT name.* FROM unnest(%s::text[], %s::text[]) AS typed (first, beyond), LATERAL (
    SELECT * FROM cooperation_search_name WHERE name >= first AND name < beyond ORDER BY name LIMIT %s
) AS name
"""
LIKELIEST = 30  # names that are checked for visibility
KIND_ORDER = {"country": 0, "mechanism": 1, "organization": 2, "topic": 3, "region": 4}


@dataclass(frozen=True)
class Suggestion:
    """A page that the reader may be looking for: its title and its type."""

    label: Text
    kind: str
    address: str


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """Return suggestions for the text typed so far; none for a single letter."""
    count_words()
    (typed,) = map(hangul.attached, fold([text.replace("\x00", "")[:100]]))
    if len(typed) < SHORTEST and not hangul.has_syllables(typed):
        return []
    hits = _named(typed)
    titled = _titled(typed, limit)
    rows = _published({kind for kind, _pk in [*hits, *titled]}, [*hits, *titled])
    hits = [hit for hit in hits if hit in rows]
    titled = [hit for hit in titled if hit in rows]
    # Reserve three places for records, if there are any.
    hits = hits[: max(limit - len(titled), limit - 3)]
    chosen = [*hits, *titled][:limit]
    return [
        Suggestion(rows[hit].shown_name(), str(KINDS[hit[0]]._meta.verbose_name), rows[hit].get_absolute_url())
        for hit in chosen
    ]


def ids_named(text: str, kind: str) -> set[int]:
    """Return the ids of the things of a kind with a name that contains the text from the start of a word.

    A code, such as "KOR", has to be complete.
    """
    (typed,) = map(hangul.attached, fold([text]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT id FROM ({BEGINNING}) AS found WHERE kind = %s AND (name = %s OR NOT is_code)",
            [*_ranges(typed), None, kind, typed],
        )
        return {pk for (pk,) in cursor}


def _ranges(typed):
    """Return the ranges of names that the typed text may become: their first names, and those after their last.

    Names are also stored without the spaces between their syllables, and a syllable at the end may be unfinished.
    """
    ranges = hangul.continuations(hangul.joined(typed))
    return [first for first, _beyond in ranges], [beyond for _first, beyond in ranges]


def _named(typed):
    """Return the things with a name that contains the typed text from the start of a word, most likely first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, id, name, start, is_code FROM ({BEGINNING}) AS found", [*_ranges(typed), NAMES])
        found = {}
        for kind, pk, name, start, is_code in cursor.fetchall():
            if is_code and name != typed:
                continue
            rank = (name != typed or is_code, is_code, start > 0, KIND_ORDER[kind], len(name), name, pk)
            found[kind, pk] = min(found.get((kind, pk), rank), rank)
        likeliest = [hit for hit, _rank in sorted(found.items(), key=lambda item: item[1])][:LIKELIEST]
    public = seen_of(hit for hit in likeliest if hit[0] in SEEN)
    return [hit for hit in likeliest if hit[0] not in SEEN or hit in public]


def _titled(typed, limit):
    """Return the newest records whose title or other names contain all the words, the last one as a prefix."""
    *whole, last = (word.replace("'", "") for word in hangul.joined(typed).split())
    last = hangul.finished(last)
    tsquery = " & ".join([*(_in_title(word) for word in whole), _in_title(last, is_last=True)])
    whole = [part for word in whole for part in (hangul.pairs(word) if hangul.is_syllables(word) else [word])]
    # For frequent matches, a scan of the newest rows finds enough. For rare ones, use the full-text index; by default
    # PostgreSQL would scan all rows, newest first, because most words are rarer in titles than elsewhere.
    statements, scanned = [], []
    for kind, (expected, rows) in _expected(whole, last).items():
        threshold = isqrt(limit * rows)  # number of matches at which scanning costs as many rows as there are matches
        if expected > 4 * threshold:
            scanned.append(kind)
            statements.append(f"SELECT kind, id, date FROM ({newest_first(kind, limit, 2 * threshold)}) AS walk")
        else:
            statements.append(_newest_of_few(kind, limit))
    found = _ask(statements, tsquery)
    if len(found) < limit and scanned:
        found = list({*found, *_ask([_newest_of_few(kind, limit) for kind in scanned], tsquery)})
    found.sort(key=lambda row: (row[2] or "", row[1]), reverse=True)
    return [(kind, pk) for kind, pk, _date in found][:limit]


def _in_title(word, is_last=False):
    """Return the tsquery of a word of a title. Korean words are pairs of syllables; the last one may be unfinished."""
    if not hangul.is_syllables(word[:-1] or word):
        return f"'={word}'" + (":*" if is_last else "")
    if len(word) == 1:
        return f"'{word}':{'*' if is_last else ''}A"
    ranges = hangul.continuations(word) if is_last else []
    return " | ".join(f"({_in_a_row(each)})" for each in dict.fromkeys([word, *hangul.words_in(ranges)]))


def _in_a_row(word):
    return " <-> ".join(f"'{pair}':A" for pair in hangul.pairs(word))


def _newest_of_few(kind, limit):
    few = f"SELECT kind, id, date FROM {table(kind)} WHERE vector @@ %s::tsquery OFFSET 0"
    return f"SELECT * FROM ({few}) AS few ORDER BY date DESC NULLS LAST, id DESC LIMIT {limit}"


def _ask(statements, tsquery):
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"({each})" for each in statements), [tsquery] * len(statements))
        return cursor.fetchall()


def _expected(whole, last):
    """For each kind, return the maximum number of titles with the words, and the number of rows.

    For the last word only a shorter prefix is counted, because a stem may be shorter than the word.
    """
    first = last[: max(SHORTEST, len(last) - 3)]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT whole, kind, documents FROM unnest(%(whole)s::text[]) AS whole
            JOIN cooperation_search_word ON lexeme = (ts_lexize('pg_catalog.english_stem', whole))[1]
            WHERE kind = ANY (%(kinds)s)
            UNION ALL
            SELECT '', kind, sum(documents) FROM (
                SELECT kind, documents FROM cooperation_search_word
                WHERE lexeme >= %(first)s AND lexeme < %(beyond)s AND kind = ANY (%(kinds)s) ORDER BY lexeme LIMIT 3000
            ) AS known GROUP BY kind
            UNION ALL
            SELECT NULL, kind, max(documents) FROM cooperation_search_word WHERE lexeme = ANY (%(every)s) GROUP BY kind
            """,
            {
                "whole": whole,
                "kinds": list(TITLED),
                "first": first,
                "beyond": first + "\U0010ffff",
                "every": list(ON_EVERY_ROW),
            },
        )
        numbers = defaultdict(dict)
        for word, kind, number in cursor.fetchall():
            numbers[kind][word] = int(number)
    expected = {}
    for kind in TITLED:
        rows = numbers[kind].pop(None, 0)
        expected[kind] = min(numbers[kind].values(), default=rows), rows
    return expected


def _published(kinds, hits):
    rows = {}
    for kind in sorted(kinds):
        ids = [pk for of, pk in hits if of == kind]
        seen = KINDS[kind].objects.all() if kind in REFERRED else KINDS[kind].objects.published()
        rows |= {(kind, row.pk): row for row in seen.filter(pk__in=ids)}
    return rows
