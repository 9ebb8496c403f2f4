"""Why a planned publication did not happen."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class RefusedPublication(models.Model):
    """The database's last refusal to publish a record at its planned time. For staff only.

    It counts as long as the record still has that plan. It refers to the record by kind and id, so that to write it
    needs no lock of the record.
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
