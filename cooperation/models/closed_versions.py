"""Versions of records that readers may no longer see."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from regions.fields import ShortTextField

from .undumped import Undumped


class ClosedVersions(models.Model):
    """The versions of one record from `first` to `last` that a publisher closed: staff still see them, readers do not.

    The numbers are those that readers see: the record's `version`. Rows are only added: one with `opens` opens the
    versions again, so that the last row about a version decides.
    """

    kind = ShortTextField(_("kind"), max_length=20)
    record = models.BigIntegerField(_("its id"))
    first = models.IntegerField(_("first version"))
    last = models.IntegerField(_("last version"))
    reason = ShortTextField(_("reason"), max_length=300)
    closed_by = ShortTextField(_("who"), max_length=150)
    closed_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    opens = models.BooleanField(_("opened again"), default=False, db_default=False)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("closed versions")
        verbose_name_plural = _("closed versions")
        ordering = ("pk",)
        default_permissions = ()
        indexes = (models.Index(fields=["kind", "record"], name="closed_versions_of_record"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=F("first")),
                name="closed_versions_in_order",
                violation_error_message=_("The first version must not come after the last."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="closed_versions_have_reason",
                violation_error_message=_("Enter the reason."),
            ),
        )

    def __str__(self):
        return f"{self.kind} {self.record}: {self.numbers}"

    @property
    def numbers(self) -> str:
        """Return the numbers of the versions as text: "3", "1–3"."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
