"""The parameters of the list of mechanisms."""

from django.utils.translation import gettext_lazy as _

from ..domain.dates import includes
from ..index import id_set
from ..models import Mechanism
from .parameters import On
from .record import RecordFilter


def existing(entries, day):
    """Return the ids of the mechanisms that certainly existed on the day."""
    return id_set(Mechanism.objects.filter(includes("date", "until", day)).values_list("pk", flat=True))


class MechanismFilter(RecordFilter):
    """Mechanisms. Their date is when they were established; without an end date they are active. `kind` is
    the level, `on` finds those that existed on a day.
    """

    rows = Mechanism.objects
    date_help = _("The date is when the mechanism was established. Mechanisms without a date are last.")

    on = On(
        _("Existing on"),
        existing,
        note=_("Mechanisms that may not have existed are left out."),
    )
