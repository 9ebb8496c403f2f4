"""URLs of the registry: the admin, and the public pages at the root. /healthz is in config/health.py."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

admin.site.login = secure_admin_login(admin.site.login)
urlpatterns = [
    path("admin/", include("cooperation.sign_in.urls")),
    path("admin/", admin.site.urls),
    # Browsers request it for pages without an icon link, such as the admin's.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("img/icon.svg"))),
    path("", include("cooperation.urls")),
]

handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
