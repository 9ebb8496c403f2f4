"""Submit a draft to the publishers from its form; notes on the form about submissions and missing data."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...domain.choices import SubmissionState
from ...domain.people import shown_name
from ...domain.roles import may_decide, may_submit
from ...workflow import review
from ...workflow.checklist import hints, in_one_line, missing
from ..forms.state import state_of
from ..lists.bulk import BulkAction, run
from .dry_run import dry_run
from .proposals import PROPOSAL


class MessageForm(forms.Form):
    """The editor's message to the publisher."""

    _message = forms.CharField(
        label=gettext_lazy("Message to the publisher"),
        max_length=review.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
    )


def _why_not_submitted(model_admin, request, record):
    if record.was_public:
        return _("It is or was public.")
    if not may_submit(request.user, record):
        return _("Its publication is planned.")
    return _("This draft is already submitted.") if review.waiting(record) else ""


def _submit(model_admin, request, record, cleaned):
    review.submit(record, request.user, cleaned["_message"], partial(messages.warning, request))
    return _("Submitted for review.")


SUBMISSION = BulkAction(
    "submit_for_review",
    gettext_lazy("Submit for review"),
    gettext_lazy("These will be submitted:"),
    gettext_lazy("Submit for review"),
    _why_not_submitted,
    _submit,
    lambda number: ngettext(
        "%(count)s draft was submitted for review.", "%(count)s drafts were submitted for review.", number
    ),
    MessageForm,
    in_one_line,
)


@admin.action(permissions=["submit"], description=gettext_lazy("Submit selected %(verbose_name_plural)s for review…"))
def submit_for_review(model_admin, request, queryset):
    return run(model_admin, request, queryset, SUBMISSION)


def check_message(request) -> None:
    """Refuse the form if its message is too long."""
    if request.method == "POST" and not (sent := MessageForm(request.POST)).is_valid():
        label = sent.fields["_message"].label
        state_of(request).refusal = ValidationError([f"{label}: {error}" for error in sent.errors["_message"]])


def submit(model_admin, request, form, formsets, change):
    """Submit the draft in the transaction of the save, if its button was used."""
    if "_submit" not in request.POST:
        return
    record, message = form.instance, request.POST.get("_message", "")
    try:
        review.submit(record, request.user, message, partial(messages.warning, request))
    except ValidationError:
        _tell_waiting(request, review.waiting(record), message)
        return
    model_admin.log_change(request, record, _("Submitted for review."))
    messages.success(request, _("It was submitted for review."))


def _tell_waiting(request, waiting, message):
    words = _("%(author)s has already submitted it for review.") % {"author": shown_name(waiting.author)}
    if message.strip():
        words += " " + _("Your message was not sent: “%(message)s”") % {"message": message.strip()}
    messages.warning(request, words)


def form_context(model_admin, request, obj, context) -> dict:
    """Return what is submitted, was returned or is missing, and the buttons for it."""
    state = state_of(request)
    proposes, applies = bool(state.proposes), state.applies
    is_draft = obj is None or not obj.was_public
    own = review.latest(obj, request.user) if obj else None
    is_back = own and own.state == SubmissionState.RETURNED and review.is_to_be_corrected(own)
    waiting = review.waiting(obj) if obj and is_draft else None
    may_publish = model_admin.has_publish_permission(request, obj)
    may_submit_it = may_submit(request.user, obj) if obj else not may_publish
    added = {
        "proposes": proposes,
        "applies": applies,
        "proposal_name": PROPOSAL,
        "waiting": waiting,
        "understood": _own_changes(model_admin, request, applies),
        "returned": own if is_back else None,
        "proposals": _to_decide(request, obj, applies) if obj and may_publish else [],
        "missing": missing(obj) if obj and is_draft else [],
        "hints": hints(obj) if obj and is_draft else [],
        "may_decide": may_publish,
        "show_submit": may_submit_it and not waiting and not context["is_popup"],
        "message": request.POST.get("_message", applies.message if applies and proposes else ""),
    }
    if proposes:
        added["title"] = _("Propose changes to this %(kind)s") % {"kind": model_admin.opts.verbose_name}
    return added


def _own_changes(model_admin, request, applies):
    """Return what the user's own open proposal, which the form shows, would change."""
    is_own = applies and applies.author == request.user and applies.state == SubmissionState.OPEN
    return dry_run(model_admin, request, applies).rows if is_own and request.method == "GET" else []


def _to_decide(request, record, applies):
    """Return the open proposals that this user may decide, without the one that the form shows."""
    found = record.submissions.filter(state=SubmissionState.OPEN, form__isnull=False).select_related("author")
    return [each for each in found if each != applies and may_decide(request.user, each)]
