"""A list of outcomes pasted into a meeting's form, one a line."""

import re

from django import forms
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...domain.choices import KINDS_WITHOUT_STATUS, OutcomeKind, OutcomeStatus
from ...models import Outcome

LINES, KIND = "outcome_lines", "outcome_lines_kind"
MOST = 500
# What a list puts before each line: "- ", "• ", "3. ", "(3) ".
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪◦]|\(?\d{1,3}[.)])\s+")


def texts(lines: str) -> list[str]:
    """Return the texts of a list, without its bullets and empty lines; one line alone is parted at its semicolons."""
    parts = lines.strip().splitlines()
    if len(parts) == 1:
        parts = parts[0].split(";")
    found = (" ".join(_BULLET.sub("", part).split()) for part in parts)
    return [text for text in found if text]


class OutcomeLinesForm(forms.ModelForm):
    """A form with a box for outcomes, one a line, all of one kind."""

    outcome_lines_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of all these"),
        choices=[("", "---------"), *OutcomeKind.choices],
        required=False,
        help_text=gettext_lazy("Those of another kind are entered below, or pasted after these are saved."),
    )
    outcome_lines = forms.CharField(
        label=gettext_lazy("Outcomes, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4, "cols": 40}),
        help_text=gettext_lazy(
            "Paste a list: each line becomes an outcome, without the bullet or number before it. "
            "A list on one line is parted at its semicolons."
        ),
    )

    def clean(self):
        """Return what was typed; a list needs to say what kind of outcomes it holds."""
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        cleaned[LINES] = texts(cleaned.get(LINES) or "")
        if cleaned[LINES] and not cleaned.get(KIND) and KIND not in self.errors:
            self.add_error(KIND, _("Say what kind of outcomes these are."))
        if len(cleaned[LINES]) > MOST:
            self.add_error(LINES, _("%(most)s lines at a time, and no more.") % {"most": MOST})
        return cleaned


class OutcomeLines:
    """Lets the ModelAdmin of the meetings take a list of outcomes."""

    def get_fieldsets(self, request, obj=None):
        """Return the groups, the last of them the box for a list, for whoever may enter outcomes."""
        fieldsets = super().get_fieldsets(request, obj)
        may = self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
        return [*fieldsets, (gettext_lazy("A list of outcomes"), {"fields": [LINES, KIND]})] if may else fieldsets

    def save_formset(self, request, form, formset, change):
        """Save the rows, and after the outcomes that were typed one by one those of the list."""
        super().save_formset(request, form, formset, change)
        if formset.model is Outcome:
            lines = form.cleaned_data.get(LINES) or []
            enter(form.instance, lines, form.cleaned_data.get(KIND))
            if lines and not getattr(request, "proposes", None):
                made = ngettext("The list made %(count)s outcome.", "The list made %(count)s outcomes.", len(lines))
                self.message_user(request, made % {"count": len(lines)})


def enter(meeting, lines: list[str], kind: str) -> None:
    """Give the meeting an outcome of the kind for each line, after those it has."""
    last = meeting.outcomes.aggregate(last=Max("position"))["last"] or 0
    status = "" if kind in KINDS_WITHOUT_STATUS else OutcomeStatus.ACTIVE
    for text in lines:
        Outcome.objects.create(meeting=meeting, kind=kind, text=text, status=status, position=last)
