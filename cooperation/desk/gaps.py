"""The page of known gaps: how many records, drafts included, each data quality rule finds, with links to them."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ..workflow import todo
from .first_page import needs_of


def gaps_view(site, request):
    context = {"needs": needs_of(request.user, localdate(), todo.GAPS)}
    return site.render(request, "admin/cooperation/gaps.html", _("Known gaps"), context)
