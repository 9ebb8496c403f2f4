"""Pages of the lists that the admin site shows."""

from django.contrib import messages
from django.core.paginator import InvalidPage, Page, Paginator
from django.utils.translation import gettext as _


def page_of(request, rows, per_page: int) -> Page:
    """Return the page that the query string asks for by "p"; if there is none the first, and say so."""
    paginator = Paginator(rows, per_page)
    try:
        return paginator.page(request.GET.get("p", 1))
    except InvalidPage:
        messages.warning(request, _("There is no such page. This is the first."))
        return paginator.page(1)
