"""URLs of the registry: the admin, and the public pages at the root. /healthz is in config/health.py.

English pages have no prefix, those in another language begin with its code (cooperation/domain/languages.py). Addresses
are permanent: this holds in every installation.
"""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from cooperation.urls import files, pages

admin.site.login = secure_admin_login(admin.site.login)
urlpatterns = [
    path("admin/", include("cooperation.sign_in.urls")),
    path("admin/", admin.site.urls),
    # Browsers request it for pages without an icon link, such as the admin's.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("img/icon.svg"))),
    path("", include(files)),
    *i18n_patterns(path("", include(pages)), prefix_default_language=False),
]

handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
