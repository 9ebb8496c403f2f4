"""The buttons of the form that publish and withdraw. See cooperation.workflow.publication."""

from functools import partial
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ...workflow import publication
from ...workflow.checklist import essentials, to_confirm
from ..forms.duplicates import PUBLISH
from ..forms.state import state_of
from ..lists import bulk
from ..lists.actions import WITHDRAWAL, WithdrawalForm

INCOMPLETE = "incomplete"
# The button that saves and shows the public page, also of a draft.
PREVIEW = "_preview"


def publication_in_words(record) -> str:
    at = record.withdrawn_at or record.published_at or record.publish_at
    when = date_format(localtime(at), "DATETIME_FORMAT") if at else ""
    if record.withdrawn_at:
        return _("Withdrawn on %(when)s: %(reason)s") % {"when": when, "reason": record.withdrawal_reason}
    if record.published_at:
        return _("Published since %(when)s.") % {"when": when}
    if record.publish_at:
        return _("Draft, to be published on %(when)s.") % {"when": when}
    return _("Draft: not visible to readers.")


def state_in_words(record) -> str:
    if record.withdrawn_at:
        return _("withdrawn")
    if record.publish_at:
        return _("draft, planned")
    return _("published") if record.published_at else _("draft")


def withdraw_view(model_admin, request, record):
    """Ask for the reason, then withdraw the record."""
    back = model_admin.address("change", record.pk)
    if not record.is_public:
        messages.warning(request, _("Only a public record can be withdrawn."))
        return HttpResponseRedirect(back)
    form = WithdrawalForm(request.POST or None)
    if not form.is_valid():
        return bulk.ask(model_admin, request, WITHDRAWAL, form, [record], back, {})
    bulk.act(model_admin, request, WITHDRAWAL, [record], form.cleaned_data)
    return HttpResponseRedirect(back)


def publish(model_admin, request, form, formsets, change):
    """Publish the record in the transaction of the save, if its button was used."""
    if not PUBLISH & request.POST.keys():
        return
    record = form.instance
    if not model_admin.has_publish_permission(request, record):
        raise PermissionDenied
    if lacks := to_confirm(record, request.POST):
        state_of(request).is_incomplete = True
        words = _("Saved, but not published. Known gaps: %(what)s. Fill them in, or choose “Publish anyway”.")
        messages.warning(request, words % {"what": ", ".join(lacks)})
        return
    publication.publish(record, request.user, partial(messages.warning, request))
    model_admin.log_change(request, record, _("Published."))
    messages.success(request, publication.public_now(_("It is now public."), record))


def form_context(model_admin, request, obj, context) -> dict:
    may_publish = model_admin.has_publish_permission(request, obj)
    return {
        "show_publish": may_publish and not context["is_popup"] and not (obj and obj.is_public),
        "is_incomplete": INCOMPLETE in request.GET and obj is not None and bool(essentials(obj)),
        "show_preview": not context["is_popup"],
        "show_withdraw": may_publish and not context["is_popup"] and bool(obj and obj.is_public),
    }


def stay_on_form(request) -> None:
    """Make the response to a save that publishes or submits return to the form."""
    if {*PUBLISH, "_submit"} & request.POST.keys():
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"


def show_page(request, record, response):
    """Redirect to the page of the record if the preview button was used."""
    return HttpResponseRedirect(record.get_absolute_url()) if PREVIEW in request.POST else response


def ask_if_incomplete(request, response):
    """Ask in the form whether to publish despite the gaps."""
    if not state_of(request).is_incomplete:
        return response
    url = urlsplit(response.url)
    query = QueryDict(url.query, mutable=True)
    query[INCOMPLETE] = "1"
    return HttpResponseRedirect(url._replace(query=query.urlencode()).geturl())
