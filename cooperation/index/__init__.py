"""The index of public rows, used by lists, facets, figures and search for filtering, counting and sorting.

It stores only kind, id, date and tags of each row. Triggers keep it up to date in the database, on every write path;
each process holds it in memory as sets of ids and updates it with one statement before each answer.
"""

from ..domain.tags import Dimension, code_tag, number, part_tag, tag
from .day import advance
from .entries import Entries
from .order import GroupedOrder, Ordered
from .sets import NONE, id_set
from .snapshot import KINDS, Snapshot, as_of, is_ready, now, positions_of
