"""The guide for staff: one page in the admin that explains how to use it, with pictures."""

from django.utils.translation import gettext as _


def guide_view(site, request):
    return site.render(request, "admin/cooperation/guide.html", _("Guide for staff"))
