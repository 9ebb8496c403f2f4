"""Files that were imported, and which records each of them created or changed."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, ShortTextField

from ..domain.choices import ActionState, ImportAction
from .undumped import Undumped
from .upload import Upload


class ImportedFile(models.Model):
    """A file of which rows were imported. It stays when the upload with its rows is deleted.

    `kind` is the kind of its rows and `about` the model of their records. `rows` is the number of rows by their state;
    `spans` are the transactions that wrote them, as in history/undo.py. `action` is the last action on all its records,
    and `action_by` and `action_at` say by whom and since when; `batch` is how many rows or records the next transaction
    takes, and `done_before` how many were done before the last pass through those that failed. `message` is for the
    publisher, or the reason of a withdrawal.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("imported by")
    )
    kind = ShortTextField(_("kind"), max_length=20)
    about = ShortTextField(_("kind of record"), max_length=20)
    name = ShortTextField(_("name of the file"), max_length=200)
    upload = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("upload")
    )
    imported_at = models.DateTimeField(_("imported"), db_default=Now(), editable=False)
    rows = models.JSONField(_("rows"), default=dict)
    spans = models.JSONField(_("transactions"), default=list)
    batch = models.PositiveIntegerField(_("rows in a batch"), default=100)
    action = CodeField(_("action"), max_length=20, choices=ImportAction, blank=True)
    action_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )
    action_at = models.DateTimeField(_("action begun"), null=True)
    is_finished = models.BooleanField(_("the action is finished"), default=True)
    done_before = models.PositiveIntegerField(_("done before this pass"), default=0)
    with_gaps = models.BooleanField(_("publish records with serious gaps too"), default=False)
    with_similar = models.BooleanField(
        _("publish records that are similar to others too"), default=False, db_default=False
    )
    message = models.TextField(_("message or reason"), blank=True)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self):
        return self.name

    @property
    def records(self) -> models.QuerySet:
        return ImportedRecord.objects.filter(file=self)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model("regions" if self.about in ("country", "region") else "cooperation", self.about)


class ImportedRecord(models.Model):
    """A record or row of reference data that an imported file created or changed, by its kind and id.

    `version` is that of the record after the import. `state` and `reason` say how far the action on the file is.
    """

    file = models.ForeignKey(ImportedFile, on_delete=models.CASCADE, related_name="+", verbose_name=_("file"))
    kind = ShortTextField(_("kind"), max_length=20)
    record = models.BigIntegerField(_("id of the record"))
    is_new = models.BooleanField(_("created"))
    version = models.BigIntegerField(_("version of the record"), null=True)
    state = CodeField(_("state"), max_length=20, choices=ActionState, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["file", "kind", "record"], name="importedrecord_once_in_file"),)
        indexes = (models.Index(fields=["file", "state", "id"], name="importedrecord_by_state"),)

    def __str__(self):
        return f"{self.kind} {self.record}"
