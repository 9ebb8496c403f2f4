"""Closes old versions of a record for readers and opens them again, from its history page."""

from functools import partial

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
    """Which versions are closed or opened, and why."""

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


def _change(number, *, opens):
    def act(model_admin, request, record, cleaned):
        first = number if cleaned["which"] == ONE else 1
        row = close_versions(record, first, number, request.user, cleaned["reason"], opens=opens)
        text = (
            _("Versions opened again for readers: %(versions)s. %(reason)s")
            if opens
            else _("Versions closed for readers: %(versions)s. %(reason)s")
        )
        return text % {"versions": row.numbers, "reason": row.reason}

    if opens:
        return bulk.BulkAction(
            name="open",
            title=_("Open version %(number)s for readers") % {"number": number},
            question=_("Readers will see the version again:"),
            button=pgettext("versions", "Open"),
            why_not=lambda model_admin, request, record: "",
            act=act,
            done=lambda count: _("Opened for readers.") if count else _("Nothing was opened."),
        )
    return bulk.BulkAction(
        name="close",
        title=_("Close version %(number)s for readers") % {"number": number},
        question=_("Readers will no longer see the version. Staff still see it in the history:"),
        button=pgettext("versions", "Close"),
        why_not=lambda model_admin, request, record: "",
        act=act,
        done=lambda count: _("Closed for readers.") if count else _("Nothing was closed."),
    )


def closing_view(model_admin, request, object_id, number, *, opens=False):
    """Ask which versions to close or open and why, then do it. `number` is the one that readers see."""
    record = model_admin.get_object(request, str(object_id))
    if record is None or not may_close_versions(request.user, record):
        raise PermissionDenied
    back = model_admin.address("history", object_id)
    version = next((each for each in public_versions(record) if each.number == number), None)
    if version is None or version.is_closed != opens or version.is_present:
        text = _("Version %(number)s is not closed.") if opens else _("Version %(number)s cannot be closed.")
        messages.warning(request, text % {"number": number})
        return HttpResponseRedirect(back)
    form, action = ClosingForm(number, request.POST or None), _change(number, opens=opens)
    if not form.is_valid():
        return bulk.ask(model_admin, request, action, form, [record], back, {})
    bulk.act(model_admin, request, action, [record], form.cleaned_data)
    return HttpResponseRedirect(back)


opening_view = partial(closing_view, opens=True)


def public_by_change(record) -> dict[int, PublicVersion]:
    """Return the versions of the record that readers could see, by the id of their last change."""
    return {each.last: each for each in public_versions(record)} if isinstance(record, Record) else {}


def why_closed(record) -> list[ClosedVersions]:
    """Return who closed or opened which versions of the record, and why, the latest first."""
    if not isinstance(record, Record):
        return []
    return list(ClosedVersions.objects.filter(kind=record._meta.model_name, record=record.pk).order_by("-pk"))
