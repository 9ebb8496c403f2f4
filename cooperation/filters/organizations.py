"""The parameters and sort orders of the list of organizations."""

from django.utils.translation import gettext_lazy as _

from regions.translated import sorted_text

from ..index import id_set
from ..models import Membership, Organization
from .base import Order, RegistryFilter
from .orders import by_columns
from .parameters import On
from .record import LAST_MODIFIED_FIRST


def by_name(rows):
    """Sort the rows by the name that the page shows, ignoring case."""
    return rows.annotate(folded=sorted_text("name")).order_by("folded", "pk")


def with_members(entries, day):
    """Return the ids of the organizations that certainly had a member on the day."""
    return id_set(Membership.objects.on(day).filter(is_certain=True).values_list("organization", flat=True))


class OrganizationFilter(RegistryFilter):
    """Organizations that a published record refers to. They have no date, so `year`, `from` and `to` do not apply.

    `country` is the country of a national body; members of a bloc are on the bloc's page. `region` is the region of
    that country, or one stated for the organization. `on` finds blocs that had members on a day, because the days
    between which an organization existed are not recorded.
    """

    rows = Organization.objects
    orders = {
        "title": Order(_("name, A to Z"), _("Sorted by name, A to Z."), by_columns(by_name)),
        "modified": LAST_MODIFIED_FIRST,
    }

    from_ = None
    to = None
    on = On(
        _("With members on"),
        with_members,
        note=_("Finds blocs. When other organizations existed is not recorded."),
    )

    def candidates(self):
        """Return all organizations: the index is faster than the tables at finding the visible ones."""
        found = self.found()
        return self.rows.all(), self.entries.whole if found is None else found
