"""Drafts and proposed changes that editors submit to publishers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField

from ..domain.choices import SubmissionState
from .part import OfOneRecord, exactly_one


class Submission(OfOneRecord):
    """A draft that its editor considers ready, or an editor's proposed changes to a published record.

    A proposal stores the form data, as [name, value] pairs in order, and the version that it is based on; a draft needs
    neither because it is already saved.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("author")
    )
    submitted_at = models.DateTimeField(_("submitted"), db_default=Now(), editable=False)
    begun_version = models.PositiveBigIntegerField(
        _("version it began from"), help_text=_("The id of the record's last change by then.")
    )
    form = models.JSONField(_("what the form sent"), null=True, blank=True)
    message = models.TextField(_("message to the publisher"), blank=True)
    state = CodeField(_("state"), max_length=20, choices=SubmissionState, default=SubmissionState.OPEN)
    comment = models.TextField(_("comment of the publisher"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_submissions",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("submitted_at", "pk")
        default_permissions = ("view",)
        constraints = (
            models.CheckConstraint(
                condition=exactly_one(*OfOneRecord.owners),
                name="submission_of_one_record",
                violation_error_message=_("A submission is of one record."),
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state=SubmissionState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="submission_decided_by_somebody",
                violation_error_message=_("A decision needs a person and a time."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.RETURNED) | ~Q(comment=""),
                name="submission_returned_with_comment",
                violation_error_message=_("Enter the reason for returning it."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[owner],
                    condition=Q(state=SubmissionState.OPEN, form__isnull=True),
                    name=f"submission_open_once_{owner}",
                    violation_error_message=_("This draft is already submitted."),
                )
                for owner in OfOneRecord.owners
            ),
            *(
                models.UniqueConstraint(
                    fields=[owner, "author"],
                    condition=Q(state=SubmissionState.OPEN, form__isnull=False),
                    name=f"submission_one_proposal_{owner}",
                    violation_error_message=_("This author already has an open proposal."),
                )
                for owner in OfOneRecord.owners
            ),
        )

    def __str__(self):
        return f"{self.record} ({self.author})"

    @property
    def record(self):
        return getattr(self, self.owner_name)

    @property
    def is_proposal(self) -> bool:
        return self.form is not None
