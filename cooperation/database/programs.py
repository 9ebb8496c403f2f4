"""All functions and triggers of the registry, in the order in which they are created.

A trigger function that writes tables which the web role may only read runs as the owner (SECURITY DEFINER). So do the
few functions that the web server calls to write those tables, or to read what only the owner may see. grants.py revokes
EXECUTE on them from PUBLIC, so that no other role can create a trigger with one.
"""

import re
from functools import cache
from typing import NamedTuple

from . import (
    accounts,
    cited,
    classes,
    commits,
    composed,
    days,
    entries,
    entry_upkeep,
    history,
    quality,
    quality_upkeep,
    referrers,
    regions,
    replication,
    rules,
    search_korean,
    search_texts,
    search_upkeep,
    search_words,
    staff_search,
    sums,
    versions,
)

MODULES = (
    *(
        composed,
        versions,
        rules,
        history,
        accounts,
        referrers,
        commits,
        regions,
        days,
        quality,
        entries,
        sums,
        entry_upkeep,
    ),
    *(search_korean, search_words, search_texts, staff_search, cited, search_upkeep, quality_upkeep, replication),
)
# The modules that determine the contents of the index, of the sums and of the search tables.
INDEX = (regions, days, quality, entries, sums)
SEARCH = (regions, days, quality, search_korean, search_words, search_texts, staff_search, cited)
# The functions that the web server calls as the owner: to move the index to another day, to count words, to make all
# processes read the index again, to count failed sign-ins and delete old ones, and to read the state of the standbys.
ENTRIES = (
    *("registry_index_as_of", "registry_search_count", "registry_read_again"),
    *("registry_count_account_event", "registry_forget_account_events"),
    *("registry_standbys", "registry_sender"),
)
AS_OWNER = "SECURITY DEFINER SET search_path = public, pg_temp AS $$"
_COMMENT = re.compile(r"--[^\n]*")
_WRITTEN = re.compile(r"\b(?:INSERT INTO|DELETE FROM|UPDATE) (\w+)")
_CALLED = re.compile(r"\b(registry_\w+)")
_STATEMENT = re.compile(
    r"""
    (?:--[^\n]*\n)*
    (?: CREATE\ FUNCTION\ (?P<function>\w+)\(.*?\$\$.*?\$\$;
    | CREATE\ (?:CONSTRAINT\ )?TRIGGER\ (?P<trigger>\w+)\ .*?\ ON\ (?P<table>\w+)\s.*?; )
    """,
    re.VERBOSE | re.DOTALL,
)


class Program(NamedTuple):
    """A function or trigger. `name` has the form "function registry_touch" or "trigger touch on …"."""

    name: str
    sql: str


def rendered(*modules) -> list[Program]:
    """Return the programs of these modules, or of all. Raises ValueError for any other statement."""
    as_owner = run_as_owner()
    return [
        Program(name, sql.replace("AS $$", AS_OWNER, 1) if name.removeprefix("function ") in as_owner else sql)
        for name, sql in _programs(*modules)
    ]


@cache
def run_as_owner() -> frozenset[str]:
    """Return the names of the functions that run as the owner of the tables."""
    functions = {name.split()[1]: _COMMENT.sub("", sql) for name, sql in _programs() if name.startswith("function ")}
    rights = classes.rights()
    kept = {table for table, right in rights.items() if right == classes.READ}
    writing = {name for name, sql in functions.items() if kept.intersection(_WRITTEN.findall(sql))}
    size = 0
    while size < len(writing):  # also functions that call one of them
        size = len(writing)
        writing |= {name for name, sql in functions.items() if any(each in writing for each in _CALLED.findall(sql))}
    return frozenset([*ENTRIES, *(name for name in writing if " RETURNS trigger " in functions[name])])


def _programs(*modules):
    for module in modules or MODULES:
        for text in module.PROGRAMS:
            rest = _STATEMENT.sub("", text)
            if rest.strip():
                raise ValueError(f"neither a function nor a trigger: {rest.strip()[:80]}")
            for match in _STATEMENT.finditer(text):
                function, trigger, table = match.group("function", "trigger", "table")
                name = f"function {function}" if function else f"trigger {trigger} on {table}"
                yield Program(name, match[0])
