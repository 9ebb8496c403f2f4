"""The log of public commits, used to check whether data in memory is up to date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class PublicVersion(models.Model):
    """The only row, with the last number of the log and its token. Only triggers write it.

    It is unmanaged, so that `flush` does not empty it. A flush is logged too.
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
    """A commit that changed public data. Commits older than 90 days are deleted.

    Each transaction is logged once, when it commits. After a restore from a dump, or after a crash, a number may be
    used again, but never a token.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    token = models.UUIDField(_("token"), unique=True)
    at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField(_("transaction, as history has it"), null=True)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_publiccommit"
        default_permissions = ()

    def __str__(self):
        return str(self.number)


class PublicChange(models.Model):
    """A change in the commit with this token: a record or a row of reference data, by its kind and id.

    Without an id, every row of the kind may have changed. One change may have several rows; those about the index also
    store the previous entry (cooperation/index). The kind "name" means that names cached with the index have changed.
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
