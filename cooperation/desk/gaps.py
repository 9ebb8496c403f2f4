"""The page of known gaps: how many records each rule of quality applies to, drafts included, with links to them."""

from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ..workflow import todo
from .first_page import needs_of


def gaps_view(site, request):
    request.current_app = site.name
    needs = needs_of(request.user, localdate(), todo.GAPS)
    context = {**site.each_context(request), "title": _("Known gaps"), "subtitle": None, "needs": needs}
    return TemplateResponse(request, "admin/cooperation/gaps.html", context)
