"""Find the records with nearly the same name as one that is being entered.

A full-text index finds the rows, not a trigram index: it starts with the rarest words, so table size does not matter.
"""

import re
from itertools import combinations
from math import ceil, comb

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db import connection
from django.db.models import F, Func, Q, Value

from regions.translated import FIRST, LANGUAGES, column_in, columns

from ..domain.dates import PartialDate
from ..models import Mechanism
from ..models.record import NAME_WORDS
from .entered import EnteredValues, Home, months_overlap

# Minimum similarity of two names, from 0 to 1.
ALIKE = 0.6
# Minimum share of the words of the shorter name that the longer one has (all, unless the month of both is known), and
# of the words of the longer name that the shorter one has.
SHORTER, LONGER = 0.8, 0.6
# Maximum rows that are compared.
READ = 500
# Text search configuration, maximum number of words in a name, and the number of words from which one may differ.
CONFIG, MOST_WORDS, FORGIVING = "english", 40, 4
# Words that a search for shared words combines, and the maximum number of combinations.
COMBINED, MOST_COMBINATIONS = 3, 200
NUMBERS = re.compile(r"\d+")
# The annotation for the similarity of a title, and the titles in languages in which spaces in compounds are optional.
LIKENESS = "likeness_{}"
SPACED_FREELY = {column_in(language, "title") for language in LANGUAGES if language != FIRST}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def similar_names(entered: EnteredValues) -> list:
    """Return the records with nearly the same title, or with most of the words of a name, the most similar first."""
    words = words_of(entered.names, entered.home)
    most, nearly_all = _by_id(_with_most(entered, words)), _by_id(_alike_in_letters(entered))
    nearly_all |= _by_id(_with_nearly_all(entered, words))
    rows = most | nearly_all
    if not rows:
        return []
    words |= words_of([name for row in rows.values() for name in names_of(row)], entered.home)
    scores = {row: _share(entered, row, words) for row in rows.values()}
    for row in nearly_all.values():
        for column, title in _titles(entered):
            if _numbers(title) == _numbers(getattr(row, column)):
                scores[row] = max(scores[row], getattr(row, LIKENESS.format(column)))
    return sorted((row for row in scores if scores[row] >= ALIKE), key=lambda row: (-scores[row], -row.pk))


def shares_half(entered: EnteredValues, row, words: dict[str, frozenset[str]]) -> bool:
    """Return whether a name of the record and one of the row have half of the words of the shorter one in common."""
    pairs = [(words[one], words[other]) for one in entered.names for other in names_of(row)]
    return any(len(mine & theirs) * 2 >= min(len(mine), len(theirs)) > 0 for mine, theirs in pairs)


def names_of(row) -> list[str]:
    """Return the titles and other names of a row."""
    titles = (getattr(row, column) for column in columns("title"))
    return [*filter(None, titles), *row.other_names.splitlines()]


def _titles(entered) -> list[tuple[str, str]]:
    """Return the titles of the record, each with the column for its language."""
    return [(column, title) for column, title in zip(columns("title"), entered.titles, strict=False) if title]


def words_of(names, home: Home) -> dict[str, frozenset[str]]:
    """Return the words of each name as the index has them, without numbers and the names of the registry's country."""
    sql = "SELECT name, tsvector_to_array(to_tsvector(%s::regconfig, name)) FROM unnest(%s::text[]) AS name"
    with connection.cursor() as cursor:
        cursor.execute(sql, [CONFIG, [*names, *home.names]])
        found = {name: {word for word in words[:MOST_WORDS] if not NUMBERS.search(word)} for name, words in cursor}
    said_by_all = frozenset().union(*(found[name] for name in home.names))
    return {name: frozenset(found[name] - said_by_all) for name in names}


def _by_id(querysets):
    return {row.pk: row for rows in querysets for row in rows}


def _with_nearly_all(entered, words):
    """Yield the rows that have all words of a name of the record; of a long name, all but one."""
    rows = _with_likeness(_having_words(entered), entered)
    if when := _when(entered):
        rows = rows.filter(when | Q(date__isnull=True))
    for found in filter(None, (words[name] for name in entered.names)):
        yield rows.filter(words=_query(found, len(found) - (len(found) >= FORGIVING)))[:READ]


