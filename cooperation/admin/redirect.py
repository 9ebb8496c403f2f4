"""The redirects from old addresses of public pages. Triggers create them; they are read-only."""

from django.contrib import admin
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site

from .read_only import ReadOnlyAdmin

# The registry is one site, and nobody edits its redirects.
admin.site.unregister([Redirect, Site])


@admin.register(Redirect)
class RedirectAdmin(ReadOnlyAdmin):
    list_display = ("old_path", "new_path")
    search_fields = ("old_path", "new_path")
    fields = ("old_path", "new_path")
    view_on_site = False
