"""Handing a draft to the publishers from its form, and what the form says of what waits, came back or is missing."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...domain.choices import SubmissionState
from ...domain.roles import may_decide, may_submit
from ...workflow import review
from ...workflow.checklist import in_one_line, missing
from ..lists.bulk import Bulk
from .proposals import PROPOSAL


class MessageForm(forms.Form):
    """What an editor tells the publisher."""

    _message = forms.CharField(
        label=gettext_lazy("Message to the publisher"),
        max_length=review.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
    )


def _why_not_submitted(request, record):
    if record.was_public:
        return _("Readers see it, or saw it once.")
    if not may_submit(request.user, record):
        return _("Its publication is planned.")
    return _("This draft is submitted already.") if review.waiting(record) else ""


class Submitting:
    """Lets a ModelAdmin of records submit drafts, and say on the form what became of it."""

    def has_submit_permission(self, request):
        """Return whether the user hands drafts of the kind to a publisher: who enters them and publishes none."""
        return self.has_change_permission(request) and not self.has_publish_permission(request)

    @admin.action(
        permissions=["submit"], description=gettext_lazy("Submit selected %(verbose_name_plural)s for review…")
    )
    def submit_for_review(self, request, queryset):
        """Show which drafts would be submitted and what each lacks, then submit them with one message."""
        bulk = Bulk(
            "submit_for_review",
            _("Submit for review"),
            _("These will wait for a publisher:"),
            _("Submit for review"),
            _why_not_submitted,
            self._submit_one,
            lambda number: ngettext(
                "%(count)s draft waits for a publisher now.", "%(count)s drafts wait for a publisher now.", number
            ),
            MessageForm,
            in_one_line,
        )
        return self._bulk(request, queryset, bulk)

    def _submit_one(self, request, record, cleaned):
        review.submit(record, request.user, cleaned["_message"], self.warner(request))
        return _("Submitted for review.")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Return the form; it refuses a message that is too long."""
        if request.method == "POST" and not (sent := MessageForm(request.POST)).is_valid():
            label = sent.fields["_message"].label
            request.refusal = ValidationError([f"{label}: {error}" for error in sent.errors["_message"]])
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        """Save the parts, then submit the draft where the button says so: all of it or nothing."""
        super().save_related(request, form, formsets, change)
        if "_submit" not in request.POST:
            return
        message = request.POST.get("_message", "")
        try:
            review.submit(form.instance, request.user, message, self.warner(request))
        except ValidationError:
            self._tell_waiting(request, review.waiting(form.instance), message)
            return
        self.log_change(request, form.instance, _("Submitted for review."))
        self.message_user(request, _("It waits for a publisher now."), messages.SUCCESS)

    def _tell_waiting(self, request, waiting, message):
        words = _("It is waiting for a publisher already: %(author)s submitted it.") % {"author": waiting.author}
        if message.strip():
            words += " " + _("Your message was not sent: “%(message)s”") % {"message": message.strip()}
        self.message_user(request, words, messages.WARNING)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the form, with what waits, what came back, what is missing, and the buttons for it."""
        proposes, applies = bool(getattr(request, "proposes", None)), getattr(request, "applies", None)
        is_draft = obj is None or not obj.was_public
        own = review.latest(obj, request.user) if obj else None
        is_back = own and own.state == SubmissionState.RETURNED and review.is_to_be_corrected(own)
        waiting = review.waiting(obj) if obj and is_draft else None
        may_publish = self.has_publish_permission(request, obj)
        may_submit_it = may_submit(request.user, obj) if obj else not may_publish
        context |= {
            "proposes": proposes,
            "applies": applies,
            "proposal_name": PROPOSAL,
            "waiting": waiting,
            "understood": self._understood(request, applies),
            "returned": own if is_back else None,
            "proposals": self._proposals(request, obj, applies) if obj and may_publish else [],
            "missing": missing(obj) if obj and is_draft else [],
            "may_decide": may_publish,
            "show_submit": may_submit_it and not waiting and not context["is_popup"],
            "message": request.POST.get("_message", applies.message if applies and proposes else ""),
        }
        if proposes:
            context["title"] = _("Propose a change of this %(kind)s") % {"kind": self.opts.verbose_name}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _understood(self, request, applies):
        """Return what the user's own proposal, which the form holds, changes."""
        waits = applies and applies.author == request.user and applies.state == SubmissionState.OPEN
        return self.rehearse(request, applies).rows if waits and request.method == "GET" else []

    def _proposals(self, request, record, applies):
        """Return the open proposals that this user may decide, without the one that the form shows."""
        found = record.submissions.filter(state=SubmissionState.OPEN, form__isnull=False).select_related("author")
        return [each for each in found if each != applies and may_decide(request.user, each)]

    def notes(self, request, obj):
        """Return what the form says of itself: of a proposal, that nothing changes by it yet."""
        if getattr(request, "proposes", None):
            return [_("Only a publisher changes this. What you save here is kept as a proposal: a publisher decides.")]
        return super().notes(request, obj)
