"""Old addresses lead to the new ones."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db import DatabaseError
from django.http import HttpResponsePermanentRedirect
from django.utils.deprecation import MiddlewareMixin


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
