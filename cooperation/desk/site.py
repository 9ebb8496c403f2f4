"""The admin site: its titles, its pages, and the sections of its index."""

from functools import partial, update_wrapper

from django.conf import settings
from django.contrib.admin import AdminSite
from django.urls import path
from django.utils.translation import gettext_lazy as _

from ..domain.choices import AccountAction
from ..domain.roles import may_see_activity
from ..workflow import audit
from .activity import activity_csv_view, activity_view
from .fast_entry import bloc_view, blocs_view, date_view
from .first_page import index_context, submissions_view
from .gaps import gaps_view
from .guide import guide_view
from .imported_files import action_view, continue_view, failed_view, file_view
from .imports import check_view, export_view, import_view, importable, imports_view, template_view, wrong_view
from .news import news_view
from .recycle_bin import bin_view, restorable
from .review import publish_view, return_view, review_view, take_back_view

# The sections of the index. Models that are not here have no list: they are edited on their record's form.
SECTIONS = (
    (_("Records"), ("Meeting", "Agreement", "Project", "Mechanism")),
    (_("Reference lists"), ("Organization", "Topic", "Source")),
    (_("Reference data"), ("Region", "Country")),
    (_("Readers"), ("Rating", "Redirect")),
    (_("Staff"), ("User",)),
)


class RegistrySite(AdminSite):
    site_title = site_header = settings.SITE_NAME
    index_title = _("Home")
    empty_value_display = "–"

    def get_urls(self):
        return [
            self.page("guide/", guide_view, "guide"),
            self.page("news/", news_view, "news"),
            self.page("activity/", activity_view, "activity"),
            self.page("activity.csv", activity_csv_view, "activity_csv"),
            self.page("quality/", gaps_view, "quality"),
            self.page("dates/", date_view, "written_date"),
            self.page("blocs/", blocs_view, "blocs"),
            self.page("blocs/<int:pk>/", bloc_view, "bloc"),
            self.page("review/", review_view, "review"),
            self.page("review/<int:pk>/publish/", publish_view, "review_publish"),
            self.page("review/<int:pk>/return/", return_view, "review_return"),
            self.page("review/<int:pk>/take-back/", take_back_view, "review_take_back"),
            self.page("submissions/", submissions_view, "submissions"),
            self.page("imports/", imports_view, "imports"),
            self.page("imports/<int:pk>/", import_view, "import"),
            self.page("imports/<int:pk>/wrong.<str:suffix>", wrong_view, "import_wrong"),
            self.page("imports/<int:pk>/check/", check_view, "import_check"),
            self.page("imports/files/<int:pk>/", file_view, "imported_file"),
            self.page("imports/files/<int:pk>/continue/", continue_view, "imported_file_continue"),
            self.page("imports/files/<int:pk>/left-out.csv", failed_view, "imported_file_failed"),
            self.page("imports/files/<int:pk>/<slug:action>/", action_view, "imported_file_action"),
            self.page("imports/<str:kind>/template.<str:suffix>", template_view, "import_template"),
            self.page("imports/<str:kind>/all.<str:suffix>", export_view, "import_export"),
            self.page("bin/", bin_view, "bin"),
            *super().get_urls(),
        ]

    def page(self, route, view, name):
        """Return the URL pattern of a page; `view` takes the site, the request and what the route captures."""
        return path(route, self.admin_view(update_wrapper(partial(view, self), view)), name=name)

    def each_context(self, request):
        user = request.user
        return {
            **super().each_context(request),
            "is_demonstration": settings.DEMONSTRATION,
            "has_import": bool(importable(user)),
            "has_bin": bool(restorable(user)),
            "has_activity": may_see_activity(user),
        }

    def index(self, request, extra_context=None):
        return super().index(request, {**index_context(request), **(extra_context or {})})

    def login(self, request, extra_context=None):
        """Sign in; success and failure are logged."""
        response = super().login(request, extra_context)
        if request.method == "POST":
            if request.user.is_authenticated and response.status_code == 302:
                audit.signed_in(request.user)
            else:
                audit.sign_in_failed(request.POST.get("username", ""))
        return response

    def password_change(self, request, extra_context=None):
        """Change the user's own password, and log it."""
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            audit.account_changed(request.user, request.user, AccountAction.PASSWORD, "Changed password.")
        return response

    def get_app_list(self, request, app_label=None):
        """Return the sections in the format of Django's app list; `app_label` restricts it to one app."""
        apps = self._build_app_dict(request, app_label).values()
        models = {model["object_name"]: (app, model) for app in apps for model in app["models"]}
        sections = []
        for name, wanted in SECTIONS:
            found = [models[each] for each in wanted if each in models]
            if found:
                sections.append({**found[0][0], "name": name, "models": [model for _app, model in found]})
        return sections
