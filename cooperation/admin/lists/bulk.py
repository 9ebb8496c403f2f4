"""Bulk actions: each first shows what it will do, and which rows it leaves out and why.

If somebody changes a row between the preview and the confirmation, the row is named and left out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .tokens import tokens, unchanged

MOST = 1000


@dataclass(frozen=True)
class BulkAction:
    """The texts, the form and the effect of an action.

    `why_not(model_admin, request, record)` returns why a row is left out, or "". `act(model_admin, request, record,
    cleaned_data)` changes one row and returns the text for its log, "" if there was nothing to do. `done(number)`
    returns the message for that number of rows; `now(record)` the row's current state or what it lacks.
    """

    name: str
    title: str
    question: str
    button: str
    why_not: Callable
    act: Callable
    done: Callable[[int], str]
    form: type[forms.Form] = forms.Form
    now: Callable[[object], str] = lambda record: ""


def run(model_admin, request, queryset, action: BulkAction):
    """Show what the action would do; once confirmed, do it to the rows that nobody changed meanwhile."""
    if queryset.order_by()[: MOST + 1].count() > MOST:
        messages.error(request, _("Choose at most %(most)s rows at a time.") % {"most": MOST})
        return None
    with transaction.atomic():
        rows = [(row, action.why_not(model_admin, request, row)) for row in unchanged(request, queryset)]
        chosen = [row for row, why in rows if not why]
        left = [(row, why) for row, why in rows if why]
        if not chosen:
            for row, why in left[:5]:
                messages.warning(request, f"{row}: {why}")
            return None
        form = action.form(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            hidden = {"action": action.name, **tokens(request, model_admin.opts.model_name, chosen)}
            return ask(model_admin, request, action, form, chosen, request.get_full_path(), hidden, left)
        act(model_admin, request, action, chosen, form.cleaned_data)
    return None


def act(model_admin, request, action, rows, cleaned) -> None:
    done = 0
    for row in rows:
        try:
            words = action.act(model_admin, request, row, cleaned)
        except (PermissionDenied, ValidationError) as error:
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else error
            messages.error(request, f"{row}: {reason}")
            continue
        if words:
            model_admin.log_change(request, row, words)
            done += 1
    level = messages.SUCCESS if done else messages.WARNING
    messages.add_message(request, level, action.done(done) % {"count": done})


def ask(model_admin, request, action, form, rows, back, hidden, left=()):
    """Show the confirmation page. `hidden` are its hidden fields, `left` the rows left out and why."""
    fieldsets = [(None, {"fields": tuple(form.fields)})]
    context = {
        "opts": model_admin.opts,
        "adminform": helpers.AdminForm(form, fieldsets, {}, model_admin=model_admin),
        "bulk": action,
        "records": [(row, action.now(row)) for row in rows],
        "left": left,
        "back": back,
        "hidden": hidden,
        "selected_name": helpers.ACTION_CHECKBOX_NAME,
        "media": model_admin.media + form.media,
    }
    return model_admin.admin_site.render(request, "admin/cooperation/bulk.html", action.title, context)
