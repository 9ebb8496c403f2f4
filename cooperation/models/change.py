"""A change in the history of a record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.fields import ExactJSONField

from .undumped import Undumped


class Change(models.Model):
    """One write to one row. Triggers record it on every write path; rows are only ever added.

    `kind` and `record` identify the record, or the row of reference data, that the row belongs to; the changes of one
    `transaction` to one record form one version. For an update, `before` and `after` contain only the changed columns.
    The model is unmanaged because `flush` in tests empties managed tables, and this table rejects that.
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
