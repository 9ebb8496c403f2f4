"""What every request passes: old addresses lead to the new ones, and what is written is attributed."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db import DatabaseError
from django.http import HttpResponsePermanentRedirect
from django.utils.deprecation import MiddlewareMixin

from .history import attributed


class RedirectOldAddresses(MiddlewareMixin):
    """Answers what would be a 404 with a redirect where the address once led somewhere.

    Django's own fallback looks up the address with its query string; here the query string is carried along instead.
    With the database down the 404 stands.
    """

    def process_response(self, request, response):
        """Return the redirect, or the response as it is."""
        if response.status_code != 404:
            return response
        try:
            new_path = (
                Redirect.objects.filter(site_id=settings.SITE_ID, old_path=request.path)
                .exclude(new_path="")
                .values_list("new_path", flat=True)
                .first()
            )
        except DatabaseError:
            return response
        if new_path is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{new_path}?{query}" if query else new_path)


def attribute_changes(get_response):
    """Let history know who sends a request that may write, and to which address."""

    def middleware(request):
        if request.method in {"GET", "HEAD", "OPTIONS"} or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        user = request.user if request.user.is_authenticated else None
        with attributed(user, f"{request.method} {request.path}", request.POST.get("reason_for_change", "")[:300]):
            return get_response(request)

    return middleware
