"""How satisfied readers are."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Rating(models.Model):
    """A reader's answer to "how satisfied are you with this page?". Nothing about the reader is kept."""

    page = models.CharField(_("page"), max_length=200, help_text=_("The path of the page."))
    score = models.PositiveSmallIntegerField(_("score"), help_text=_("1, not at all, to 5, very."))
    rated_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ("-rated_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5),
                name="rating_of_five_steps",
                violation_error_message=_("A rating is a number from 1 to 5."),
            ),
        )

    def __str__(self):
        return f"{self.page}: {self.score}"
