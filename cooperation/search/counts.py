"""The stems of words, and the numbers of rows that have them."""

from django.db import connection

# Stems of the names of the kinds: every row contains the name of its kind.
ON_EVERY_ROW = ("agreement", "meet", "project", "outcom", "mechan", "countri", "region")


def look_up(spelled, tags):
    """Return the stem of each word that has one, the number of rows by kind for each stem and tag, and of all rows."""
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
                documents.setdefault(lexeme, {})
            if number:
                counted.setdefault((lexeme, kind), {}).setdefault(word == "", []).append(number)
    for (lexeme, kind), numbers in counted.items():
        # Several words may have the same stem, and each has the same count. Counts that are not merged yet are added.
        number = max(numbers.get(False, [0])) + sum(numbers.get(True, []))
        if number > 0:
            documents.setdefault(lexeme, {})[kind] = number
            if lexeme in ON_EVERY_ROW:
                rows[kind] = max(rows.get(kind, 0), number)
    return stems, documents, rows


def count_words():
    """Merge the pending word counts, if this connection can write; until then they are added on each read.

    Pages are rendered in a read-only transaction, so they skip this without a statement.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registry_search_count()"
            " WHERE EXISTS (SELECT FROM cooperation_search_queue)"
            " AND NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'"
        )
