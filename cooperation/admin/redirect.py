"""The old addresses of public pages, to be looked at: triggers keep them."""

from django.contrib import admin
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site

from .base import RegistryAdmin
from .permission import ReadOnly

# The registry is one site, and no address is written by hand.
admin.site.unregister([Redirect, Site])


@admin.register(Redirect)
class RedirectAdmin(ReadOnly, RegistryAdmin):
    """The addresses that lead to another one."""

    list_display = ("old_path", "new_path")
    search_fields = ("old_path", "new_path")
    fields = ("old_path", "new_path")
    view_on_site = False
