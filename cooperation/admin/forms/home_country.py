"""The home country in new forms: the first party of an agreement, and a participant of a bilateral meeting."""

from django import forms
from django.contrib import messages
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from regions.models import Country

from ...domain.choices import MeetingKind

# Sent if the form showed the home country as a participant: its removal is then intentional.
OFFERED = "_home_was_offered"


class PartyFormSet(BaseInlineFormSet):
    """The parties of an agreement; a new agreement starts with the home country.

    The submitted form does not have this initial value, so the row is saved even if nobody changed it.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.instance.pk is None and (home := Country.objects.home()):
            self.initial_extra = [{"country": home.pk}]


class BilateralForm(forms.ModelForm):
    """Add the home country to a new bilateral meeting, unless the form already offered it."""

    home_added = None

    def __init__(self, data=None, files=None, **kwargs):
        is_new = kwargs.get("instance") is None or kwargs["instance"].pk is None
        if data is not None and is_new and data.get("kind") == MeetingKind.BILATERAL and not data.get(OFFERED):
            data = self._with_home(data.copy())
        super().__init__(data, files, **kwargs)

    def _with_home(self, data):
        home = Country.objects.home()
        if home is not None:
            data[OFFERED] = "1"
            if str(home.pk) not in data.getlist("countries"):
                data.appendlist("countries", str(home.pk))
                self.home_added = home
        return data


def fill_in(initial: dict) -> None:
    """Add the home country to the initial participants of a new bilateral meeting."""
    if initial.get("kind") == MeetingKind.BILATERAL and (home := Country.objects.home()):
        countries = [str(pk) for pk in initial.get("countries", ()) if pk]
        initial["countries"] = list(dict.fromkeys([*countries, str(home.pk)]))


def form_context(model_admin, request, obj, context) -> dict:
    """Tell the script of a new meeting's form which country to offer, and whether it is offered already."""
    if obj is not None or not (home := Country.objects.home()):
        return {}
    form = context["adminform"].form
    is_offered = form.data.get(OFFERED) if form.is_bound else form.initial.get("kind") == MeetingKind.BILATERAL
    return {"home_country": home, "home_was_offered": bool(is_offered)}


def show_added_party(model_admin, request, form, formsets, change):
    """Show a message if the home country was added although the form did not show it."""
    if not change and form.home_added:
        words = _("%(country)s was added as a participant, because the meeting is bilateral.")
        messages.info(request, words % {"country": form.home_added})
