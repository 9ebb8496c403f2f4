"""Uploaded files, stored between the preview and the confirmation of an import."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, ShortTextField

from ..domain.choices import RowState
from .undumped import Undumped


class Upload(models.Model):
    """A file that its owner previews before importing it. It has one type of row and is deleted after a day.

    `columns` are the template's columns in the file, in the file's order; `notes` describe how it was read; `done` is
    the number of rows already imported.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("owner")
    )
    kind = ShortTextField(_("kind"), max_length=20)
    name = ShortTextField(_("name of the file"), max_length=200)
    columns = models.JSONField(_("columns"))
    notes = models.JSONField(_("notes"), default=list)
    done = models.JSONField(_("imported"), default=dict)
    uploaded_at = models.DateTimeField(_("uploaded"), db_default=Now(), editable=False)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ("-uploaded_at", "-pk")
        default_permissions = ()

    def __str__(self):
        return self.name

    @property
    def rows(self) -> models.QuerySet:
        return UploadedRow.objects.filter(upload=self)


class UploadedRow(models.Model):
    """One row of an upload: its cells as text, and the result of the preview.

    `target` is the id of the existing row and `version` that of its record, as of the preview. `changes` are [column,
    before, after]; `problems` and `warnings` are [column, value, reason].
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", verbose_name=_("upload"))
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    state = CodeField(_("state"), max_length=20, choices=RowState)
    target = models.BigIntegerField(_("id of what it is about"), null=True)
    version = models.BigIntegerField(_("version of the record"), null=True)
    label = ShortTextField(_("what it is"), max_length=600)
    changes = models.JSONField(_("changes"), default=list)
    problems = models.JSONField(_("problems"), default=list)
    warnings = models.JSONField(_("warnings"), default=list)
    is_newer = models.BooleanField(_("changed since the preview"), default=False)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("uploaded row")
        verbose_name_plural = _("uploaded rows")
        ordering = ("number",)
        default_permissions = ()
        indexes = (models.Index(fields=["upload", "state", "number"], name="uploadedrow_by_state"),)

    def __str__(self):
        return f"{self.number}: {self.label}"
