"""Publish and withdraw: buttons on the form. cooperation.workflow.publication does the rest."""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...workflow import publication
from ...workflow.checklist import essentials
from ..lists.bulk import BulkActions, WithdrawalForm

# The buttons that publish: the second one what lacks a source or a summary, after the first one asked.
PUBLISH = {"_publish", "_publish_incomplete"}
INCOMPLETE = "incomplete"


class Publishing(BulkActions):
    """Lets a ModelAdmin of records publish and withdraw."""

    def get_urls(self):
        """Return the addresses, with one for the withdrawal of one record."""
        view = self.admin_site.admin_view(self.withdraw_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_withdraw"
        return [path("<path:object_id>/withdraw/", view, name=name), *super().get_urls()]

    @admin.display(description=gettext_lazy("publication"))
    def publication(self, obj):
        moment = obj.withdrawn_at or obj.published_at or obj.publish_at
        when = date_format(localtime(moment), "j F Y, H:i") if moment else ""
        if obj.withdrawn_at:
            return _("Withdrawn on %(when)s: %(reason)s") % {"when": when, "reason": obj.withdrawal_reason}
        if obj.published_at:
            return _("Published since %(when)s.") % {"when": when}
        if obj.publish_at:
            return _("Draft, to be published on %(when)s.") % {"when": when}
        return _("Draft: readers do not see it, nor that it exists.")

    @admin.display(description=gettext_lazy("publication"), ordering="published_at")
    def state(self, obj):
        if obj.withdrawn_at:
            return _("withdrawn")
        if obj.publish_at:
            return _("draft, planned")
        return _("published") if obj.published_at else _("draft")

    def withdraw_view(self, request, object_id):
        """Ask for the reason, then withdraw the one record."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_publish_permission(request, record):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])
        if not record.is_public:
            self.message_user(request, _("Only what is public can be withdrawn."), messages.WARNING)
            return HttpResponseRedirect(back)
        form = WithdrawalForm(request.POST or None)
        if not form.is_valid():
            return self._ask(request, self._withdrawal(), form, [record], back, {})
        self._do(request, self._withdrawal(), [record], form.cleaned_data)
        return HttpResponseRedirect(back)

    def save_related(self, request, form, formsets, change):
        """Save the parts, then publish the record where the button says so: all of it or nothing."""
        super().save_related(request, form, formsets, change)
        if not PUBLISH & request.POST.keys():
            return
        record = form.instance
        if not self.has_publish_permission(request, record):
            raise PermissionDenied
        if "_publish" in request.POST and (lacks := essentials(record)):
            request.is_incomplete = True
            words = _(
                "Saved, and not published yet. Still missing: %(what)s. "
                "Add it, or choose “Publish all the same” at the foot of the form."
            )
            self.message_user(request, words % {"what": ", ".join(lacks)}, messages.WARNING)
            return
        publication.publish(record, request.user, self.warner(request))
        self.log_change(request, record, _("Published."))
        self.message_user(request, publication.public_now(_("Readers see it now."), record), messages.SUCCESS)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the form, with the buttons that this user has for this record."""
        may_publish = self.has_publish_permission(request, obj)
        context["show_publish"] = may_publish and not context["is_popup"] and not (obj and obj.is_public)
        context["is_incomplete"] = INCOMPLETE in request.GET and obj is not None and bool(essentials(obj))
        context["show_withdraw"] = may_publish and not context["is_popup"] and bool(obj and obj.is_public)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        """Return to the form where the record was also published or submitted, to see what became of it."""
        self._stay(request)
        return self._asking(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        self._stay(request)
        return self._asking(request, super().response_change(request, obj))

    def _stay(self, request):
        if {*PUBLISH, "_submit"} & request.POST.keys():
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"

    def _asking(self, request, response):
        """Let the form ask whether to publish what lacks something all the same."""
        if hasattr(request, "is_incomplete"):
            url = urlsplit(response.url)
            query = QueryDict(url.query, mutable=True)
            query[INCOMPLETE] = "1"
            return HttpResponseRedirect(url._replace(query=query.urlencode()).geturl())
        return response
