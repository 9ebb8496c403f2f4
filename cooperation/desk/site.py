"""The admin site: its titles, and the order in which it lists what there is."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from ..workflow import audit
from .fast_entry import FastEntry
from .guide import Guide
from .imports import Imports
from .recycle_bin import Bin
from .review import Desk

# What the index shows, and where. What is missing here has no list of its own: it is edited with its record.
SECTIONS = (
    (_("Records"), ("Meeting", "Agreement", "Project", "Mechanism")),
    (_("What records refer to"), ("Organization", "Topic", "Source")),
    (_("Reference data"), ("Region", "Country")),
    (_("Readers"), ("Rating", "Redirect")),
    (_("Staff"), ("User",)),
)


class RegistrySite(Guide, FastEntry, Desk, Imports, Bin, AdminSite):
    """Where staff work. Signed in, one gets everywhere from its index, and to the public pages."""

    site_title = _("Cooperation registry")
    site_header = _("Cooperation registry")
    index_title = _("What staff keep")
    empty_value_display = "–"

    def login(self, request, extra_context=None):
        """Sign somebody in, or say what is wrong; both are logged."""
        response = super().login(request, extra_context)
        if request.method == "POST":
            if request.user.is_authenticated and response.status_code == 302:
                audit.signed_in(request.user)
            else:
                audit.sign_in_failed(request.POST.get("username", ""))
        return response

    def password_change(self, request, extra_context=None):
        """Let somebody change their own password; it is logged."""
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            audit.account_changed(request.user, request.user, "Changed password.")
        return response

    def get_app_list(self, request, app_label=None):
        """Return the sections in their order, each like one of Django's apps; `app_label` leaves out other apps."""
        apps = self._build_app_dict(request, app_label).values()
        models = {model["object_name"]: (app, model) for app in apps for model in app["models"]}
        sections = []
        for name, wanted in SECTIONS:
            found = [models[each] for each in wanted if each in models]
            if found:
                sections.append({**found[0][0], "name": name, "models": [model for _app, model in found]})
        return sections
