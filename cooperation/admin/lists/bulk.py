"""Actions on several rows of a list: each shows first what it will do and what it leaves alone, and why.

Between the preview and the confirmation somebody may change a row: it is named then, and left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...models import Topic
from ...workflow import publication
from ...workflow.checklist import in_one_line

MOST = 1000


class WithdrawalForm(forms.Form):
    """Why readers shall not see it any more."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Readers who come to the address find the date and this sentence, and nothing else."),
    )


class TopicForm(forms.Form):
    """Which topic."""

    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=gettext_lazy("Topic"),
        help_text=gettext_lazy("Rows that are about it already stay as they are."),
    )


@dataclass(frozen=True)
class Bulk:
    """An action: its words, what is asked first, why a row is left alone ("" if it is not), and what is done to one.

    `done` says in words how many rows it was done to, `now` of a row what it is or lacks before.
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


class BulkActions:
    """Lets a ModelAdmin of records act on several rows, after a preview."""

    # What has a status adds "change_status".
    actions = ("publish", "withdraw", "add_topic", "delete_selected")

    @admin.action(permissions=["publish"], description=gettext_lazy("Publish selected %(verbose_name_plural)s…"))
    def publish(self, request, queryset):
        """Show what would be published, then publish it."""
        return self._bulk(request, queryset, self._publishing())

    @admin.action(permissions=["publish"], description=gettext_lazy("Withdraw selected %(verbose_name_plural)s…"))
    def withdraw(self, request, queryset):
        """Show what would be withdrawn and ask for the reason, then withdraw it."""
        return self._bulk(request, queryset, self._withdrawal())

    @admin.action(permissions=["change"], description=gettext_lazy("Add a topic to selected %(verbose_name_plural)s…"))
    def add_topic(self, request, queryset):
        """Ask which topic and show what would get it, then add it."""
        bulk = Bulk(
            "add_topic",
            _("Add a topic"),
            _("These will be about it as well:"),
            _("Add the topic"),
            self._why_not_changed,
            _add_topic,
            lambda number: ngettext("%(count)s record got the topic.", "%(count)s records got the topic.", number),
            TopicForm,
        )
        return self._bulk(request, queryset, bulk)

    @admin.action(
        permissions=["change"], description=gettext_lazy("Change the status of selected %(verbose_name_plural)s…")
    )
    def change_status(self, request, queryset):
        """Ask which status and show what would get it, then set it."""
        field = self.opts.get_field("status")
        choices = [("", "---------"), *field.choices]
        choice = forms.ChoiceField(label=capfirst(field.verbose_name), choices=choices, help_text=field.help_text)
        bulk = Bulk(
            "change_status",
            _("Change the status"),
            _("These will get the status:"),
            _("Change the status"),
            self._why_not_changed,
            _change_status,
            lambda number: ngettext("%(count)s status was changed.", "%(count)s statuses were changed.", number),
            type("StatusForm", (forms.Form,), {"status": choice}),
            lambda record: _("now: %(status)s") % {"status": record.get_status_display()},
        )
        return self._bulk(request, queryset, bulk)

    def _publishing(self):
        return Bulk(
            "publish",
            _("Publish for readers"),
            _("Readers will see:"),
            _("Publish"),
            lambda request, record: _("Readers see it already.") if record.is_public else "",
            self._publish_one,
            lambda number: ngettext("%(count)s record was published.", "%(count)s records were published.", number),
            now=in_one_line,
        )

    def _withdrawal(self):
        return Bulk(
            "withdraw",
            _("Withdraw from readers"),
            _("Readers will no longer see:"),
            _("Withdraw"),
            lambda request, record: "" if record.is_public else _("Only what is public can be withdrawn."),
            self._withdraw_one,
            lambda number: ngettext("%(count)s record was withdrawn.", "%(count)s records were withdrawn.", number),
            WithdrawalForm,
        )

    def _why_not_changed(self, request, record):
        return "" if self.has_change_permission(request, record) else self.why_unchanged(record)

    def _publish_one(self, request, record, cleaned):
        publication.publish(record, request.user, self.warner(request))
        return _("Published.")

    def _withdraw_one(self, request, record, cleaned):
        publication.withdraw(record, request.user, cleaned["reason"])
        return _("Withdrawn: %(reason)s") % {"reason": record.withdrawal_reason}

    def _bulk(self, request: HttpRequest, queryset, bulk: Bulk):
        """Show what the action would do; where that was confirmed, do it to the rows that nobody changed meanwhile."""
        if queryset.order_by()[: MOST + 1].count() > MOST:
            self.message_user(request, _("At most %(most)s rows at a time.") % {"most": MOST}, messages.ERROR)
            return None
        with transaction.atomic():
            rows = [(row, bulk.why_not(request, row)) for row in self.unchanged(request, queryset)]
            chosen = [row for row, why in rows if not why]
            left = [(row, why) for row, why in rows if why]
            if not chosen:
                for row, why in left[:5]:
                    self.message_user(request, f"{row}: {why}", messages.WARNING)
                return None
            form = bulk.form(request.POST if "confirmed" in request.POST else None)
            if not form.is_valid():
                hidden = {"action": bulk.name, **self.tokens(request, chosen)}
                return self._ask(request, bulk, form, chosen, request.get_full_path(), hidden, left)
            self._do(request, bulk, chosen, form.cleaned_data)
        return None

    def _do(self, request, bulk, rows, cleaned):
        done = 0
        for row in rows:
            try:
                words = bulk.act(request, row, cleaned)
            except (PermissionDenied, ValidationError) as error:
                said = " ".join(error.messages) if isinstance(error, ValidationError) else error
                self.message_user(request, f"{row}: {said}", messages.ERROR)
                continue
            if words:
                self.log_change(request, row, words)
                done += 1
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, bulk.done(done) % {"count": done}, level)

    def _ask(self, request, bulk, form, rows, back, hidden, left=()):
        context = {
            **self.admin_site.each_context(request),
            "title": bulk.title,
            "opts": self.opts,
            "adminform": helpers.AdminForm(form, [(None, {"fields": tuple(form.fields)})], {}, model_admin=self),
            "bulk": bulk,
            "records": [(row, bulk.now(row)) for row in rows],
            "left": left,
            "back": back,
            "hidden": hidden,
            "selected_name": helpers.ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/cooperation/bulk.html", context)


def _add_topic(request, record, cleaned):
    topic = cleaned["topic"]
    if record.topics.filter(pk=topic.pk).exists():
        return ""
    record.topics.add(topic)
    return _("Added the topic “%(topic)s”.") % {"topic": topic}


def _change_status(request, record, cleaned):
    if record.status == cleaned["status"]:
        return ""
    record.status = cleaned["status"]
    type(record)._base_manager.filter(pk=record.pk).update(status=record.status)
    return _("Changed the status to “%(status)s”.") % {"status": record.get_status_display()}
