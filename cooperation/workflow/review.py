"""From an editor's draft or proposal to a publisher's decision.

Each step locks the record, then the submission, checks permissions, and sends mail after the transaction commits.
`warn` is called with a sentence if a mail cannot be sent; the step is still saved.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import history
from ..domain.choices import SubmissionState
from ..domain.roles import is_merged, may_decide, may_propose, may_publish, may_submit, may_take_back
from ..models import RECORDS, Record, Submission
from . import mail

LONGEST = 2000
type Warn = Callable[[str], None] | None


def waiting(record: Record) -> Submission | None:
    """Return the draft's submission that waits for a publisher, or None."""
    return record.submissions.filter(state=SubmissionState.OPEN, form__isnull=True).select_related("author").first()


def latest(record: Record, author) -> Submission | None:
    """Return the author's last submission of the record, or None."""
    mine = record.submissions.filter(author=author).select_related("author", "decided_by")
    return mine.order_by("-submitted_at", "-pk").first()


def for_publisher(user) -> QuerySet[Submission]:
    """Return the submissions that wait for the user's decision, oldest first."""
    kinds = [model._meta.model_name for model in RECORDS if may_publish(user, model)]
    condition = Q(pk__in=[])
    for kind in kinds:
        condition |= Q(**{f"{kind}__isnull": False})
    return of_all_kinds().filter(condition, state=SubmissionState.OPEN)


def waiting_of(user) -> QuerySet[Submission]:
    """Return the user's own submissions that wait for a publisher, the latest first."""
    return of_all_kinds().filter(author=user, state=SubmissionState.OPEN).order_by("-submitted_at", "-pk")


def returned_to(user) -> QuerySet[Submission]:
    """Return the returned submissions that the user still has to correct, the latest first."""
    same = Q()
    for name in Submission.owners:
        same |= Q(**{name: OuterRef(name)})
    later = Submission.objects.filter(same, author=user, pk__gt=OuterRef("pk"))
    never_public = Q(**{f"{name}__published_at__isnull": True for name in Submission.owners})
    not_merged = Q(**{f"{name}__merged_into__isnull": True for name in Submission.owners})
    returned = of_all_kinds().filter(not_merged, author=user, state=SubmissionState.RETURNED)
    returned = returned.filter(Q(form__isnull=False) | never_public)
    return returned.filter(~Exists(later)).order_by("-submitted_at", "-pk")


def is_to_be_corrected(returned: Submission) -> bool:
    """Return whether the author still has something to correct: a returned draft may have been published anyway, or
    merged into another record.
    """
    return not is_merged(returned.record) and (returned.is_proposal or not returned.record.was_public)


def returned_before(submission: Submission) -> Submission | None:
    """Return the previous returned submission of the draft, or None."""
    earlier = submission.record.submissions.filter(form__isnull=True, pk__lt=submission.pk).exclude(comment="")
    return earlier.order_by("-pk").first()


@transaction.atomic
def submit(record: Record, by, message: str = "", warn: Warn = None) -> Submission:
    """Submit a draft to the publishers.

    Raises PermissionDenied if `by` may not submit it, ValidationError if it is already submitted.
    """
    record = _locked(record)
    if not may_submit(by, record):
        raise PermissionDenied(_("You may not submit this."))
    if waiting(record):
        raise ValidationError(_("This draft is already submitted."), code="waiting")
    submission = _enter(record, by, message)
    mail.submitted(submission, warn)
    return submission


@transaction.atomic
def propose(record: Record, by, form: list[list[str]], message: str = "", warn: Warn = None) -> Submission:
    """Store proposed changes to a public record as form data. This replaces an earlier open proposal by `by`.

    Raises PermissionDenied if `by` may not propose changes.
    """
    record = _locked(record)
    if not may_propose(by, record):
        raise PermissionDenied(_("You may not propose changes to this."))
    for earlier in record.submissions.filter(author=by, state=SubmissionState.OPEN, form__isnull=False):
        _decide(earlier, by, SubmissionState.TAKEN_BACK)
    submission = _enter(record, by, message, form=form)
    mail.submitted(submission, warn)
    return submission


@transaction.atomic
def take_back(submission: Submission, by) -> Submission:
    """Take back a waiting submission, or close a returned one without resubmitting.

    Raises PermissionDenied if it is not `by`'s own submission, ValidationError if it was decided.
    """
    submission = locked(submission)
    if not may_take_back(by, submission):
        raise PermissionDenied(_("You may not take this back."))
    if submission.state == SubmissionState.RETURNED:
        # Keep who returned it, and why.
        submission.state = SubmissionState.TAKEN_BACK
        submission.save(update_fields=["state"])
        return submission
    must_be_open(submission)
    return _decide(submission, by, SubmissionState.TAKEN_BACK)


@transaction.atomic
def return_(submission: Submission, by, comment: str, warn: Warn = None) -> Submission:
    """Return a submission to its author with a comment.

    Raises PermissionDenied if `by` may not decide, ValidationError without a comment or if it was decided.
    """
    submission = locked(submission)
    if not may_decide(by, submission):
        raise PermissionDenied(_("You may not return this."))
    must_be_open(submission)
    if not comment.strip():
        raise ValidationError(_("Enter the reason for returning it."), code="no_comment")
    _decide(submission, by, SubmissionState.RETURNED, comment.strip())
    mail.returned(submission, warn)
    return submission


@transaction.atomic
def accept(submission: Submission, by, warn: Warn = None) -> Submission:
    """Mark a submission as accepted, after the proposal was saved or the draft was published or planned.

    Raises PermissionDenied if `by` may not decide, ValidationError if it was decided.
    """
    submission = locked(submission)
    if not may_decide(by, submission):
        raise PermissionDenied(_("You may not accept this."))
    must_be_open(submission)
    _decide(submission, by, SubmissionState.ACCEPTED)
    mail.accepted(submission, warn)
    return submission


def settle(record: Record, by, warn: Warn = None) -> None:
    """Accept the waiting submission of a draft that `by` has just published or planned."""
    if submission := waiting(record):
        accept(submission, by, warn)


def locked(submission: Submission) -> Submission:
    """Lock the submission's record and then the submission, and return its current state."""
    _locked(submission.record)
    return of_all_kinds().select_for_update(of=("self",)).get(pk=submission.pk)


def must_be_open(submission: Submission) -> None:
    """Raise ValidationError if the submission has been decided."""
    if submission.state == SubmissionState.OPEN:
        return
    words = {
        SubmissionState.ACCEPTED: _("Someone else has already accepted this."),
        SubmissionState.RETURNED: _("Someone else has already returned this to its author."),
        SubmissionState.TAKEN_BACK: _("Its author has taken this back or replaced it."),
    }
    raise ValidationError(words[submission.state], code="decided")


def of_all_kinds() -> QuerySet[Submission]:
    """Return the submissions with their records, authors and deciding users."""
    return Submission.objects.select_related("author", "decided_by", *Submission.owners)


def _locked(record):
    return type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)


def _enter(record, by, message, form=None):
    name = record._meta.model_name
    submission = Submission(
        author=by,
        form=form,
        message=message.strip(),
        begun_version=history.last_change(name, record.pk),
        **{name: record},
    )
    submission.save()
    submission.refresh_from_db(fields=["submitted_at"])
    return submission


def _decide(submission, by, state, comment=""):
    submission.state, submission.comment = state, comment
    submission.decided_by, submission.decided_at = by, timezone.now()
    submission.save(update_fields=["state", "comment", "decided_by", "decided_at"])
    return submission
