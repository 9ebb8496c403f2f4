"""Pairs of records, organizations or topics that look alike and are not the same."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from regions.fields import ShortTextField

from .undumped import Undumped


class DifferentPair(models.Model):
    """Two objects of one kind that somebody marked as different: nobody is asked about them again.

    `first` has the smaller id. It refers to them by kind and id, so that writing it does not lock them, and it applies
    again if a deleted object is restored.
    """

    pk = models.CompositePrimaryKey("kind", "first", "second")
    kind = ShortTextField(_("kind"), max_length=20)
    first = models.BigIntegerField(_("id of the first"))
    second = models.BigIntegerField(_("id of the second"))
    said_by = ShortTextField(_("who"), max_length=150)
    said_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("pair that is different")
        verbose_name_plural = _("pairs that are different")
        default_permissions = ()
        indexes = (models.Index(fields=["kind", "second"], name="different_pair_second"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="different_pair_in_order",
                violation_error_message=_("A pair is two different objects."),
            ),
        )

    def __str__(self):
        return f"{self.kind} {self.first}, {self.second}"
