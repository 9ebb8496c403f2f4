"""The log of the commits that readers can see: what an answer from memory is compared with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class PublicVersion(models.Model):
    """The one row with the last number of the log, and its token. Kept by triggers alone.

    `flush` empties other tables and is logged itself.
    """

    number = models.BigIntegerField(_("number"))
    token = models.UUIDField(_("token"))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_publicversion"
        default_permissions = ()

    def __str__(self):
        return str(self.number)


class PublicCommit(models.Model):
    """A commit that changed something that readers see. Commits older than 90 days are removed.

    Each transaction is logged once, as it commits. A database that is restored from a dump, or that crashed, may give a
    number again. It never gives a token again.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    token = models.UUIDField(_("token"), unique=True)
    at = models.DateTimeField(_("at"))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_publiccommit"
        default_permissions = ()

    def __str__(self):
        return str(self.number)


class PublicChange(models.Model):
    """What the commit with this token changed: a record or a row of reference data, by its kind and id.

    Without an id everything of the kind may have changed. The same change may have several lines; those about the index
    also keep the entry as it was before (cooperation/index). The kind "name" says that names changed that it remembers.
    """

    token = models.UUIDField(_("token"))
    kind = models.TextField(_("kind"))
    record = models.BigIntegerField(_("its id"), null=True)
    is_entry = models.BooleanField(_("about the index"))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_publicchange"
        default_permissions = ()

    def __str__(self):
        return f"{self.kind} {self.record or ''}"
