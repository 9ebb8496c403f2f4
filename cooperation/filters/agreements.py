"""The parameters of the list of agreements."""

from django.utils.translation import gettext_lazy as _

from ..index import Entries
from ..models import Agreement
from .codes import Force
from .parameters import On
from .record import RecordFilter


class AgreementFilter(RecordFilter):
    """Agreements. Their date is the first known of signature, adoption and entry into force, a single point.

    `country` and `organization` are parties, `status` is whether the agreement is in force today, `on` finds those in
    force on a day, `mechanism` is the one whose meeting adopted it or that it established.
    """

    rows = Agreement.objects
    date_help = _(
        "The date is the date of signature. If that is not recorded, it is the date of adoption or entry into force. "
        "Agreements without a date are last."
    )

    status = Force()
    on = On(
        _("In force on"),
        Entries.in_force,
        note=_("Agreements that may not have been in force are left out."),
    )
