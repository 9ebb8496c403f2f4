"""Warnings about probable mistakes, shown after saving. They do not prevent it."""

from django.contrib import messages
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ...domain.choices import MeetingStatus
from ...models import Meeting
from ...workflow import former_countries

STATUSES_OF_THE_PAST = (MeetingStatus.HELD, MeetingStatus.NOT_RECORDED)


def warnings_about(record) -> list[str]:
    found = []
    signed, in_force = getattr(record, "signed_on", None), getattr(record, "in_force_on", None)
    if signed and in_force and in_force.last < signed.first:
        found.append(
            _(
                "The entry into force (%(in_force)s) is before the signature (%(signed)s). Check that the source "
                "says so."
            )
            % {"in_force": in_force.words, "signed": signed.words}
        )
    is_planned = isinstance(record, Meeting) and record.start and record.start.first > localdate()
    if is_planned and record.status in STATUSES_OF_THE_PAST:
        found.append(
            _("The meeting is in the future. Choose tentative or confirmed, so that it is listed as upcoming.")
        )
    return [*found, *former_countries.doubts_about(record)]


def show_warnings(model_admin, request, form, formsets, change):
    for warning in warnings_about(form.instance):
        messages.warning(request, warning)
