"""Completes what is being typed: names that go on like it, and titles that have a word that does."""

from dataclasses import dataclass

from django.db import connection

from ..models import RECORDS
from .kinds import KINDS, REFERRED, SEEN
from .ranking import newest_first, table
from .reading import count_words, fold

SHORTEST = 2
TITLED = tuple(model._meta.model_name for model in RECORDS if model._meta.model_name != "mechanism")
COMMON = 2_000  # titles that probably match: of more than these the newest are looked through
WINDOW = 2_000
NAMES = 300  # names that are compared
LIKELIEST = 30  # of these it is asked whether readers see them
KIND_ORDER = {"country": 0, "mechanism": 1, "organization": 2, "topic": 3, "region": 4}


@dataclass(frozen=True)
class Suggestion:
    """A page that a reader may mean, its title and what it is."""

    label: str
    kind: str
    address: str


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """Return the pages that readers may mean who typed this so far; none for a single letter."""
    count_words()
    (typed,) = fold([text.replace("\x00", "")[:100]])
    if len(typed) < SHORTEST and not any(character > "\u2fff" for character in typed):
        return []
    hits = _named(typed)
    titled = _titled(typed, limit)
    rows = _published({kind for kind, _pk in [*hits, *titled]}, [*hits, *titled])
    hits = [hit for hit in hits if hit in rows]
    titled = [hit for hit in titled if hit in rows]
    # Records keep three places, where there are any.
    hits = hits[: max(limit - len(titled), limit - 3)]
    chosen = [*hits, *titled][:limit]
    return [
        Suggestion(str(rows[hit]), str(KINDS[hit[0]]._meta.verbose_name), rows[hit].get_absolute_url())
        for hit in chosen
    ]


def _named(typed):
    """Return the things with a name that has a word from which on it goes on as typed, the likeliest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, id, name, start, is_code FROM cooperation_search_name"
            " WHERE name >= %s AND name < %s ORDER BY name LIMIT %s",
            [typed, typed + "\U0010ffff", NAMES],
        )
        found = {}
        for kind, pk, name, start, is_code in cursor.fetchall():
            if is_code and name != typed:
                continue
            rank = (name != typed or is_code, is_code, start > 0, KIND_ORDER[kind], len(name), name, pk)
            found[kind, pk] = min(found.get((kind, pk), rank), rank)
        likeliest = [hit for hit, _rank in sorted(found.items(), key=lambda item: item[1])][:LIKELIEST]
        seen = {hit for hit in likeliest if hit[0] not in SEEN}
        for kind in {kind for kind, _pk in likeliest} & SEEN.keys():
            ids = [pk for of, pk in likeliest if of == kind]
            cursor.execute(
                f"SELECT kind, id FROM (SELECT %s AS kind, unnest(%s::bigint[]) AS id) AS hit WHERE true{SEEN[kind]}",
                [kind, ids],
            )
            seen |= set(cursor.fetchall())
    return [hit for hit in likeliest if hit in seen]


def _titled(typed, limit):
    """Return the newest records whose title or other names have all the words, the last one as far as it is typed."""
    *whole, last = (word.replace("'", "") for word in typed.split())
    tsquery = " & ".join([*(f"'={word}'" for word in whole), f"'={last}':*"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, sum(documents) FROM (SELECT kind, documents FROM cooperation_search_word"
            " WHERE lexeme >= %s AND lexeme < %s AND kind = ANY (%s) ORDER BY lexeme LIMIT 3000) AS known"
            " GROUP BY kind",
            [last, last + "\U0010ffff", list(TITLED)],
        )
        documents = dict(cursor.fetchall())
        parts, values = [], []
        for kind in TITLED:
            values.append(tsquery)
            if documents.get(kind, 0) > COMMON and not whole:
                walk = newest_first(kind, limit, WINDOW)
                parts.append(f"(SELECT kind, id, date FROM ({walk}) AS walked)")
            else:
                # Few match: PostgreSQL, left to choose, would look for them among all, from the newest on.
                few = f"SELECT kind, id, date FROM {table(kind)} WHERE vector @@ %s::tsquery OFFSET 0"
                parts.append(f"(SELECT * FROM ({few}) AS few ORDER BY date DESC NULLS LAST, id DESC LIMIT {limit})")
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[2] or "", row[1]), reverse=True)
    return [(kind, pk) for kind, pk, _date in rows][:limit]


def _published(kinds, hits):
    rows = {}
    for kind in sorted(kinds):
        ids = [pk for of, pk in hits if of == kind]
        seen = KINDS[kind].objects.all() if kind in REFERRED else KINDS[kind].objects.published()
        rows |= {(kind, row.pk): row for row in seen.filter(pk__in=ids)}
    return rows
