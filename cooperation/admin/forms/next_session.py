"""The form of a series' next session: filled in from the earlier ones, whose open outcomes can be carried over."""

import json

from django import forms
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.translated import columns

from ...domain.dates import PartialDate
from ...domain.roles import may_add, may_view
from ...models import Mechanism, Meeting, Outcome
from ...workflow import next_session
from .home_country import BilateralForm
from .numbers import number
from .outcome_lines import OutcomeLinesForm
from .record import RecordForm
from .sections import USED_MOST
from .state import state_of

NEXT_OF = "next_of"
CARRY_OVER = "carry_over"
MOST_OUTCOMES = 100


def next_address(request, mechanism_id) -> str:
    """Return the address of the form of a series' next session, or "" if the user cannot add it."""
    if not mechanism_id or not may_add(request.user, Meeting):
        return ""
    return f"{reverse('admin:cooperation_meeting_add')}?{NEXT_OF}={mechanism_id}"


class MeetingForm(BilateralForm, OutcomeLinesForm, RecordForm):
    """Derives the title and the slug of a new session from its series and number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for name in columns("title"):
                words = gettext_lazy("Leave empty to make it from the series and the session number.")
                self.make_optional(name, words)

    def clean(self):
        cleaned = self.cleaned_data
        names = columns("title")
        is_open = not self.instance.pk and not any(cleaned.get(name) or name in self.errors for name in names)
        if is_open and (pattern := self._pattern(cleaned)):
            cleaned.update(pattern.titles_of(cleaned["ordinal"]))
        return super().clean()

    def derived_slug(self, cleaned):
        pattern = self._pattern(cleaned)
        return pattern.slug_of(cleaned["ordinal"]) if pattern else super().derived_slug(cleaned)

    def _pattern(self, cleaned):
        if not cleaned.get("mechanism") or not cleaned.get("ordinal"):
            return None
        return next_session.pattern_of(cleaned["mechanism"])


class _OpenOutcomes(forms.ModelMultipleChoiceField):
    """Open outcomes of earlier sessions, one checkbox each."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, outcome):
        told = [outcome.get_kind_display(), str(outcome.meeting)]
        if outcome.meeting.start:
            told.append(outcome.meeting.start.words)
        return f"{outcome.shown_name()} – {', '.join(told)}"


def series_view(model_admin, request, pk):
    """Return as JSON how a series names its sessions."""
    mechanism = Mechanism.objects.filter(pk=pk).first()
    if mechanism is None or not may_view(request.user, Mechanism):
        raise Http404
    pattern = next_session.pattern_of(mechanism)
    return JsonResponse(_fields_of(pattern))


def _fields_of(pattern) -> dict[str, str]:
    return {**pattern.titles, "slug": pattern.slug}


def session_of(request):
    """Return the next session that a new meeting's form is opened for, or None."""
    state = state_of(request)
    if state.next_session is None:
        pk = number(request.GET.get(NEXT_OF, ""))
        mechanism = Mechanism.objects.filter(pk=pk).first() if pk else None
        state.next_session = next_session.next_session(mechanism) if mechanism else False
    return state.next_session or None


def fill_in(request, initial: dict) -> None:
    """Add the initial values derived from the earlier sessions of the series."""
    session = session_of(request)
    if session is None:
        return
    initial |= {name: title for name, title in session.titles.items() if title}
    for name in ("ordinal", "slug", "kind"):
        if value := getattr(session, name):
            initial[name] = value
    initial |= {"mechanism": session.mechanism.pk, "host_country": session.host and session.host.pk}
    for name in ("countries", "organizations", "topics"):
        initial[name] = [row.pk for row in getattr(session, name)]


def with_open_outcomes(form: type, session) -> type:
    """Return the form class, with a checkbox for each open outcome of the earlier sessions."""
    rows = [outcome.pk for outcome in next_session.open_outcomes(session.mechanism)[:MOST_OUTCOMES]]
    field = _OpenOutcomes(
        Outcome.objects.filter(pk__in=rows).select_related("meeting").newest_first(),
        required=False,
        label=gettext_lazy("Carry over"),
        help_text=gettext_lazy("Each one that you tick becomes an outcome of this session, linked to the earlier one."),
    )
    return type("MeetingForm", (form,), {CARRY_OVER: field})


def fieldsets(session) -> list:
    if not next_session.open_outcomes(session.mechanism).exists():
        return []
    name = gettext_lazy("Open outcomes of earlier sessions")
    return [(name, {"fields": [CARRY_OVER], "classes": ["carry-over", USED_MOST]})]


def carry_over(model_admin, request, form, formsets, change):
    """Create an outcome for each earlier one that was ticked."""
    for outcome in form.cleaned_data.get(CARRY_OVER) or ():
        next_session.carry_over(outcome, form.instance)


def form_context(model_admin, request, obj, context) -> dict:
    """Say where the values of a new meeting's form come from; an existing meeting links to the next session."""
    if obj is not None:
        return link_context(model_admin, request, obj, context)
    added = {"series_address": model_admin.address("series", 0)}
    if session := session_of(request):
        added |= {"filled_in": _explanations(session), "series_patterns": json.dumps(_fields_of(session.pattern))}
    return added


def link_context(model_admin, request, obj, context) -> dict:
    """Link the form of a meeting or a mechanism to the form of the next session."""
    if obj is None:
        return {}
    return {"next_session": next_address(request, obj.pk if isinstance(obj, Mechanism) else obj.mechanism_id)}


def _explanations(session):
    level = session.mechanism.get_level_display()
    found = [_("The next session of %(series)s. Level: %(level)s.") % {"series": session.mechanism, "level": level}]
    if session.last is None:
        found.append(_("No sessions recorded: the members of the series are filled in."))
    else:
        found.append(_("Filled in from “%(last)s”. Check each field. Nothing is saved yet.") % {"last": session.last})
    if session.may_lack_one(localdate()):
        asked = _("The last recorded session was in %(when)s. Is one missing? Check the number.")
        found.append(asked % {"when": PartialDate(session.last.start[:7]).words})
    if session.host is not None:
        found.append(_("By rotation, %(host)s hosts next.") % {"host": session.host})
    elif session.last is not None:
        found.append(_("The earlier sessions do not show who hosts it."))
    return found
