"""Warnings about probable mistakes, shown after saving. They do not prevent it."""

from django.contrib import messages
from django.utils.translation import gettext as _

from ...workflow import former_countries


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
    return [*found, *former_countries.doubts_about(record)]


def show_warnings(model_admin, request, form, formsets, change):
    for warning in warnings_about(form.instance):
        messages.warning(request, warning)
