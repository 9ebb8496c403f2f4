"""What lists, facets, figures and search ask: which public rows have what, how many, and in which order.

It knows rows by kind, id, date and tags alone. Triggers keep it in the database, on every path; each process holds it
in memory as sets of ids, brought up to date by one statement before it answers.
"""

from ..domain.tags import Dimension, code_tag, number, part_tag, tag
from .day import advance
from .entries import NONE, Entries, id_set
from .order import GroupedOrder, Ordered
from .snapshot import KINDS, Snapshot, as_of, few, now, tags_of

__all__ = (
    "KINDS",
    "NONE",
    "Dimension",
    "Entries",
    "GroupedOrder",
    "Ordered",
    "Snapshot",
    "advance",
    "as_of",
    "code_tag",
    "few",
    "id_set",
    "now",
    "number",
    "part_tag",
    "tag",
    "tags_of",
)
