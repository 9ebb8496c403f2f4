"""The next session of a series: its form opens filled in, and open outcomes of earlier sessions are carried over."""

from django import forms
from django.http import Http404, JsonResponse
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...domain.dates import PartialDate
from ...domain.roles import may_add, may_view
from ...models import Mechanism, Meeting, Outcome
from ...workflow import next_session
from .duplicates import WatchfulForm
from .home_country import BilateralForm
from .numbers import number
from .outcome_lines import OutcomeLinesForm

NEXT_OF = "next_of"
CARRY_OVER = "carry_over"
MOST_OUTCOMES = 100


def next_address(request, mechanism_id) -> str:
    """Return the address of the form of the next session of a series, or "" for who enters no meetings."""
    if not mechanism_id or not may_add(request.user, Meeting):
        return ""
    return f"{reverse('admin:cooperation_meeting_add')}?{NEXT_OF}={mechanism_id}"


class MeetingForm(BilateralForm, OutcomeLinesForm, WatchfulForm):
    """The form of a meeting. The title and the slug of a new session follow from its series and its number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.leave_open("title", gettext_lazy("Left empty, it follows from the series and the ordinal."))

    def clean(self):
        """Return what was typed, with the title that follows from it."""
        cleaned = self.cleaned_data
        if not self.instance.pk and "title" not in self.errors and not cleaned.get("title"):
            if pattern := self._pattern(cleaned):
                cleaned["title"] = pattern.title_of(cleaned["ordinal"])
            else:
                self.add_error("title", self.fields["title"].error_messages["required"])
        return super().clean()

    def own_slug(self, cleaned):
        pattern = self._pattern(cleaned)
        return pattern.slug_of(cleaned["ordinal"]) if pattern else super().own_slug(cleaned)

    def _pattern(self, cleaned):
        if not cleaned.get("mechanism") or not cleaned.get("ordinal"):
            return None
        return next_session.pattern_of(cleaned["mechanism"])


class _Carried(forms.ModelMultipleChoiceField):
    """Outcomes of earlier sessions, one tick each."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, outcome):
        told = [outcome.get_kind_display(), str(outcome.meeting)]
        if outcome.meeting.start:
            told.append(outcome.meeting.start.words)
        return f"{outcome.text} – {', '.join(told)}"


class NextSessions:
    """Lets the ModelAdmin of the meetings open its form for the next session of a series."""

    form = MeetingForm

    def get_urls(self):
        """Return the addresses, with the one that tells scripts how a series calls its sessions."""
        view = self.admin_site.admin_view(self.series_view)
        return [path("series/<int:pk>/", view, name="cooperation_meeting_series"), *super().get_urls()]

    def series_view(self, request, pk):
        mechanism = Mechanism.objects.filter(pk=pk).first()
        if mechanism is None or not may_view(request.user, Mechanism):
            raise Http404
        pattern = next_session.pattern_of(mechanism)
        return JsonResponse({"title": pattern.title, "slug": pattern.slug})

    def next_of(self, request):
        """Return the next session that the form is opened for, or None."""
        if not hasattr(request, "next_session"):
            pk = number(request.GET.get(NEXT_OF, ""))
            mechanism = Mechanism.objects.filter(pk=pk).first() if pk else None
            request.next_session = next_session.next_session(mechanism) if mechanism else None
        return request.next_session

    def get_changeform_initial_data(self, request):
        """Return what is filled in: for the next session of a series what follows from those on file."""
        initial = super().get_changeform_initial_data(request)
        session = self.next_of(request)
        if session is None:
            return initial
        initial |= {
            name: getattr(session, name) for name in ("ordinal", "title", "slug", "kind") if getattr(session, name)
        }
        initial |= {"mechanism": session.mechanism.pk, "host_country": session.host and session.host.pk}
        for name in ("countries", "organizations", "topics"):
            initial[name] = [row.pk for row in getattr(session, name)]
        return initial

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form; that of a next session offers the open outcomes of the earlier ones."""
        if obj is None and (session := self.next_of(request)):
            rows = [outcome.pk for outcome in next_session.open_outcomes(session.mechanism)[:MOST_OUTCOMES]]
            field = _Carried(
                Outcome.objects.filter(pk__in=rows).select_related("meeting").newest_first(),
                required=False,
                label=gettext_lazy("Carry over"),
                help_text=gettext_lazy(
                    "Each one ticked becomes an outcome of this session that takes up the earlier one."
                ),
            )
            kwargs["form"] = type("MeetingForm", (kwargs.get("form", self.form),), {CARRY_OVER: field})
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        session = self.next_of(request) if obj is None else None
        if session and next_session.open_outcomes(session.mechanism).exists():
            name = gettext_lazy("Open outcomes of earlier sessions")
            fieldsets = [*fieldsets, (name, {"fields": [CARRY_OVER], "classes": ["carry-over"]})]
        return fieldsets

    def save_related(self, request, form, formsets, change):
        """Carry over what was ticked, then save the parts."""
        for outcome in form.cleaned_data.get(CARRY_OVER) or ():
            next_session.carry_over(outcome, form.instance)
        super().save_related(request, form, formsets, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the form, which says where its contents come from; one of a series leads to the next session."""
        context["series_address"] = reverse("admin:cooperation_meeting_series", args=[0]) if add else ""
        if add and (session := self.next_of(request)):
            context["filled_in"] = _filled_in(session)
            context["series_pattern"] = session.pattern
        if obj is not None:
            context["next_session"] = next_address(request, obj.mechanism_id)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _filled_in(session):
    level = session.mechanism.get_level_display()
    found = [_("The next session of %(series)s. Level: %(level)s.") % {"series": session.mechanism, "level": level}]
    if session.last is None:
        found.append(_("No session is on file: who belongs to the series is filled in."))
    else:
        found.append(
            _("Filled in after “%(last)s”. Look at each field; nothing is saved yet.") % {"last": session.last}
        )
    if session.may_lack_one(localdate()):
        asked = _("The last session on file was in %(when)s: is one missing? Check the number.")
        found.append(asked % {"when": PartialDate(session.last.start[:7]).words})
    if session.host is not None:
        found.append(_("By turns %(host)s hosts it.") % {"host": session.host})
    elif session.last is not None:
        found.append(_("Who hosts it does not follow from the earlier sessions."))
    return found
