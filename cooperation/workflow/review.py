"""From an editor's draft or proposal to a publisher's decision.

Each step locks the record first and then the submission, asks the roles, and tells by mail after the transaction.
`warn` is called with a sentence where a mail could not be sent: the step itself stands.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import history
from ..domain.choices import SubmissionState
from ..domain.roles import may_decide, may_propose, may_publish, may_submit, may_take_back
from ..models import RECORDS, Record, Submission
from . import mail

LONGEST = 2000
type Warn = Callable[[str], None] | None


def waiting(record: Record) -> Submission | None:
    """Return the submission by which the draft waits for a publisher, or None."""
    return record.submissions.filter(state=SubmissionState.OPEN, form__isnull=True).select_related("author").first()


def latest(record: Record, author) -> Submission | None:
    """Return what became of the author's last submission of the record, or None where there was none."""
    mine = record.submissions.filter(author=author).select_related("author", "decided_by")
    return mine.order_by("-submitted_at", "-pk").first()


def for_publisher(user) -> QuerySet[Submission]:
    """Return the submissions that wait for the user's decision, the oldest first."""
    kinds = [model._meta.model_name for model in RECORDS if may_publish(user, model)]
    condition = Q(pk__in=[])
    for kind in kinds:
        condition |= Q(**{f"{kind}__isnull": False})
    return of_all_kinds().filter(condition, state=SubmissionState.OPEN)


def of_author(user) -> tuple[list[Submission], list[Submission]]:
    waits, back, seen = [], [], set()
    for each in of_all_kinds().filter(author=user).order_by("-submitted_at", "-pk"):
        record = (each.owner_name, each.record.pk)
        if each.state == SubmissionState.OPEN:
            waits.append(each)
        elif each.state == SubmissionState.RETURNED and record not in seen and is_to_be_corrected(each):
            back.append(each)
        seen.add(record)
    return waits, back


def is_to_be_corrected(returned: Submission) -> bool:
    """Return whether there is still something to do: a draft may have been published all the same."""
    return returned.is_proposal or not returned.record.was_public


def returned_before(submission: Submission) -> Submission | None:
    """Return the last submission of the draft that a publisher returned before this one, or None."""
    earlier = submission.record.submissions.filter(form__isnull=True, pk__lt=submission.pk).exclude(comment="")
    return earlier.order_by("-pk").first()


@transaction.atomic
def submit(record: Record, by, message: str = "", warn: Warn = None) -> Submission:
    """Hand a draft to the publishers, as it stands now.

    Raises PermissionDenied where `by` may not, ValidationError where the draft is waiting already.
    """
    record = _locked(record)
    if not may_submit(by, record):
        raise PermissionDenied(_("You may not submit this."))
    if waiting(record):
        raise ValidationError(_("This draft is submitted already."), code="waiting")
    submission = _enter(record, by, message)
    mail.submitted(submission, warn)
    return submission


@transaction.atomic
def propose(record: Record, by, form: list[list[str]], message: str = "", warn: Warn = None) -> Submission:
    """Keep what a form would change on a record that readers see; an earlier open proposal of `by` makes room for it.

    Raises PermissionDenied where `by` may not.
    """
    record = _locked(record)
    if not may_propose(by, record):
        raise PermissionDenied(_("You may not propose changes of this."))
    for earlier in record.submissions.filter(author=by, state=SubmissionState.OPEN, form__isnull=False):
        _decide(earlier, by, SubmissionState.TAKEN_BACK)
    submission = _enter(record, by, message, form=form)
    mail.submitted(submission, warn)
    return submission


@transaction.atomic
def take_back(submission: Submission, by) -> Submission:
    """End a submission that waits, or one that was returned and that its author leaves at that.

    Raises PermissionDenied where it is not the own one, ValidationError where it was decided.
    """
    submission = locked(submission)
    if not may_take_back(by, submission):
        raise PermissionDenied(_("You may not take this back."))
    if submission.state == SubmissionState.RETURNED:
        # Who returned it, and why, stays.
        submission.state = SubmissionState.TAKEN_BACK
        submission.save(update_fields=["state"])
        return submission
    must_be_open(submission)
    return _decide(submission, by, SubmissionState.TAKEN_BACK)


@transaction.atomic
def return_(submission: Submission, by, comment: str, warn: Warn = None) -> Submission:
    """Give a submission back to its author, with what is to be done.

    Raises PermissionDenied where `by` may not decide, ValidationError without a comment or where it was decided.
    """
    submission = locked(submission)
    if not may_decide(by, submission):
        raise PermissionDenied(_("You may not return this."))
    must_be_open(submission)
    if not comment.strip():
        raise ValidationError(_("Say why it is returned."), code="no_comment")
    _decide(submission, by, SubmissionState.RETURNED, comment.strip())
    mail.returned(submission, warn)
    return submission


@transaction.atomic
def accept(submission: Submission, by, warn: Warn = None) -> Submission:
    """Note that what was submitted is done: the form of a proposal was saved, a draft was published or planned.

    Raises PermissionDenied where `by` may not decide, ValidationError where it was decided.
    """
    submission = locked(submission)
    if not may_decide(by, submission):
        raise PermissionDenied(_("You may not accept this."))
    must_be_open(submission)
    _decide(submission, by, SubmissionState.ACCEPTED)
    mail.accepted(submission, warn)
    return submission


def settle(record: Record, by, warn: Warn = None) -> None:
    """Accept what waits for the publication of the draft, which `by` has just published or planned."""
    if submission := waiting(record):
        accept(submission, by, warn)


def locked(submission: Submission) -> Submission:
    """Return the submission as it is now that nobody else decides it: its record is locked, then itself."""
    _locked(submission.record)
    return of_all_kinds().select_for_update(of=("self",)).get(pk=submission.pk)


def must_be_open(submission: Submission) -> None:
    """Raise ValidationError, in words, where the submission is decided by now."""
    if submission.state == SubmissionState.OPEN:
        return
    words = {
        SubmissionState.ACCEPTED: _("Somebody accepted this meanwhile."),
        SubmissionState.RETURNED: _("Somebody returned this to its author meanwhile."),
        SubmissionState.TAKEN_BACK: _("Its author took this back or replaced it meanwhile."),
    }
    raise ValidationError(words[submission.state], code="decided")


def of_all_kinds() -> QuerySet[Submission]:
    """Return the submissions, each with its record and with who entered and decided it."""
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
