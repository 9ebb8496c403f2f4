"""Search and filters of the staff's lists, drafts included: conditions on the table that only staff pages read.

The functions of `conditions` filter any queryset of the searched kinds; `first_ids` finds the first
rows of such a queryset quickly.
"""

from .conditions import (
    changed_by,
    dated,
    dated_before,
    has_state,
    imported_from,
    in_regions,
    related_to,
    tag_totals,
)
from .rows import count, first_ids
from .words import has_words
