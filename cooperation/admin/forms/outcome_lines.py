"""A list of outcomes pasted into a meeting's form, one per line; the lines of both languages correspond."""

import re
from itertools import zip_longest

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regions.translated import columns

from ...domain.choices import KINDS_WITHOUT_STATUS, OutcomeKind, OutcomeStatus
from ...models import Outcome
from .sections import USED_MOST
from .state import state_of

LINES, KIND = "outcome_lines", "outcome_lines_kind"
MOST = 500
BOXES = columns(LINES)
# Bullets and numbers before a line: "- ", "• ", "3. ", "(3) ", "○ ", "① ", "가. ".
_BULLET = re.compile(r"^\s*(?:[-–—•*·▪◦○●□■ㅇ①-⑳]|\(?\d{1,3}[.)]|[가나다라마바사아자차카타파하][.)])\s+")


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
        label=gettext_lazy("Kind of these outcomes"),
        choices=[("", "---------"), *OutcomeKind.choices],
        required=False,
        help_text=gettext_lazy("Enter outcomes of another kind below, or paste them after you save these."),
    )
    outcome_lines = forms.CharField(
        label=gettext_lazy("Outcomes, one per line"),
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4, "cols": 40, "lang": "en"}),
        help_text=gettext_lazy(
            "Paste a list: each line becomes an outcome, without the bullet or number before it. "
            "A list on one line is split at semicolons."
        ),
    )
    outcome_lines_ko = forms.CharField(
        label=gettext_lazy("Outcomes in Korean, one per line"),
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4, "cols": 40, "lang": "ko"}),
        help_text=gettext_lazy(
            "The same outcomes in the same order. Leave one of the two lists empty if the texts are in one language."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        lists = {box: texts(cleaned.get(box) or "") for box in BOXES}
        cleaned |= lists
        numbers = [len(lines) for lines in lists.values() if lines]
        if numbers and not cleaned.get(KIND) and KIND not in self.errors:
            self.add_error(KIND, _("Choose the kind of these outcomes."))
        if len(set(numbers)) > 1:
            words = _("There are %(one)s lines in one language and %(other)s in the other. Each line needs its own.")
            self.add_error(LINES, words % {"one": numbers[0], "other": numbers[1]})
        for box, lines in lists.items():
            if len(lines) > MOST:
                self.add_error(box, _("Enter at most %(most)s lines at a time.") % {"most": MOST})
        return cleaned


def fieldset() -> tuple:
    return (gettext_lazy("A list of outcomes"), {"fields": [BOXES, KIND], "classes": [USED_MOST]})


def save_lines(request, form) -> None:
    """Create the outcomes of the list, after those that were entered one by one."""
    lines = list(zip_longest(*(form.cleaned_data.get(box) or () for box in BOXES), fillvalue=""))
    create_outcomes(form.instance, lines, form.cleaned_data.get(KIND))
    if lines and not state_of(request).proposes:
        created = ngettext(
            "%(count)s outcome was added from the list.", "%(count)s outcomes were added from the list.", len(lines)
        )
        messages.info(request, created % {"count": len(lines)})


def create_outcomes(meeting, lines: list[tuple[str, ...]], kind: str) -> None:
    """Create one outcome per line, which has a text in each language, after those that the meeting has."""
    first = Outcome(meeting=meeting)
    first.follow()
    status = "" if kind in KINDS_WITHOUT_STATUS else OutcomeStatus.ACTIVE
    for line in lines:
        written = dict(zip(columns("text"), line, strict=True))
        Outcome.objects.create(meeting=meeting, kind=kind, status=status, position=first.position, **written)
