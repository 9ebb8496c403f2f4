"""The illustrated guide to the admin, for staff."""

from django.utils.translation import gettext as _


def guide_view(site, request):
    return site.render(request, "admin/cooperation/guide.html", _("Guide for staff"))
