"""One line of history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.fields import ExactJSONField

from .undumped import Undumped


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
    before = ExactJSONField(_("before"), null=True)
    after = ExactJSONField(_("after"), null=True)
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
