"""Which state readers see: what an answer from a cache is compared with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class PublicVersion(models.Model):
    """The one row that says how often anything that readers may see has changed. Kept by triggers alone.

    Each transaction that changed something counts once, when it commits. A database that was restored counts some
    numbers twice: two states are the same only if both the number and the time are. `flush` empties other tables and
    is counted here.
    """

    version = models.BigIntegerField(_("version"))
    changed_at = models.DateTimeField(_("changed at"))
    next_due = models.DateTimeField(
        _("next due"), null=True, help_text=_("The earliest time that any draft is planned to be published at.")
    )

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_publicversion"
        default_permissions = ()

    def __str__(self):
        return str(self.version)


class PublicChange(models.Model):
    """A line that a transaction keeps until it commits, and that nobody else sees: it changed something."""

    is_seen = models.BooleanField(_("seen by readers"))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_publicchange"
        default_permissions = ()

    def __str__(self):
        return str(self.is_seen)
