"""Plan the publication of a draft for a time, or cancel the plan. cooperation.workflow.publication does the rest."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...workflow import publication
from ...workflow.scheduled import refusal_of


class PlanForm(forms.Form):
    """When readers shall see it."""

    at = forms.DateTimeField(
        label=gettext_lazy("Date and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter a date and a time, such as 2026-12-01 09:00.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = _("In the time of %(zone)s. Until then it stays a draft.") % {
            "zone": settings.TIME_ZONE
        }

    def clean_at(self):
        """Return the time, which must lie ahead."""
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise ValidationError(_("This time is over. Publish it now, or choose a time that is still to come."))
        return at


class Planning:
    """Lets a ModelAdmin of records plan their publication."""

    def get_urls(self):
        """Return the addresses, with one for the plan of one record."""
        view = self.admin_site.admin_view(self.plan_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_plan"
        return [path("<path:object_id>/plan/", view, name=name), *super().get_urls()]

    def plan_view(self, request, object_id):
        """Ask for the time, then plan the publication; or cancel the plan."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_publish_permission(request, record):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])
        if record.was_public:
            self.message_user(request, _("Publication is planned for a draft only."), messages.WARNING)
            return HttpResponseRedirect(back)
        if request.method == "POST" and "cancel" in request.POST:
            return self._plan(request, record, None, back)
        now = {"at": localtime(record.publish_at)} if record.publish_at else {}
        form = PlanForm(request.POST if request.method == "POST" else None, initial=now)
        if form.is_valid():
            return self._plan(request, record, form.cleaned_data["at"], back)
        return self._ask_when(request, record, form, back)

    def _plan(self, request, record, at, back):
        try:
            publication.plan(record, request.user, at, self.warner(request))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(back)
        if at is None:
            words = _("The plan is cancelled: it stays a draft.")
        else:
            when = date_format(localtime(at), "j F Y, H:i")
            words = _("It will be published on %(when)s, or some seconds later.") % {"when": when}
        self.log_change(request, record, words)
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(back)

    def _ask_when(self, request, record, form, back):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Plan publication"),
            "opts": self.opts,
            "adminform": helpers.AdminForm(form, [(None, {"fields": ("at",)})], {}, model_admin=self),
            "record": record,
            "words": self.publication(record),
            "back": back,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/cooperation/plan.html", context)

    def notes(self, request, obj):
        """Return what the form says at its head, first why the record was not published as planned."""
        notes = super().notes(request, obj)
        if refusal := refusal_of(obj):
            words = _(
                "This was planned for %(when)s and could not be published. The registry tries again every minute:"
                " correct the record, or plan another time. The reason: %(reason)s"
            )
            when = date_format(localtime(refusal.publish_at), "j F Y, H:i")
            notes = [words % {"when": when, "reason": refusal.reason}, *notes]
        return notes

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the form, with the way to the plan for whoever may publish the draft."""
        is_draft = obj is not None and not obj.was_public
        context["show_plan"] = is_draft and not context["is_popup"] and self.has_publish_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
