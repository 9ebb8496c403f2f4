"""An editor's changes to a public record are stored as a proposal, which a publisher applies in the same form.

The editor's form is saved inside a savepoint that is always rolled back: all rules are checked, including the
database's, and nothing is changed. The form data is stored as it was sent.
"""

from contextlib import nullcontext
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from ... import history
from ...domain.choices import SubmissionState
from ...domain.people import shown_name
from ...domain.roles import may_change, may_decide, may_propose
from ...models import Submission
from ...workflow import review
from ..forms.conflict import BEGAN_FROM, merged
from ..forms.numbers import number
from ..forms.state import state_of

PROPOSAL = "_proposal"
# Fields that control how a form is saved, which are not part of the proposal.
NOT_STORED = {"csrfmiddlewaretoken", "reason_for_change", PROPOSAL, BEGAN_FROM, "_theirs", "_message"}
BUTTONS = {
    "_save",
    "_continue",
    "_addanother",
    "_publish",
    "_publish_incomplete",
    "_preview",
    "_submit",
    "_popup",
    "_to_field",
    "_source_model",
}


def pairs(sent: QueryDict) -> list[list[str]]:
    """Return the form data as [name, value] pairs in order."""
    names = [name for name in sent if name not in NOT_STORED | BUTTONS]
    return [[name, value] for name in names for value in sent.getlist(name) if "\x00" not in name + value]


def sent_again(submission: Submission) -> QueryDict:
    """Return the form data of a proposal as if it were sent now."""
    data = QueryDict(mutable=True)
    for name, value in submission.form:
        data.appendlist(name, value)
    return data


class _PrefilledForm:
    """A form that shows the values of a proposal until it is sent."""

    proposed = None

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(self.proposed if data is None else data, files, **kwargs)


def prefilled(form: type, sent: QueryDict) -> type:
    """Return a form class that shows the values of a proposal."""
    return type(form.__name__, (_PrefilledForm, form), {"proposed": sent})


def prefill(model_admin, request, record) -> None:
    """Let the form show the proposal that the query string names, or the user's own that is open or was returned."""
    state = state_of(request)
    if record is None or not model_admin.has_view_permission(request, record):
        return
    if may_propose(request.user, record):
        state.proposes = (model_admin.model, record.pk)
    proposal = _proposal_to_show(request, record)
    if proposal is None:
        return
    state.applies = proposal
    state.prefilled = sent_again(proposal)
    if proposal.begun_version != state.began_from:
        state.conflict = merged(model_admin, request, record, state.prefilled, proposal.begun_version)
        state.prefilled = state.conflict.data


def becomes_proposal(request, record) -> bool:
    """Return whether a save of the record is stored as a proposal."""
    return record is not None and may_propose(request.user, record) and not state_of(request).is_dry_run


def propose(model_admin, request, record, view):
    """Save the form with `view`, roll back, and store the form data."""
    state = state_of(request)
    state.proposes, state.applies = (model_admin.model, record.pk), None
    with transaction.atomic():
        response = view()
        transaction.set_rollback(True)
    if state.proposed is None:
        return response
    if not state.proposed:
        messages.warning(request, _("You changed nothing, so nothing was proposed."))
        return response
    warn = partial(messages.warning, request)
    review.propose(record, request.user, state.proposed, request.POST.get("_message", ""), warn)
    model_admin.log_change(request, record, _("Proposed a change."))
    messages.success(request, _("Saved as a proposal. Until a publisher accepts it, readers see the record unchanged."))
    return response


def find_applied(request, record) -> None:
    """Note the open proposal that the form applies; if it is no longer open, the form is refused."""
    state = state_of(request)
    proposal = record and _proposal(record, request.POST.get(PROPOSAL, ""))
    if not proposal or not _may_apply(request, proposal):
        return
    proposal = review.locked(proposal)
    try:
        review.must_be_open(proposal)
    except ValidationError as error:
        state.refusal = ValidationError([*error.messages, _("These changes are not saved. Save again to keep them.")])
    else:
        state.applies = proposal


def attributed(request):
    """Name the proposal's author and reason in the history, after the publisher's reason."""
    if not (proposal := state_of(request).applies):
        return nullcontext()
    words = _("Proposed by %(author)s: %(message)s") if proposal.message else _("Proposed by %(author)s.")
    reasons = [
        request.POST.get("reason_for_change", "").strip()[:300],
        words % {"author": proposal.author, "message": proposal.message},
    ]
    return history.attributed(request.user, f"POST {request.path}", "\n".join(filter(None, reasons)))


def decide(model_admin, request, form, formsets, change):
    """Accept the proposal that this save applied; if the save becomes a proposal, keep its form data."""
    state = state_of(request)
    proposal = state.applies
    if proposal and may_decide(request.user, proposal):
        review.accept(proposal, request.user, partial(messages.warning, request))
        messages.info(request, _("The proposal of %(author)s was applied.") % {"author": shown_name(proposal.author)})
    elif proposal:
        review.take_back(proposal, request.user)
    if state.proposes:
        changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        state.proposed = pairs(request.POST) if changed else []


def _proposal(record, text):
    return record.submissions.filter(pk=number(text), form__isnull=False).select_related("author").first()


def _may_apply(request, proposal):
    """Return whether the user can apply the proposal: a publisher, or its author if allowed to change the record."""
    own = proposal.author_id == request.user.pk
    return may_decide(request.user, proposal) or (own and may_change(request.user, proposal.record))


def _proposal_to_show(request, record):
    text = request.GET.get("proposal")
    if text is not None:
        proposal = _proposal(record, text)
        may_see = proposal and (_may_apply(request, proposal) or proposal.author_id == request.user.pk)
        if may_see and proposal.state in (SubmissionState.OPEN, SubmissionState.RETURNED):
            return proposal
        if text != "none":
            messages.warning(request, _("This proposal is no longer waiting. The form shows the record as it is."))
        return None
    own = review.latest(record, request.user) if may_propose(request.user, record) else None
    is_unsettled = own and own.is_proposal and own.state in (SubmissionState.OPEN, SubmissionState.RETURNED)
    return own if is_unsettled else None
