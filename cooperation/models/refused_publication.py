"""Why a scheduled publication failed."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class RefusedPublication(models.Model):
    """The database's last error when publishing a record at its scheduled time. For staff only.

    It is valid as long as the record has the same schedule. It refers to the record by kind and id, so that writing it
    does not lock the record.
    """

    pk = models.CompositePrimaryKey("kind", "record")
    kind = models.CharField(_("kind"), max_length=20)
    record = models.BigIntegerField(_("id of the record"))
    publish_at = models.DateTimeField(_("planned for"))
    reason = models.TextField(_("reason"))
    refused_at = models.DateTimeField(_("refused"), db_default=Now(), editable=False)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("refused publication")
        verbose_name_plural = _("refused publications")
        default_permissions = ()

    def __str__(self):
        return f"{self.kind} {self.record}: {self.reason}"
