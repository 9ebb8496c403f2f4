"""Pagination for the lists of the admin site."""

from django.contrib import messages
from django.core.paginator import InvalidPage, Page, Paginator
from django.utils.translation import gettext as _


def page_of(request, rows, per_page: int) -> Page:
    """Return the page given by "p" in the query string; if it does not exist, warn and return the first one."""
    paginator = Paginator(rows, per_page)
    try:
        return paginator.page(request.GET.get("p", 1))
    except InvalidPage:
        messages.warning(request, _("This page does not exist. The first page is shown."))
        return paginator.page(1)
