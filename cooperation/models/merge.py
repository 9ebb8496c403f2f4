"""Merges of duplicates, and where the parts of a duplicate are now."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from regions.fields import ShortTextField

from .undumped import Undumped


class Merge(models.Model):
    """One merge of a duplicate into its survivor, for following old keys and for undoing it. Undoing deletes the row.

    Survivor and duplicate are identified by kind and id, because duplicate reference data is deleted. `keys` maps the
    old key of each part to its new one, by the part's model: {"outcome": {"3": 7}}. The changes are those of one
    transaction, from the change with id `first` to the one with id `last`. `redirects` are those that
    led to the duplicate before: {"12": "/meetings/its-slug/"}.
    """

    kind = ShortTextField(_("kind"), max_length=20)
    survivor = models.BigIntegerField(_("id of the survivor"))
    duplicate = models.BigIntegerField(_("id of the duplicate"))
    slug = ShortTextField(_("slug of the duplicate"), max_length=120)
    was_public = models.BooleanField(_("the duplicate was published"))
    keys = models.JSONField(_("old and new keys"), default=dict)
    redirects = models.JSONField(_("redirects"), default=dict)
    transaction = models.BigIntegerField(_("transaction"))
    first = models.BigIntegerField(_("first change"))
    last = models.BigIntegerField(_("last change"))
    merged_at = models.DateTimeField(_("merged"), db_default=Now(), editable=False)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=["kind", "survivor"], name="merge_by_survivor"),
            models.Index(fields=["kind", "duplicate"], name="merge_by_duplicate"),
        )

    def __str__(self):
        return f"{self.kind} {self.slug}"
