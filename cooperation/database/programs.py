"""All functions and triggers of the registry, in the order in which they are created."""

import re
from typing import NamedTuple

from . import (
    accounts,
    cited,
    commits,
    days,
    entries,
    entry_upkeep,
    history,
    quality,
    quality_upkeep,
    referrers,
    regions,
    rules,
    search_texts,
    search_upkeep,
    search_words,
    staff_search,
    sums,
    versions,
)

MODULES = (
    *(versions, rules, history, accounts, referrers, commits, regions, days, quality, entries, sums, entry_upkeep),
    *(search_words, search_texts, staff_search, cited, search_upkeep, quality_upkeep),
)
# The modules that determine the contents of the index, of the sums and of the search tables.
INDEX = (regions, days, quality, entries, sums)
SEARCH = (regions, days, quality, search_words, search_texts, staff_search, cited)
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
    found = []
    for module in modules or MODULES:
        for text in module.PROGRAMS:
            rest = _STATEMENT.sub("", text)
            if rest.strip():
                raise ValueError(f"neither a function nor a trigger: {rest.strip()[:80]}")
            for match in _STATEMENT.finditer(text):
                function, trigger, table = match.group("function", "trigger", "table")
                name = f"function {function}" if function else f"trigger {trigger} on {table}"
                found.append(Program(name, match[0]))
    return found