def _with_likeness(rows, entered):
    """Add the similarity of each title, from 0 to 1; of Korean ones without spaces and points (한·중·일, 한중일)."""
    found = {}
    for column, title in _titles(entered):
        if column in SPACED_FREELY:
            joined = Func(F(column), Value(r"\W"), Value(""), Value("g"), function="regexp_replace")
            found[LIKENESS.format(column)] = TrigramSimilarity(joined, re.sub(r"\W", "", title))
        else:
            found[LIKENESS.format(column)] = TrigramSimilarity(column, title)
    return rows.annotate(**found)


def _alike_in_letters(entered):
    """Yield the rows with a similar title in a language whose spaces and particles make other words of the same name.

    That needs a date or a small table, as all its rows are compared.
    """
    when = _when(entered)
    if not when and entered.model is not Mechanism:
        return
    near_by = when | Q(date__isnull=True) if when else Q()
    for column, _title in _titles(entered):
        if column in SPACED_FREELY:
            rows = _with_likeness(entered.others.filter(near_by).exclude(**{column: ""}), entered)
            likeness = LIKENESS.format(column)
            yield rows.filter(**{f"{likeness}__gte": ALIKE}).order_by(f"-{likeness}", "pk")[:READ]


def _with_most(entered, words):
    """Yield the rows that have most of the words of a name of the record.

    That needs a date or a small table: otherwise it would be thousands of rows.
    """
    when = _when(entered) or (_in_year_of(" ".join(entered.titles)) if entered.is_at_a_time else None)
    if not when and entered.model is not Mechanism:
        return
    for found in (words[name] for name in entered.names):
        if len(found) > 1:
            most = max(2, ceil(LONGER * len(found)))
            yield _having_words(entered).filter(when or Q(), words=_query(found, most))[:READ]


def _having_words(entered):
    return entered.others.annotate(words=NAME_WORDS)


def _when(entered):
    return months_overlap(entered.start, entered.last) if entered.start and entered.is_at_a_time else None


def _query(words, most):
    """Return the search for rows that have at least `most` of the words; it may find some other rows too.

    A row that has `most` of the words has `size` of the `len(words) - most + size` longest ones.
    """
    size = min(COMBINED, most)
    if most >= len(words) - 1:
        size = most
    while comb(len(words) - most + size, size) > MOST_COMBINATIONS:
        size -= 1
    longest = sorted(words, key=lambda word: (-len(word), word))[: len(words) - most + size]
    quoted = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in longest]
    text = " | ".join(f"({' & '.join(each)})" for each in combinations(quoted, size))
    return SearchQuery(text, config="simple", search_type="raw")


def _share(entered, row, words) -> float:
    """Return the largest share of words that a name of the record and one of the row have in common, from 0 to 1."""
    return max(_shared(entered, row, one, other, words) for one in entered.names for other in names_of(row))


def _shared(entered, row, one, other, words):
    """Return the share of the words that two names have in common, or 0 if it is too small or numbers differ."""
    mine, theirs = words[one], words[other]
    shared = len(mine & theirs)
    shorter, longer = sorted((len(mine), len(theirs)))
    if not shared or shared < LONGER * longer or (shorter == 1 and longer > 1):
        return 0
    if shared < (SHORTER if entered.is_dated_to_the_month_with(row) else 1) * shorter:
        return 0
    return shared / longer if _agree(entered, row, _numbers(one), _numbers(other)) else 0


def _agree(entered, row, mine, theirs) -> bool:
    """Return whether the numbers in two names agree. A year that is one of the dates says nothing more than the date.

    If both have a time, one of the names may leave out the number of the session.
    """
    dates = {date[:4] for date in (entered.start, entered.end, row.date, row.until) if date}
    mine, theirs = set(mine) - dates, set(theirs) - dates
    different = mine ^ theirs
    is_left_out = entered.is_dated_with(row) and (mine <= theirs or theirs <= mine)
    return not different or (is_left_out and not any(map(_YEAR.fullmatch, different)))


def _numbers(name) -> list[str]:
    return sorted(number.lstrip("0") for number in NUMBERS.findall(name))


def _in_year_of(title):
    """Return the condition for the year that the title names, or None if it names none or several."""
    years = set(_YEAR.findall(title))
    return months_overlap(*[PartialDate(years.pop())] * 2) if len(years) == 1 else None
