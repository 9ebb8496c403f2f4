"""The actions on selected records: publish, withdraw, add a topic, change the status, delete."""

from dataclasses import replace
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as django_delete_selected
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...models import Topic
from ...workflow import publication
from ...workflow.checklist import in_one_line
from .bulk import BulkAction, run
from .tokens import tokens, unchanged


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Readers who open the page see only the date and this sentence."),
    )


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=gettext_lazy("Topic"),
        help_text=gettext_lazy("Records that already have this topic stay unchanged."),
    )


def _why_not_published(model_admin, request, record):
    return _("It is already public.") if record.is_public else ""


def _why_not_withdrawn(model_admin, request, record):
    return "" if record.is_public else _("Only a public record can be withdrawn.")


def why_not_changed(model_admin, request, record):
    return "" if model_admin.has_change_permission(request, record) else model_admin.why_not_changed(record)


def _publish(model_admin, request, record, cleaned):
    publication.publish(record, request.user, partial(messages.warning, request))
    return _("Published.")


def _withdraw(model_admin, request, record, cleaned):
    publication.withdraw(record, request.user, cleaned["reason"])
    return _("Withdrawn: %(reason)s") % {"reason": record.withdrawal_reason}


def _add_topic(model_admin, request, record, cleaned):
    topic = cleaned["topic"]
    if record.topics.filter(pk=topic.pk).exists():
        return ""
    record.topics.add(topic)
    return _("Added the topic “%(topic)s”.") % {"topic": topic}


def _change_status(model_admin, request, record, cleaned):
    if record.status == cleaned["status"]:
        return ""
    record.status = cleaned["status"]
    type(record)._base_manager.filter(pk=record.pk).update(status=record.status)
    return _("Changed the status to “%(status)s”.") % {"status": record.get_status_display()}


PUBLICATION = BulkAction(
    "publish",
    gettext_lazy("Publish for readers"),
    gettext_lazy("Readers will see:"),
    gettext_lazy("Publish"),
    _why_not_published,
    _publish,
    lambda number: ngettext("%(count)s record was published.", "%(count)s records were published.", number),
    now=in_one_line,
)
WITHDRAWAL = BulkAction(
    "withdraw",
    gettext_lazy("Withdraw from readers"),
    gettext_lazy("Readers will no longer see:"),
    gettext_lazy("Withdraw"),
    _why_not_withdrawn,
    _withdraw,
    lambda number: ngettext("%(count)s record was withdrawn.", "%(count)s records were withdrawn.", number),
    WithdrawalForm,
)
TOPIC = BulkAction(
    "add_topic",
    gettext_lazy("Add a topic"),
    gettext_lazy("The topic will be added to:"),
    gettext_lazy("Add the topic"),
    why_not_changed,
    _add_topic,
    lambda number: ngettext(
        "The topic was added to %(count)s record.", "The topic was added to %(count)s records.", number
    ),
    TopicForm,
)
STATUS = BulkAction(
    "change_status",
    gettext_lazy("Change the status"),
    gettext_lazy("The status will be changed for:"),
    gettext_lazy("Change the status"),
    why_not_changed,
    _change_status,
    lambda number: ngettext("%(count)s status was changed.", "%(count)s statuses were changed.", number),
    now=lambda record: _("now: %(status)s") % {"status": record.get_status_display()},
)


@admin.action(permissions=["publish"], description=gettext_lazy("Publish selected %(verbose_name_plural)s…"))
def publish(model_admin, request, queryset):
    return run(model_admin, request, queryset, PUBLICATION)


@admin.action(permissions=["publish"], description=gettext_lazy("Withdraw selected %(verbose_name_plural)s…"))
def withdraw(model_admin, request, queryset):
    return run(model_admin, request, queryset, WITHDRAWAL)


@admin.action(permissions=["change"], description=gettext_lazy("Add a topic to selected %(verbose_name_plural)s…"))
def add_topic(model_admin, request, queryset):
    return run(model_admin, request, queryset, TOPIC)


@admin.action(
    permissions=["change"], description=gettext_lazy("Change the status of selected %(verbose_name_plural)s…")
)
def change_status(model_admin, request, queryset):
    field = model_admin.opts.get_field("status")
    choices = [("", "---------"), *field.choices]
    choice = forms.ChoiceField(label=capfirst(field.verbose_name), choices=choices, help_text=field.help_text)
    form = type("StatusForm", (forms.Form,), {"status": choice})
    return run(model_admin, request, queryset, replace(STATUS, form=form))


@admin.action(permissions=["delete"], description=django_delete_selected.short_description)
def delete_selected(model_admin, request, queryset):
    """Delete after confirmation, unless a record was ever public or somebody changed it meanwhile."""
    with transaction.atomic():
        rows = unchanged(request, queryset)
        public = [str(record) for record in rows if record.was_public]
        if public:
            words = _("Nothing was deleted. These have been published, so they can only be withdrawn: %(titles)s.")
            messages.error(request, words % {"titles": ", ".join(public[:10])})
            return None
        planned = [str(record) for record in rows if not model_admin.has_delete_permission(request, record)]
        if planned:
            words = _("Nothing was deleted, because the publication of %(titles)s is planned.")
            messages.error(request, words % {"titles": ", ".join(planned[:10])})
            return None
        if not rows:
            return None
        chosen = model_admin.get_queryset(request).filter(pk__in=[row.pk for row in rows])
        response = django_delete_selected(model_admin, request, chosen)
    if response is not None:
        response.context_data["tokens"] = tokens(request, model_admin.opts.model_name, rows)
    return response
