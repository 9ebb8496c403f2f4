"""The home country in new forms: the first party of an agreement, and a participant of a bilateral meeting."""

from django import forms
from django.contrib import messages
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from regions.models import Country

from ...domain.choices import MeetingKind

# Says in a meeting's form that the home country was shown among the participants: who then removed it, meant to.
OFFERED = "_home_was_offered"


class PartyFormSet(BaseInlineFormSet):
    """The parties of an agreement; those of a new one begin with the home country.

    What is sent is not compared with it, so the row is saved whether or not it was touched.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.instance.pk is None and (home := Country.objects.home()):
            self.initial_extra = [{"country": home.pk}]


class BilateralForm(forms.ModelForm):
    """The form of a meeting, with the home country in a new bilateral one unless the form offered it already."""

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


class WithHomeCountry:
    """Lets the ModelAdmin of the meetings offer the home country in new forms."""

    def get_changeform_initial_data(self, request):
        """Return what is filled in: in a bilateral meeting the home country too."""
        initial = super().get_changeform_initial_data(request)
        if initial.get("kind") == MeetingKind.BILATERAL and (home := Country.objects.home()):
            countries = [str(pk) for pk in initial.get("countries", ()) if pk]
            initial["countries"] = list(dict.fromkeys([*countries, str(home.pk)]))
        return initial

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the form; a new one tells its script which country to offer, and whether it is offered."""
        if add and (home := Country.objects.home()):
            form = context["adminform"].form
            kind = form.initial.get("kind")
            is_offered = form.data.get(OFFERED) if form.is_bound else kind == MeetingKind.BILATERAL
            context["home_country"], context["home_was_offered"] = home, bool(is_offered)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        """Save the parts, and say so where the home country was added unseen."""
        super().save_related(request, form, formsets, change)
        if not change and form.home_added:
            words = _("%(country)s was added as a participant, because the meeting is bilateral.")
            self.message_user(request, words % {"country": form.home_added}, messages.INFO)
