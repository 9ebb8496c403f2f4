"""Schedule the publication of a draft, or cancel it. See cooperation.workflow.publication."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...workflow import publication
from ...workflow.checklist import CONFIRMED, to_confirm
from ...workflow.scheduled import refusal_of


class PlanForm(forms.Form):
    """The date and time of publication."""

    at = forms.DateTimeField(
        label=gettext_lazy("Date and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter a date and a time, such as 2026-12-01 09:00.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = _("Time zone: %(zone)s. Until then it stays a draft.") % {
            "zone": settings.TIME_ZONE
        }

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise ValidationError(_("This time has passed. Publish it now, or choose a later time."))
        return at


def plan_view(model_admin, request, record):
    """Ask for the time, and whether to plan it if something is missing, then schedule it; or cancel the plan."""
    back = model_admin.address("change", record.pk)
    if record.was_public:
        messages.warning(request, _("Only the publication of a draft can be planned."))
        return HttpResponseRedirect(back)
    if request.method == "POST" and "cancel" in request.POST:
        return _plan(model_admin, request, record, None, back)
    now = {"at": localtime(record.publish_at)} if record.publish_at else {}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=now)
    lacks = to_confirm(record, request.POST) if form.is_valid() else []
    if form.is_valid() and not lacks:
        return _plan(model_admin, request, record, form.cleaned_data["at"], back)
    return _ask_when(model_admin, request, record, form, lacks, back)


def _plan(model_admin, request, record, at, back):
    try:
        publication.plan(record, request.user, at, partial(messages.warning, request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(back)
    if at is None:
        words = _("The planned publication is cancelled. It stays a draft.")
    else:
        when = date_format(localtime(at), "DATETIME_FORMAT")
        words = _("It will be published on %(when)s, or a few seconds later.") % {"when": when}
    model_admin.log_change(request, record, words)
    messages.success(request, words)
    return HttpResponseRedirect(back)


def _ask_when(model_admin, request, record, form, lacks, back):
    context = {
        "opts": model_admin.opts,
        "adminform": helpers.AdminForm(form, [(None, {"fields": ("at",)})], {}, model_admin=model_admin),
        "record": record,
        "words": model_admin.publication(record),
        "lacks": lacks,
        "confirmed": CONFIRMED,
        "back": back,
        "media": model_admin.media,
    }
    return model_admin.admin_site.render(request, "admin/cooperation/plan.html", _("Plan publication"), context)


def refusal_notes(record) -> list[str]:
    """Return why the record was not published as planned, for the notes above its form."""
    refusal = refusal_of(record)
    if not refusal:
        return []
    words = _(
        "Publication was planned for %(when)s but failed. The registry tries again every minute. Correct the "
        "record, or plan another time. The reason: %(reason)s"
    )
    when = date_format(localtime(refusal.publish_at), "DATETIME_FORMAT")
    return [words % {"when": when, "reason": refusal.reason}]


def form_context(model_admin, request, obj, context) -> dict:
    is_draft = obj is not None and not obj.was_public
    return {"show_plan": is_draft and not context["is_popup"] and model_admin.has_publish_permission(request, obj)}
