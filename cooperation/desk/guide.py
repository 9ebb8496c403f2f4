"""The guide for staff: one page in the admin that explains how to use it, with pictures."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _


def guide_view(site, request):
    request.current_app = site.name
    context = {**site.each_context(request), "title": _("Guide for staff"), "subtitle": None}
    return TemplateResponse(request, "admin/cooperation/guide.html", context)
