"""The admin site: its titles, its pages, and the sections of its index."""

from functools import partial, update_wrapper

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from ..domain.choices import AccountAction
from ..domain.kinds import ENTERED
from ..domain.languages import ASKED, asking_for, current_language
from ..domain.roles import may_see_accounts, may_see_activity
from ..domain.site import site_name
from ..workflow import audit
from . import foreign_texts
from .activity import activity_csv_view, activity_view
from .fast_entry import bloc_view, blocs_view, date_view
from .first_page import index_context, submissions_view
from .gaps import gaps_view
from .guide import guide_view
from .imported_files import action_view, continue_view, failed_view, file_view
from .imports import check_view, export_view, import_view, importable, imports_view, template_view, wrong_view
from .news import news_view
from .passwords import account_link_view, forgotten_view, new_password_view
from .recycle_bin import bin_view, restorable
from .review import publish_view, return_view, review_view, take_back_view
from .sessions import account_sessions_view, own_sessions_view
from .system_checks import system_checks_view

# The sections of the index. Models that are not here have no list: they are edited on their record's form.
SECTIONS = (
    (_("Records"), ENTERED),
    (_("Reference lists"), ("organization", "topic", "source", "region", "country")),
    (_("Readers"), ("rating", "redirect")),
    (_("Staff"), ("user",)),
)


# A page whose form is accepted only from those who gave their password or second factor in the last five minutes.
confirmed = reauthentication_required(allow_get=True)


def entrance_languages(request):
    """Return the code and name of each other language, with the address of this page before sign-in in it."""
    query, found = request.GET.copy(), []
    for code, name in settings.LANGUAGES:
        if code != get_language():
            query[ASKED] = code
            found.append((code, name, f"{request.path}?{query.urlencode()}"))
    return found


# Django's own catalogue has no Korean for this.
BLANK = gettext_noop("- Select an option -")


def _mark_foreign_texts(response):
    response.content = foreign_texts.mark(response.text)


class RegistrySite(AdminSite):
    index_title = _("Home")
    empty_value_display = "–"

    def get_urls(self):
        return [
            self.page("guide/", guide_view, "guide"),
            self.page("news/", news_view, "news"),
            self.page("activity/", activity_view, "activity"),
            self.page("system/", system_checks_view, "system_checks"),
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
            self.page("sessions/", own_sessions_view, "sessions", is_confirmed=True),
            self.page("auth/user/<int:pk>/password/", account_link_view, "account_link", is_confirmed=True),
            self.page("auth/user/<int:pk>/sessions/", account_sessions_view, "account_sessions", is_confirmed=True),
            self.open_page("password/forgotten/", forgotten_view, "forgotten_password"),
            self.open_page("password/new/", new_password_view, "new_password"),
            *super().get_urls(),
        ]

    def page(self, route, view, name, is_confirmed=False):
        """Return the URL pattern of a page; `view` takes the site, the request and what the route captures."""
        own = partial(view, self)
        own = update_wrapper(confirmed(own) if is_confirmed else own, view)
        return path(route, self.admin_view(own), name=name)

    def open_page(self, route, view, name):
        """Return the URL pattern of a page for people who are not signed in."""
        open_view = never_cache(csrf_protect(sensitive_post_parameters()(partial(view, self))))
        return path(route, open_view, name=name)

    def admin_view(self, view, cacheable=False):
        """Tell people whose session has ended why they must sign in again, and mark texts in another language."""
        inner = super().admin_view(view, cacheable)

        def told(request, *args, **kwargs):
            # A script's request would show the message to nobody.
            is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
            has_cookie = is_page and settings.SESSION_COOKIE_NAME in request.COOKIES
            if has_cookie and request.user.is_anonymous and request.session.is_empty():
                messages.info(request, _("Your session has ended. Sign in to continue."))
            response = inner(request, *args, **kwargs)
            if hasattr(response, "add_post_render_callback"):
                response.add_post_render_callback(_mark_foreign_texts)
            return response

        return update_wrapper(told, inner)

    def logout(self, request, extra_context=None):
        """Sign out. The browser forgets the text that it kept: by the header, or by a script (unsaved.js)."""
        response = super().logout(request, {"title": _("Signed out"), "is_signed_out": True, **(extra_context or {})})
        if request.is_secure():
            response["Clear-Site-Data"] = '"storage"'
        return response

    def each_context(self, request):
        user = request.user
        return {
            **super().each_context(request),
            "site_title": str(site_name()),
            "site_header": site_name(),
            "site_url": reverse("home"),
            "asking_for_language": asking_for(current_language()),
            "entrance_languages": entrance_languages(request) if user.is_anonymous else (),
            "is_demonstration": settings.DEMONSTRATION,
            "has_import": bool(importable(user)),
            "has_bin": bool(restorable(user)),
            "has_activity": may_see_activity(user),
            "has_system_checks": may_see_accounts(user),
        }

    def render(self, request, template, title, context=None):
        """Return a page with what all pages of the admin show."""
        request.current_app = self.name
        page = {"title": title, "subtitle": None, **(context or {})}
        return TemplateResponse(request, template, {**self.each_context(request), **page})

    def index(self, request, extra_context=None):
        return super().index(request, {**index_context(request), **(extra_context or {})})

    def password_change(self, request, extra_context=None):
        """Change the user's own password, and log it. Whoever finds an open session cannot guess the old one here."""
        try:
            response = reauthentication_required(super().password_change)(request, extra_context)
        except ReauthenticationRequired:
            if request.method != "POST":
                raise
            # Ask from an empty form: a form that is asked about is stored in the session, here with passwords.
            return HttpResponseRedirect(reverse("admin:password_change"))
        if request.method == "POST" and response.status_code == 302:
            audit.account_changed(request.user, request.user, AccountAction.PASSWORD, "Changed password.")
        return response

    def get_app_list(self, request, app_label=None):
        """Return the sections in the format of Django's app list; `app_label` restricts it to one app."""
        apps = self._build_app_dict(request, app_label).values()
        models = {model["object_name"].lower(): (app, model) for app in apps for model in app["models"]}
        sections = []
        for name, wanted in SECTIONS:
            found = [models[each] for each in wanted if each in models]
            if found:
                sections.append({**found[0][0], "name": name, "models": [model for _app, model in found]})
        return sections
