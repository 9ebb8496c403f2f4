"""The staff's guide: one page in the admin that says how the desk is used, with pictures of it."""

from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _


class Guide:
    """Lets an AdminSite show its guide."""

    def get_urls(self):
        """Return the addresses, with that of the guide."""
        return [path("guide/", self.admin_view(self.guide_view), name="guide"), *super().get_urls()]

    def guide_view(self, request):
        request.current_app = self.name
        context = {**self.each_context(request), "title": _("Guide for staff"), "subtitle": None}
        return TemplateResponse(request, "admin/cooperation/guide.html", context)
