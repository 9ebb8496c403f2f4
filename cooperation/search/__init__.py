"""Search for records, names and words.

`Query` parses the search text; lists, pages and the API use it to get the matching rows and their order. `suggest`
completes a partly typed query. Triggers maintain the tables that both read; `check` compares these tables with the
records, `rebuild` rebuilds them.
"""

from .kinds import KINDS, REFERRED
from .query import Query
from .question import EXACT
from .suggestions import suggest
from .upkeep import check, rebuild, store_by_date, write_anew
