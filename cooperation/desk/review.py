"""The review page: submissions waiting for a publisher, the oldest first, with their changes."""

from dataclasses import dataclass, field
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import history
from ..domain.addresses import admin_address
from ..domain.choices import SubmissionState
from ..domain.people import shown_name
from ..domain.roles import may_decide, may_take_back
from ..exchange.imports import whole
from ..history.differences import RowDiff, diff
from ..models import Submission
from ..workflow import publication, review
from ..workflow.checklist import missing
from ..workflow.mail import form_of
from . import imported_files
from .first_page import is_publisher
from .paging import page_of

PER_PAGE = 5  # a dry run of each proposal costs as much as saving its form
BEGAN_FROM = "began_from"


@dataclass
class Item:
    """One submission on the review page, with its changes.

    `compared` describes the rows. The `dry_run` of a proposal also has the problems that prevent it.
    """

    submission: Submission
    form: str
    rows: list[RowDiff]
    compared: str
    is_comparison: bool = True
    began_from: int = 0
    missing: list[str] = field(default_factory=list)
    dry_run: object = None

    @property
    def kind(self) -> str:
        return self.submission.record._meta.verbose_name

    @property
    def plan(self) -> str:
        return admin_address(self.submission.record, "plan", self.submission.record.pk)


class ReturnForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=review.LONGEST,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        help_text=gettext_lazy("The author sees it on the first page and in the form."),
    )


def review_view(site, request):
    """List the submissions waiting for a publisher, the oldest first."""
    if not is_publisher(request.user):
        raise PermissionDenied
    page = page_of(request, review.for_publisher(request.user), PER_PAGE)
    context = {
        "imports": whole.submitted(imported_files.visible(request.user)),
        "items": [_item(site, request, submission) for submission in page],
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
    }
    return site.render(request, "admin/cooperation/review.html", _("Waiting for review"), context)


def publish_view(site, request, pk):
    """Publish the submitted draft, unless it changed after the review page was shown."""
    submission = _submission(request, pk, may_decide)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:review"))
    record = submission.record
    model_admin = site.get_model_admin(type(record))
    try:
        with transaction.atomic():
            submission = review.locked(submission)
            review.must_be_open(submission)
            if submission.is_proposal:
                raise ValidationError(_("Open the form to apply a proposal."))
            if request.POST.get(BEGAN_FROM) != str(history.last_change(submission.owner_name, record.pk)):
                raise ValidationError(
                    _("“%(record)s” has changed since you opened this page. Check it again.") % {"record": record}
                )
            publication.publish(submission.record, request.user, partial(messages.warning, request))
            model_admin.log_change(request, submission.record, _("Published."))
    except ValidationError as error:
        messages.error(request, " ".join([*error.messages, _("Nothing was published.")]))
    else:
        messages.success(request, publication.public_now(_("“%(record)s” is now public.") % {"record": record}, record))
    return HttpResponseRedirect(reverse("admin:review"))


def return_view(site, request, pk):
    """Ask for the comment, then return the submission to its author."""
    submission = _submission(request, pk, may_decide)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        model_admin = site.get_model_admin(type(submission.record))
        try:
            review.return_(submission, request.user, form.cleaned_data["comment"], partial(messages.warning, request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = _("Returned to %(author)s.") % {"author": shown_name(submission.author)}
            model_admin.log_change(request, submission.record, words)
            messages.success(request, words)
            return HttpResponseRedirect(reverse("admin:review"))
    words = _("The submission returns to %(author)s with your comment.") % {"author": shown_name(submission.author)}
    return _ask(site, request, submission, form, _("Return with comment"), words, reverse("admin:review"))


def take_back_view(site, request, pk):
    """Ask for confirmation, then take back the user's own submission."""
    submission = _submission(request, pk, may_take_back)
    back = form_of(submission)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            review.take_back(submission, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("It is no longer waiting for a publisher."))
        return HttpResponseRedirect(back)
    words = _("The draft stays unchanged. Publishers do not see it until you submit it again.")
    if submission.is_proposal:
        words = _("Your proposal is not applied, and the form shows the record as it is.")
    is_back = submission.state == SubmissionState.RETURNED
    return _ask(
        site, request, submission, form, _("Close without resubmitting") if is_back else _("Take it back"), words, back
    )


def _submission(request, pk, may):
    submission = review.of_all_kinds().filter(pk=pk).first()
    if submission is None:
        raise Http404
    if not may(request.user, submission):
        raise PermissionDenied
    return submission


def _ask(site, request, submission, form, title, words, back):
    fieldsets = [(None, {"fields": tuple(form.fields)})] if form.fields else []
    context = {
        "submission": submission,
        "record_form": form_of(submission),
        "form": form,
        "adminform": helpers.AdminForm(form, fieldsets, {}),
        "words": words,
        "back": back,
    }
    return site.render(request, "admin/cooperation/decide.html", title, context)


def _item(site, request, submission):
    record, kind = submission.record, submission.owner_name
    if submission.is_proposal:
        dry_run = site.get_model_admin(type(record)).dry_run(request, submission)
        form = f"{form_of(submission)}?proposal={submission.pk}"
        return Item(submission, form, dry_run.rows, _("What it changes"), dry_run=dry_run)
    changes = list(history.changes_of(kind, record.pk))
    before, compared = {}, _("Full content")
    if returned := review.returned_before(submission):
        before = history.replay(each for each in changes if each.pk <= returned.begun_version)
        compared = _("Changes since it was returned")
    rows = diff(before, history.replay(changes))
    latest = changes[-1].pk if changes else 0
    return Item(submission, form_of(submission), rows, compared, bool(returned), latest, missing(record))
