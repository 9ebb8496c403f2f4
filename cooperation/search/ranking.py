"""Finds the matching rows of a query that are probably the best ones, and their number (scores.py ranks them)."""

from dataclasses import dataclass

from django.db import connection

from .kinds import SEEN

COMMON = 100_000  # estimated number of matching rows above which they are not all counted
RANKABLE = 2000  # up to this number of matches of a kind, all are ranked
NEWEST = 1000  # of more matches, about this number of the newest ones is ranked
RANKED = 100  # rows with the best ts_rank, which are then scored in detail
# What can be fetched for all matching rows: their number, or their ids (index/binary.py).
NUMBER = "count(*)"


def table(kind: str) -> str:
    """Return the partition of the search rows for one kind: PostgreSQL takes longer to plan for the whole table."""
    return f"cooperation_search_{kind}"


def newest_first(kind: str, limit: int, window: int | None = None) -> str:
    """Return the statement that scans a kind's rows, newest first, until enough match a tsquery.

    It is written so that PostgreSQL does not use the full-text index.
    """
    newest = f"SELECT * FROM {table(kind)} ORDER BY date DESC NULLS LAST, id DESC"
    newest += f" LIMIT {window}" if window else ""
    return f"SELECT * FROM ({newest}) AS walk WHERE (vector @@ %s::tsquery) IS TRUE LIMIT {limit}"


def first(kind: str, condition: str, limit: int) -> str:
    """Return the statement for the ids of at most `limit` rows that match the condition and that readers may see.

    It is written so that PostgreSQL uses the full-text index: for a few rows it would scan the table, to the end if no
    row matches.
    """
    matching = f"SELECT kind, id FROM {table(kind)} WHERE {condition}"
    seen = f"SELECT id FROM matching WHERE true{SEEN.get(kind, '')}"
    return f"WITH matching AS MATERIALIZED ({matching}) {seen} LIMIT {limit}"


@dataclass
class Survey:
    """The result of one statement for a kind: the rows to rank, and the aggregate over all matching rows."""

    rows: list[tuple]
    told: object = None


def survey(asked, kinds: dict, limit: int | None = None) -> dict[str, Survey]:
    """Get the rows of each kind with the best ts_rank, and an aggregate over all matching rows.

    `kinds` maps each kind to the ids to search (a QuerySet, a list, or None for all) and the aggregate, or None. With
    neither, only the newest of many matches are ranked.
    """
    limit = limit or RANKED
    newest = {kind: _newest(asked, kind) for kind, (ids, tell) in kinds.items() if ids is tell is None}
    surveys = _survey(asked, kinds, limit, newest)
    # Fewer matches than estimated are new: rank them all.
    few = {kind for kind, source in newest.items() if source and len(surveys[kind].rows) < limit}
    return surveys | (_survey(asked, {kind: kinds[kind] for kind in few}, limit, {}) if few else {})


def _survey(asked, kinds, limit, newest):
    parts, arguments = [], []
    for kind, (ids, tell) in kinds.items():
        sql, values = _candidates(asked, kind, newest.get(kind) or _matching(asked, kind, ids), tell, limit)
        parts.append(f"({sql})")
        arguments += values
    surveys = {kind: Survey([]) for kind in kinds}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), arguments)
        for kind, pk, date, names, marks, number, found in cursor.fetchall():
            if pk is None:
                surveys[kind].told = number if found is None else found
            else:
                surveys[kind].rows.append((kind, pk, date, names, marks))
    return surveys


def _matching(asked, kind, ids):
    """Return the statement for the matching rows among these ids, and its parameters."""
    condition, values = asked.condition
    source = f"SELECT * FROM {table(kind)} WHERE {condition}{SEEN.get(kind, '')}"
    if ids is None:
        return source, values
    if hasattr(ids, "query"):
        chosen, more = ids.order_by().values("pk").query.sql_with_params()
        return f"{source} AND id IN ({chosen})", [*values, *more]
    return f"{source} AND kind = '{kind}' AND id = ANY (%s::bigint[])", [*values, list(ids)]


def _newest(asked, kind):
    """Return the statement for about NEWEST of the newest matching rows, and its parameters; None if all are ranked.

    It finds those of the newest years by the full-text index, which has the year of each row. For a word of very many
    rows it scans the newest rows instead, if this reads fewer. Rows with exactly this name are always ranked, however
    old they are.
    """
    if not asked.is_common(kind):
        return None
    share = asked.expected(kind) / asked.rows(kind)
    years, number = [], 0
    for year, rows in asked.years.get(kind, ()):
        years.append(f"'{year}'")
        number += rows * share
        if number >= NEWEST:
            break
    else:
        return None
    condition, values = asked.condition
    row = f"SELECT * FROM {table(kind)} WHERE {condition} AND vector @@ %s::tsquery"
    if number > (scanned := int(NEWEST / share)):
        new, given = newest_first(kind, NEWEST, 2 * scanned), [asked.tsquery]
    else:
        new, given = row, [*values, " | ".join(years)]
    return f"({new}) UNION ALL ({row} LIMIT {NEWEST})", [*given, *values, asked.as_name]


def _candidates(asked, kind, matching, tell, limit):
    source, values = matching
    marks = " || ".join(
        "CASE WHEN vector @@ %s::tsquery THEN '4' WHEN vector @@ %s::tsquery THEN '3'"
        " WHEN vector @@ %s::tsquery THEN '2' WHEN vector @@ %s::tsquery THEN '1' ELSE '0' END"
        for _term in asked.needed
    )
    boosts = " || ".join("CASE WHEN vector @@ %s::tsquery THEN '1' ELSE '0' END" for _boost in asked.boosts)
    # A row with exactly this name comes first.
    rank = "ts_rank('{0.1,0.3,0.5,1}', vector, %s::tsquery)"
    rank += " + (vector @@ %s::tsquery)::int"
    ranked = [asked.any_of_it, asked.as_name]
    if asked.period:
        within, dates = asked.period.condition
        rank += f" + (date IS NOT NULL AND {within})::int"
        ranked += dates
    rank += " AS coarse"
    best = f"ORDER BY coarse DESC, date DESC NULLS LAST, id DESC LIMIT {limit}"
    columns = f"'{kind}', id, date, names, {marks} || {boosts}"
    each = [term.render(mark) for term in asked.needed for mark in ("A", "B", "C", "")]
    each += asked.boosts
    if tell is None:
        sql = f"SELECT {columns}, NULL::bigint, NULL::bytea FROM (SELECT *, {rank} FROM ({source}) AS matching {best})"
        return f"{sql} AS best", [*each, *ranked, *values]
    told = f"{tell}, NULL::bytea" if tell == NUMBER else f"NULL::bigint, {tell}"
    sql = f"""
    WITH matching AS MATERIALIZED (SELECT id, date, {rank} FROM ({source}) AS matching)
    SELECT {columns}, NULL::bigint, NULL::bytea
    FROM {table(kind)} JOIN (SELECT id AS best FROM matching {best}) AS best ON kind = '{kind}' AND id = best
    UNION ALL SELECT '{kind}', NULL, NULL, NULL, NULL, {told} FROM matching
    """
    return sql, [*ranked, *values, *each]
