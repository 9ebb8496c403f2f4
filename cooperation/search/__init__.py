"""Search: what a reader types, and the records, names and words that answer it.

`Query` reads what was typed; lists, pages and the API ask it which rows match and in what order. `suggest` completes
what is being typed. Triggers keep the tables that both read; `check` proves them against the records, `rebuild` makes
them anew.
"""

from .kinds import KINDS, REFERRED
from .query import Query
from .question import EXACT
from .suggestions import suggest
from .upkeep import check, rebuild, write_anew

__all__ = ("EXACT", "KINDS", "REFERRED", "Query", "check", "rebuild", "suggest", "write_anew")
