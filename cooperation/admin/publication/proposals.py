"""What an editor saves on a record that readers see is kept as a proposal, and a publisher applies it by the same form.

The editor's form goes through everything that a form goes through, inside a savepoint that is always rolled back: each
rule has spoken, the database's own too, and nothing is changed. What the form sent is kept as it came.
"""

from contextlib import nullcontext

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from ... import history
from ...domain.choices import SubmissionState
from ...domain.roles import may_change, may_decide, may_propose
from ...models import Submission
from ...workflow import review
from ..forms.conflict import BEGAN_FROM
from ..forms.numbers import number

PROPOSAL = "_proposal"
# What says how a form is to be saved, or by whom, and not what it says.
NOT_KEPT = {"csrfmiddlewaretoken", "reason_for_change", PROPOSAL, BEGAN_FROM, "_theirs", "_message"}
BUTTONS = {
    "_save",
    "_continue",
    "_addanother",
    "_publish",
    "_publish_incomplete",
    "_submit",
    "_popup",
    "_to_field",
    "_source_model",
}


def pairs(sent: QueryDict) -> list[list[str]]:
    """Return what a form sent, as [name, value] in its order."""
    names = [name for name in sent if name not in NOT_KEPT | BUTTONS]
    return [[name, value] for name in names for value in sent.getlist(name) if "\x00" not in name + value]


def sent_again(submission: Submission) -> QueryDict:
    """Return what the form of a proposal sent, as a form sends it."""
    data = QueryDict(mutable=True)
    for name, value in submission.form:
        data.appendlist(name, value)
    return data


class _Prefilled:
    """A form that shows what a proposal sent, before anything is sent anew."""

    proposed = None

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(self.proposed if data is None else data, files, **kwargs)


class Proposing:
    """Lets a ModelAdmin of records keep proposals, show them in the form, and apply them."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Return the form; a proposal is kept or applied with the record locked from the first look on."""
        view = super().changeform_view
        if object_id is None or "_saveasnew" in request.POST:
            return view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            self._prefill(request, self.get_object(request, unquote(object_id)))
            return view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            record = self._locked(object_id)
            if record is not None and may_propose(request.user, record) and not hasattr(request, "is_rehearsal"):
                return self._propose(request, record, lambda: view(request, object_id, form_url, extra_context))
            request.applies = self._sent_proposal(request, record)
            with self._attributed(request):
                return view(request, object_id, form_url, extra_context)

    def _locked(self, object_id):
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return None
        return self.model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()

    def _propose(self, request, record, view):
        """Let the form be judged, undo what it did, and keep it."""
        request.proposes = (self.model, record.pk)
        request.applies = None
        with transaction.atomic():
            response = view()
            transaction.set_rollback(True)
        if not hasattr(request, "proposed"):
            return response
        if not request.proposed:
            self.message_user(request, _("Nothing was changed, so nothing is proposed."), messages.WARNING)
            return response
        warn = self.warner(request)
        review.propose(record, request.user, request.proposed, request.POST.get("_message", ""), warn)
        self.log_change(request, record, _("Proposed a change."))
        self.message_user(
            request,
            _("Kept as a proposal: a publisher decides. Until then readers see what was there before."),
            messages.SUCCESS,
        )
        return response

    def _sent_proposal(self, request, record):
        """Return the open proposal that the sent form applies; where it is not open any more, the form refuses."""
        proposal = record and self._proposal(record, request.POST.get(PROPOSAL, ""))
        if not proposal or not self._may_apply(request, proposal):
            return None
        proposal = review.locked(proposal)
        try:
            review.must_be_open(proposal)
        except ValidationError as error:
            request.refusal = ValidationError(
                [*error.messages, _("What you see here is not saved. Save it again to save it all the same.")]
            )
            return None
        return proposal

    def _attributed(self, request):
        """Let the history say who proposed what is applied and why, after the reason that the publisher gives."""
        if not (proposal := request.applies):
            return nullcontext()
        words = _("Proposed by %(author)s: %(message)s") if proposal.message else _("Proposed by %(author)s.")
        reasons = [
            request.POST.get("reason_for_change", "").strip()[:300],
            words % {"author": proposal.author, "message": proposal.message},
        ]
        return history.attributed(request.user, f"POST {request.path}", "\n".join(filter(None, reasons)))

    def _proposal(self, record, text):
        return record.submissions.filter(pk=number(text), form__isnull=False).select_related("author").first()

    def _may_apply(self, request, proposal):
        """Return whether the user saves what was proposed: a publisher, or its author, if the record is theirs now."""
        own = proposal.author_id == request.user.pk
        return may_decide(request.user, proposal) or (own and may_change(request.user, proposal.record))

    def _prefill(self, request, record):
        """Let the form show the proposal that the address names, or else the own one that waits or came back."""
        request.applies = None
        if record is None or not self.has_view_permission(request, record):
            return
        if may_propose(request.user, record):
            request.proposes = (self.model, record.pk)
        proposal = self._wanted(request, record)
        if proposal is None:
            return
        request.applies = proposal
        request.prefilled = sent_again(proposal)
        if proposal.begun_version != request.began_from:
            request.conflict = self.merged(request, record, request.prefilled, proposal.begun_version)
            request.prefilled = request.conflict.data

    def _wanted(self, request, record):
        number = request.GET.get("proposal")
        if number is not None:
            proposal = self._proposal(record, number)
            may_see = proposal and (self._may_apply(request, proposal) or proposal.author_id == request.user.pk)
            if may_see and proposal.state in (SubmissionState.OPEN, SubmissionState.RETURNED):
                return proposal
            if number != "none":
                messages.warning(request, _("This proposal does not wait any more. This is the record as it is."))
            return None
        own = review.latest(record, request.user) if may_propose(request.user, record) else None
        waits = own and own.is_proposal and own.state in (SubmissionState.OPEN, SubmissionState.RETURNED)
        return own if waits else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form, which shows a proposal where there is one to show."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if hasattr(request, "prefilled"):
            form = type(form.__name__, (_Prefilled, form), {"proposed": request.prefilled})
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return {"data": request.prefilled, **kwargs} if hasattr(request, "prefilled") else kwargs

    def save_related(self, request, form, formsets, change):
        """Save the parts; a proposal that was applied by this is decided in the same transaction."""
        super().save_related(request, form, formsets, change)
        proposal = getattr(request, "applies", None)
        if proposal and may_decide(request.user, proposal):
            review.accept(proposal, request.user, self.warner(request))
            self.message_user(request, _("The proposal of %(author)s is applied.") % {"author": proposal.author})
        elif proposal:
            review.take_back(proposal, request.user)
        if getattr(request, "proposes", None):
            changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
            request.proposed = pairs(request.POST) if changed else []

    def response_change(self, request, obj):
        """Return to the form after a proposal, to see what became of it."""
        if getattr(request, "proposes", None):
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)

    def warner(self, request):
        return lambda words: self.message_user(request, words, messages.WARNING)
