"""A list of outcomes pasted into a meeting's form, one per line."""

import re

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...domain.choices import KINDS_WITHOUT_STATUS, OutcomeKind, OutcomeStatus
from ...models import Outcome
from .sections import USED_MOST
from .state import state_of

LINES, KIND = "outcome_lines", "outcome_lines_kind"
MOST = 500
# What a list puts before each line: "- ", "• ", "3. ", "(3) ".
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪◦]|\(?\d{1,3}[.)])\s+")


def texts(lines: str) -> list[str]:
    """Return the texts of a list, without bullets and empty lines; a single line is split at its semicolons."""
    parts = lines.strip().splitlines()
    if len(parts) == 1:
        parts = parts[0].split(";")
    found = (" ".join(_BULLET.sub("", part).split()) for part in parts)
    return [text for text in found if text]


class OutcomeLinesForm(forms.ModelForm):
    """Adds a box for outcomes, one per line, all of the same kind."""

    outcome_lines_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of all these"),
        choices=[("", "---------"), *OutcomeKind.choices],
        required=False,
        help_text=gettext_lazy("Enter outcomes of another kind below, or paste them after you save these."),
    )
    outcome_lines = forms.CharField(
        label=gettext_lazy("Outcomes, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4, "cols": 40}),
        help_text=gettext_lazy(
            "Paste a list: each line becomes an outcome, without the bullet or number before it. "
            "A list on one line is split at semicolons."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        cleaned[LINES] = texts(cleaned.get(LINES) or "")
        if cleaned[LINES] and not cleaned.get(KIND) and KIND not in self.errors:
            self.add_error(KIND, _("Choose the kind of these outcomes."))
        if len(cleaned[LINES]) > MOST:
            self.add_error(LINES, _("Enter at most %(most)s lines at a time.") % {"most": MOST})
        return cleaned


def fieldset() -> tuple:
    return (gettext_lazy("A list of outcomes"), {"fields": [LINES, KIND], "classes": [USED_MOST]})


def save_lines(request, form) -> None:
    """Create the outcomes of the list, after those that were entered one by one."""
    lines = form.cleaned_data.get(LINES) or []
    create_outcomes(form.instance, lines, form.cleaned_data.get(KIND))
    if lines and not state_of(request).proposes:
        created = ngettext(
            "%(count)s outcome was added from the list.", "%(count)s outcomes were added from the list.", len(lines)
        )
        messages.info(request, created % {"count": len(lines)})


def create_outcomes(meeting, lines: list[str], kind: str) -> None:
    """Create one outcome per line, after those that the meeting has."""
    last = meeting.outcomes.aggregate(last=Max("position"))["last"] or 0
    status = "" if kind in KINDS_WITHOUT_STATUS else OutcomeStatus.ACTIVE
    for text in lines:
        Outcome.objects.create(meeting=meeting, kind=kind, text=text, status=status, position=last)
