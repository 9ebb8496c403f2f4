"""Closes old versions of a record for readers, from its history page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ...domain.roles import may_close_versions
from ...history.public_versions import PublicVersion, public_versions
from ...models import ClosedVersions, Record
from ...workflow.closing import close_versions
from ..lists import bulk

ONE, ALL = "one", "all"


class ClosingForm(forms.Form):
    """Which versions are closed, and why."""

    which = forms.ChoiceField(label=gettext_lazy("Versions"), widget=forms.RadioSelect, initial=ONE)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("For staff only. Readers see that the publisher closed the version, but not why."),
    )

    def __init__(self, number: int, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [
            (ONE, _("Only version %(number)s") % {"number": number}),
            (ALL, _("Version %(number)s and all versions before it") % {"number": number}),
        ]


def _close(number):
    def act(model_admin, request, record, cleaned):
        first = number if cleaned["which"] == ONE else 1
        closed = close_versions(record, first, number, request.user, cleaned["reason"])
        return _("Versions closed for readers: %(versions)s. %(reason)s") % {
            "versions": closed.numbers,
            "reason": closed.reason,
        }

    return bulk.BulkAction(
        name="close",
        title=_("Close version %(number)s for readers") % {"number": number},
        question=_("Readers will no longer see the version. Staff still see it in the history. This cannot be undone:"),
        button=pgettext("versions", "Close"),
        why_not=lambda model_admin, request, record: "",
        act=act,
        done=lambda count: _("Closed for readers.") if count else _("Nothing was closed."),
    )


def closing_view(model_admin, request, object_id, number):
    """Ask which versions to close and why, then close them. `number` is the one that readers see."""
    record = model_admin.get_object(request, str(object_id))
    if record is None or not may_close_versions(request.user, record):
        raise PermissionDenied
    back = model_admin.address("history", object_id)
    version = next((each for each in public_versions(record) if each.number == number), None)
    if version is None or version.is_closed or version.is_present:
        messages.warning(request, _("Version %(number)s cannot be closed.") % {"number": number})
        return HttpResponseRedirect(back)
    form = ClosingForm(number, request.POST or None)
    if not form.is_valid():
        return bulk.ask(model_admin, request, _close(number), form, [record], back, {})
    bulk.act(model_admin, request, _close(number), [record], form.cleaned_data)
    return HttpResponseRedirect(back)


def public_by_change(record) -> dict[int, PublicVersion]:
    """Return the versions of the record that readers could see, by the id of their last change."""
    return {each.last: each for each in public_versions(record)} if isinstance(record, Record) else {}


def why_closed(record) -> list[ClosedVersions]:
    """Return who closed which versions of the record, and why, the latest first."""
    if not isinstance(record, Record):
        return []
    return list(ClosedVersions.objects.filter(kind=record._meta.model_name, record=record.pk).order_by("-pk"))
