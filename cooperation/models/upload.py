"""Uploaded files, stored between the preview and the confirmation of an import."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.fields import CodeField, ShortTextField

from ..domain.choices import RowState
from .undumped import Undumped


class Uploads(models.Manager):
    """Reads `data`, which has up to 20 MB, only where it is used: most pages and batches do not need it."""

    def get_queryset(self):
        return super().get_queryset().defer("data")


class Upload(models.Model):
    """A file that its owner previews before importing it. It has one type of row and is deleted after a day.

    `columns` are the template's columns in the file, in the file's order; `notes` describe how it was read; `done` is
    the number of rows already imported. `data` is the file, which is read again when its owner assigns the columns.
    `headers` are its columns, each with "text", "column" (of the template, or "") and "examples". `dates` says for each
    column of dates what its values show about the order of day and month (exchange/imports/date_order.py). `choices`
    are the owner's: "columns" by place, "orders" of dates by column, "values" of columns that the file does not have,
    and the slug of the "source" of all rows; "added" are the transactions that added organizations, topics or sources
    for it, until the first rows are imported. `is_checked` says that the preview is complete.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("owner")
    )
    kind = ShortTextField(_("kind"), max_length=20)
    name = ShortTextField(_("name of the file"), max_length=200)
    data = models.BinaryField(_("file"), default=b"")
    encoding = ShortTextField(_("encoding"), max_length=20, blank=True, default="")
    headers = models.JSONField(_("headers"), default=list)
    dates = models.JSONField(_("dates"), default=dict)
    choices = models.JSONField(_("choices"), default=dict)
    columns = models.JSONField(_("columns"))
    notes = models.JSONField(_("notes"), default=list)
    done = models.JSONField(_("imported"), default=dict)
    uploaded_at = models.DateTimeField(_("uploaded"), db_default=Now(), editable=False)
    is_checked = models.BooleanField(_("all rows are checked"), default=True)

    dumped = Undumped()
    objects = Uploads()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ("-uploaded_at", "-pk")
        default_permissions = ()

    def __str__(self):
        return self.name

    @property
    def all_rows(self) -> models.QuerySet:
        return UploadedRow.objects.filter(upload=self)

    @property
    def rows(self) -> models.QuerySet:
        """Return the rows that are not imported."""
        return self.all_rows.filter(is_entered=False)


class UploadedRow(models.Model):
    """One row of an upload: its cells as text, and the result of the preview.

    `target` is the id of the existing row and `version` that of its record, as of the preview. `changes` are [column,
    before, after]; `problems` and `warnings` are [column, value, reason]. `marks` are the keys by which another row of
    the file may be about the same record; `links` are [column, number of the row of the file that the cell names].
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", verbose_name=_("upload"))
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    state = CodeField(_("state"), max_length=20, choices=RowState, blank=True, help_text=_("Empty: not checked yet."))
    target = models.BigIntegerField(_("id of what it is about"), null=True)
    version = models.BigIntegerField(_("version of the record"), null=True)
    label = ShortTextField(_("what it is"), max_length=600)
    changes = models.JSONField(_("changes"), default=list)
    problems = models.JSONField(_("problems"), default=list)
    warnings = models.JSONField(_("warnings"), default=list)
    is_newer = models.BooleanField(_("changed since the preview"), default=False)
    marks = models.JSONField(_("keys"), default=list)
    links = models.JSONField(_("rows that it names"), default=list)
    is_linked_later = models.BooleanField(_("imported, except links to later rows"), default=False)
    is_entered = models.BooleanField(_("imported"), default=False)

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


class UploadedValue(models.Model):
    """A value in a file that the registry does not know, and what the file's owner says that it means.

    `scope` is the name of the model that the value should name ("country"), or the field of a code ("agreement.kind").
    `meaning` is a list of keys ("country:KOR", "organization:unep") or of one code; it is empty if the value is left
    out or not decided. `proposal` has the same form. `rows` is 0 if the value no longer occurs.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", verbose_name=_("upload"))
    scope = ShortTextField(_("what it should be"), max_length=60)
    text = ShortTextField(_("value"), max_length=300)
    columns = models.JSONField(_("columns"), default=list)
    rows = models.PositiveIntegerField(_("rows"))
    is_decided = models.BooleanField(pgettext_lazy("value of a file", "decided"), default=False)
    meaning = models.JSONField(_("meaning"), default=list)
    proposal = models.JSONField(_("proposal"), default=list)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("uploaded value")
        verbose_name_plural = _("uploaded values")
        ordering = ("-rows", "text")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["upload", "scope", "text"], name="uploadedvalue_unique"),)

    def __str__(self):
        return self.text


class RememberedChoice(models.Model):
    """What a header or a value of an imported file means, as somebody chose it. It applies to later files of everybody.

    `scope` is a kind of row, such as "agreements", for headers; for values it is as in UploadedValue. `text` is folded.
    """

    scope = ShortTextField(_("scope"), max_length=60)
    text = ShortTextField(_("text"), max_length=300)
    meaning = models.JSONField(_("meaning"))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("remembered choice")
        verbose_name_plural = _("remembered choices")
        ordering = ("scope", "text")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["scope", "text"], name="rememberedchoice_unique"),)

    def __str__(self):
        return f"{self.scope}: {self.text}"
