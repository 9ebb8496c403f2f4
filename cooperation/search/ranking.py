"""Ranks matching rows by where the words occur, how much of a name they cover, and date."""

from dataclasses import dataclass
from math import log
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from .kinds import SEEN, TITLED

COMMON = 100_000  # estimated number of matching rows above which they are not all counted
RANKABLE = 2000  # up to this number of matches of a kind, all are ranked
NEWEST = 1000  # of more matches, about this number of the newest ones is ranked
RANKED = 100  # rows with the best ts_rank, which are then scored in detail
# What can be fetched for all matching rows: their number, or their ids (index/binary.py).
NUMBER = "count(*)"

# Weight of a word by where it occurs: title and names, summary, other texts, documents.
CLASSES = {4: 1.0, 3: 0.55, 2: 0.3, 1: 0.2, 0: 0.0}
# For equal scores, names come before records, and records before their parts and sources.
PRIOR = {
    "country": 0.06,
    "region": 0.06,
    "mechanism": 0.08,
    "organization": 0.05,
    "topic": 0.05,
    "agreement": 0.04,
    "meeting": 0.03,
    "project": 0.04,
    "outcome": 0.04,
    "source": -0.25,
}


class Hit(NamedTuple):
    """A matching row. Higher scores are better."""

    kind: str
    id: int
    score: float
    date: str | None


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


def score(asked, surveys, limit: int) -> list[Hit]:
    """Return the best rows of each kind, at most `limit` of each, best first."""
    judge = _Judge(asked)
    result = []
    for each in surveys:
        rows = sorted({row[:2]: row for row in each.rows}.values(), key=itemgetter(1), reverse=True)
        result += _best_first(map(judge.hit, rows))[:limit]
    return _best_first(_with_topics_lower(result, judge))


def _with_topics_lower(hits, judge):
    """Return the hits with lower scores for topics: those that are named like the query after records with just this
    title, all others after records with the words in the title. Such topics keep their order.
    """
    lower = {}
    for is_exact, titles in ((True, judge.exact), (False, judge.titled)):
        records = [hit.score for hit in hits if hit.kind != "topic" and hit[:2] in titles]
        topics = [hit for hit in hits if hit.kind == "topic" and (hit[:2] in judge.exact) == is_exact]
        if records and topics and (excess := max(hit.score for hit in topics) - min(records)) >= 0:
            lower |= {hit: hit._replace(score=hit.score - excess - 0.001) for hit in topics}
    return [lower.get(hit, hit) for hit in hits]


def _best_first(hits):
    """Sort hits by score; for equal scores newest first, and rows without a date last."""
    return sorted(hits, key=lambda hit: (hit.score, hit.date or ""), reverse=True)


def weight(term) -> float:
    """Return the weight of a term: rare terms weigh more than common ones."""
    rows = max(sum(term.rows.values()), 1)
    return 1 + log((rows + 1) / (min(term.documents, rows) + 1))


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
    rank += " + (vector @@ %s::tsquery)::int AS coarse"
    ranked = [asked.any_of_it, asked.as_name]
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


SMALL = {"and", "of", "the", "between", "on", "in", "for", "to", "a", "an", "with", "among", "by"}


class _Judge:
    """Scores a row by where the words occur in it, and by how much of one of its names the query covers."""

    def __init__(self, asked):
        self.whole = asked.whole.replace(" ", "")
        self.things = {thing for term in asked.wanted for thing in term.things} if len(asked.needed) == 1 else set()
        self.weights = [weight(term) for term in asked.needed]
        # Words that describe what to find about a session, such as "communiqué" in "communiqué of TEMM 14".
        self.beside = [
            not (term.number or any(kind == "mechanism" for kind, _pk in term.things)) for term in asked.needed
        ]
        self.typed = _Typed(asked.wanted)
        self.stems = {_stem(word) for term in asked.needed for word in term.typed if word not in SMALL}
        self.known = {}
        self.titled = set()  # records with all the words in the title
        self.exact = set()  # records and topics with these words, and no others, as title or name

    def hit(self, row) -> Hit:
        kind, pk, date, names, marks = row
        if (known := self.known.get((kind, marks))) is None:
            known = self.known[kind, marks] = self._places(kind, marks)
        place, score = known
        lines = names.split("\n")
        score += place + 0.5 * self.typed.share(lines) * place + PRIOR[kind]
        title = {_stem(word) for word in lines[0].split() if word not in SMALL}
        if kind in TITLED and self.stems <= title:
            self.titled.add((kind, pk))
        if kind in (*TITLED, "topic") and self.stems == title:
            self.exact.add((kind, pk))
        if (kind, pk) in self.things:
            score += 3
        elif kind != "source" and self._is_one_of(lines):
            score += 2
        return Hit(kind, pk, score + (0.02 * (int(date[:4]) - 1900) / 200 if date else 0), date)

    def _places(self, kind, marks):
        """Return the score for where the words occur, plus the boosts for session and year."""
        *classes, session, year = map(int, marks)
        more = 0.0
        if session:
            is_named = all(number == 4 for number, is_beside in zip(classes, self.beside, strict=True) if is_beside)
            more += (1.2 if kind == "meeting" else 0.2) if is_named else 0.3
        if year:
            more += 0.5
        if len(classes) > 1 and min(classes) == 4:
            more += 0.15
        said = sum(CLASSES[number] * weight for number, weight in zip(classes, self.weights, strict=True))
        return said / sum(self.weights), more

    def _is_one_of(self, lines):
        """Whether a name of the row equals the query exactly."""
        return bool(self.whole) and any(line.replace(" ", "") == self.whole for line in lines)


class _Typed(dict):
    """Maps each word of a name to whether the query contains it, in this or another form."""

    def __init__(self, terms):
        super().__init__()
        self.words = set()
        for term in terms:
            self.words |= set(term.typed)
            self.words |= {word for name in term.spelled for word in name.split()}
            if term.number:
                self.words.add(term.number)
        self.stems = {_stem(word) for word in self.words}

    def __missing__(self, word):
        self[word] = is_typed = word in self.words or _stem(word) in self.stems
        return is_typed

    def share(self, lines):
        """Return how much of the row's shortest matching name the query covers, from 0 to 1."""
        most = 0.0
        for line in lines:
            parts = [part for part in line.split() if part not in SMALL]
            if parts:
                most = max(most, sum(map(self.__getitem__, parts)) / max(len(parts), 2))
        return most


def _stem(word):
    return word[: max(4, len(word) - 3)]
