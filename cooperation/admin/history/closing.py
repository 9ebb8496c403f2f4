"""Closes old versions of a record for readers and opens them again, from its history page."""

from functools import partial
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ...domain.roles import may_close_versions
from ...history.public_versions import PublicVersion, public_versions
from ...models import ClosedVersions, Record
from ...workflow.closing import close_versions
from ..lists import bulk

ONE, ALL = "one", "all"


class Words(NamedTuple):
    """Texts of the page."""

    name: str
    title: str
    question: str
    button: str
    help_text: str
    cannot: str
    logged: str
    done: str
    nothing: str


CLOSE = Words(
    "close",
    gettext_lazy("Close version %(number)s for readers"),
    gettext_lazy("Readers will no longer see the version. Staff still see it in the history:"),
    pgettext_lazy("versions", "Close"),
    gettext_lazy("For staff only. Readers see that the publisher closed the version, but not why."),
    gettext_lazy("Version %(number)s cannot be closed."),
    gettext_lazy("Versions closed for readers: %(versions)s. %(reason)s"),
    gettext_lazy("Closed for readers."),
    gettext_lazy("Nothing was closed."),
)
OPEN = Words(
    "open",
    gettext_lazy("Open version %(number)s for readers"),
    gettext_lazy("Readers will see the version again:"),
    pgettext_lazy("versions", "Open"),
    gettext_lazy("For staff only."),
    gettext_lazy("Version %(number)s is not closed."),
    gettext_lazy("Versions opened again for readers: %(versions)s. %(reason)s"),
    gettext_lazy("Opened for readers."),
    gettext_lazy("Nothing was opened."),
)


class ClosingForm(forms.Form):
    """The versions to close or open, and why."""

    which = forms.ChoiceField(label=gettext_lazy("Versions"), widget=forms.RadioSelect, initial=ONE)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, number: int, help_text: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text
        self.fields["which"].choices = [
            (ONE, _("Only version %(number)s") % {"number": number}),
            (ALL, _("Version %(number)s and all versions before it") % {"number": number}),
        ]


def _bulk_action(number, words):
    def act(model_admin, request, record, cleaned):
        first = number if cleaned["which"] == ONE else 1
        row = close_versions(record, first, number, request.user, cleaned["reason"], opens=words is OPEN)
        return words.logged % {"versions": row.numbers, "reason": row.reason}

    return bulk.BulkAction(
        name=words.name,
        title=words.title % {"number": number},
        question=words.question,
        button=words.button,
        why_not=lambda model_admin, request, record: "",
        act=act,
        done=lambda count: words.done if count else words.nothing,
    )


def closing_view(model_admin, request, object_id, number, words=CLOSE):
    """Ask which versions to close or open and why, then do it. `number` is the public version's."""
    record = model_admin.get_object(request, str(object_id))
    if record is None or not may_close_versions(request.user, record):
        raise PermissionDenied
    back = model_admin.address("history", object_id)
    version = next((each for each in public_versions(record) if each.number == number), None)
    if version is None or version.is_closed != (words is OPEN) or version.is_present:
        messages.warning(request, words.cannot % {"number": number})
        return HttpResponseRedirect(back)
    form, action = ClosingForm(number, words.help_text, request.POST or None), _bulk_action(number, words)
    if not form.is_valid():
        return bulk.ask(model_admin, request, action, form, [record], back, {})
    bulk.act(model_admin, request, action, [record], form.cleaned_data)
    return HttpResponseRedirect(back)


opening_view = partial(closing_view, words=OPEN)


def public_by_change(record) -> dict[int, PublicVersion]:
    """Return the versions of the record that readers could see, by the id of their last change."""
    return {each.last: each for each in public_versions(record)} if isinstance(record, Record) else {}


def why_closed(record) -> list[ClosedVersions]:
    """Return who closed or opened which versions of the record, and why, the latest first."""
    if not isinstance(record, Record):
        return []
    return list(ClosedVersions.objects.filter(kind=record._meta.model_name, record=record.pk).order_by("-pk"))
