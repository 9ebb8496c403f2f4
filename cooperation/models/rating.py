"""Readers' ratings of pages."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Cast
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class RatingQuerySet(models.QuerySet):
    """Ratings, counted by page, day and score."""

    def count_one(self, page, day, score):
        """Add one answer to the count."""
        row, is_first = self.get_or_create(page=page, day=day, score=score, defaults={"answers": 1})
        if not is_first:
            self.filter(pk=row.pk).update(answers=F("answers") + 1)

    def averages(self, by, *order):
        """Return one row for each value of the expression `by`: `by`, the number of `answers`, and their `average`."""
        points = Cast(Sum(F("score") * F("answers")), models.FloatField())
        rows = self.order_by().annotate(by=by).values("by")
        return rows.annotate(total=Sum("answers"), average=points / F("total")).order_by(*order)


class Rating(models.Model):
    """The number of answers with one score that a page received on one day. Stores nothing about readers or
    the time.
    """

    page = models.CharField(_("page"), max_length=200, help_text=_("The path of the page."))
    day = models.DateField(_("day"))
    score = models.PositiveSmallIntegerField(_("score"), help_text=_("From 1 (not at all) to 5 (very)."))
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


class _InNoDump(models.Manager):
    """The manager that `dumpdata` uses: empty, because the codes are useless after one hour."""

    def get_queryset(self):
        return super().get_queryset().none()


class RecentRatingManager(models.Manager):
    """Checks whether an answer is the first one."""

    def is_first(self, address, page, now):
        """Return whether this is the first answer for the page from the address in the hour of `now`, and record it."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        self.exclude(hour=hour).delete()
        text = "\0".join((hour.isoformat(), address, page))
        code = UUID(bytes=salted_hmac("recent rating", text, algorithm="sha256").digest()[:16])
        _row, is_new = self.get_or_create(code=code, defaults={"hour": hour})
        return is_new


class RecentRating(models.Model):
    """A code for an answer to a page from an address in the current hour. Only SECRET_KEY can verify it.

    The code differs for each page and each hour. The first answer after its hour deletes it.
    """

    code = models.UUIDField(_("code"), primary_key=True)
    hour = models.DateTimeField(_("hour"))

    dumped = _InNoDump()
    objects = RecentRatingManager()

    class Meta:
        verbose_name = _("recent rating")
        verbose_name_plural = _("recent ratings")
        default_permissions = ()

    def __str__(self):
        return str(self.code)
