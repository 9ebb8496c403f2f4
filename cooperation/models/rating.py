"""What readers think of the pages."""

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _


class RatingQuerySet(models.QuerySet):
    """Ratings, counted by page, day and score."""

    def count_one(self, page, day, score):
        """Count one more answer."""
        row, is_first = self.get_or_create(page=page, day=day, score=score, defaults={"answers": 1})
        if not is_first:
            self.filter(pk=row.pk).update(answers=F("answers") + 1)

    def averages(self, by, *order):
        """Return one row for each value of the expression `by`: `by`, how many `answers`, and their `average`."""
        points = Cast(Sum(F("score") * F("answers")), models.FloatField())
        rows = self.order_by().annotate(by=by).values("by")
        return rows.annotate(total=Sum("answers"), average=points / F("total")).order_by(*order)


class Rating(models.Model):
    """How many answers of one score a page had on one day. Nothing about the readers is kept, nor when they came."""

    page = models.CharField(_("page"), max_length=200, help_text=_("The path of the page."))
    day = models.DateField(_("day"))
    score = models.PositiveSmallIntegerField(_("score"), help_text=_("1, not at all, to 5, very."))
    answers = models.IntegerField(_("answers"), default=1)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ("-day", "page", "score")
        constraints = (
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5),
                name="rating_of_five_steps",
                violation_error_message=_("A rating is a number from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(answers__gte=1),
                name="rating_has_answers",
                violation_error_message=_("A rating counts at least one answer."),
            ),
            models.UniqueConstraint(
                fields=["page", "day", "score"],
                name="rating_counted_once",
                violation_error_message=_("This score of the page on this day is counted already."),
            ),
        )

    def __str__(self):
        return f"{self.page}: {self.score}"
