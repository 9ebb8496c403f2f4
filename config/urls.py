"""Addresses of the registry: the staff's rooms, and the public pages at the root. /healthz is in config/health.py."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("cooperation.urls")),
]

handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
