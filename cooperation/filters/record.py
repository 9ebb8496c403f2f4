"""What the FilterSets of all lists of records share: parameters and sort orders."""

from django.utils.translation import gettext_lazy as _

from regions.translated import sorted_text

from .base import Order, RegistryFilter
from .codes import Years
from .orders import by_columns, by_date


def by_title(rows):
    """Sort the rows by the title that the page shows, ignoring case."""
    return rows.annotate(folded=sorted_text("title")).order_by("folded", "pk")


LAST_MODIFIED_FIRST = Order(
    _("recently updated first"),
    _("Sorted by last update, newest first."),
    by_columns(lambda rows: rows.order_by("-updated_at", "-pk")),
)
NEWEST_FIRST = Order(_("newest first"), _("Sorted by date, newest first."), by_date(newest=True))
OLDEST_FIRST = Order(_("oldest first"), _("Sorted by date, oldest first."), by_date(newest=False))


class RecordFilter(RegistryFilter):
    """The parameters and sort orders of every list of records."""

    orders = {
        "date": NEWEST_FIRST,
        "oldest": OLDEST_FIRST,
        "title": Order(_("title, A to Z"), _("Sorted by title, A to Z."), by_columns(by_title)),
        "modified": LAST_MODIFIED_FIRST,
    }

    year = Years()
