"""One line of history."""

import json
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class _Exact(json.JSONDecoder):
    """Reads amounts of money to the last digit."""

    def __init__(self, **kwargs):
        super().__init__(parse_float=Decimal, **kwargs)


class Change(models.Model):
    """What one write did to one row. Written by triggers, so by every path, and only ever added to.

    `kind` and `record` say which record, or which row of reference data, the row belongs to; the changes of one
    `transaction` to one record are one version. Of an update `before` and `after` hold only the columns that differ.
    The table is not one of Django's: `flush` in a test empties those, and this one refuses.
    """

    at = models.DateTimeField(_("when"))
    transaction = models.BigIntegerField(_("transaction"))
    kind = models.TextField(_("kind of thing"))
    record = models.BigIntegerField(_("its id"))
    table = models.TextField(_("table"))
    row = models.BigIntegerField(_("id of the row"))
    action = models.TextField(_("what was done"))
    before = models.JSONField(_("before"), null=True, decoder=_Exact)
    after = models.JSONField(_("after"), null=True, decoder=_Exact)
    user_id = models.BigIntegerField(_("id of the user"), null=True)
    user_name = models.TextField(_("who"))
    origin = models.TextField(_("from where"))
    reason = models.TextField(_("why"))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_change"
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("id",)
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.action} {self.table} {self.row}"
