"""Readers' satisfaction with a page: one click without a script, a cookie or a token."""

from urllib.parse import urlsplit

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from ...domain.addresses import origin_of
from ...domain.languages import without_prefix
from ...models import Rating, RecentRating
from ...workflow import audit
from ..clients import client_address
from ..limits import Limit

# RecentRating allows one answer per hour for each page and address. Each process has this limit and that of
# cooperation/public/throttle.py, too.
SIGNER = Signer(salt="rating")  # a page signs its own path, so that nobody rates a page that does not exist
OF_ONE_PAGE = Limit(200, 60 * 60)
TRAP = "website"


def is_from_here(request) -> bool:
    """Return whether one of our own pages sent the request. Other sites cannot fake the header."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == origin_of(request)


@method_decorator(csrf_exempt, name="dispatch")
class Rate(View):
    """Count one answer and redirect to the page, which shows a message. The languages of a page count together."""

    http_method_names = ("post",)

    def post(self, request):
        """Count the answer, unless it comes from another site, fills the honeypot field, or exceeds a limit."""
        if not is_from_here(request):
            return self._refuse(_("Your answer was not sent from a page of this registry."), 403)
        try:
            page = SIGNER.unsign(request.POST.get("rated", ""))
        except BadSignature:
            return self._refuse(_("This page cannot be rated."), 400)
        score = request.POST.get("score", "")
        if score not in ("1", "2", "3", "4", "5"):
            return self._refuse(_("Choose one of the five answers."), 400, page)
        return self._back(page, self._count(without_prefix(page), int(score)))

    def _count(self, page, score):
        if self.request.POST.get(TRAP):
            return "thanks"  # a bot that fills every field gets the usual answer
        now, address = timezone.now(), client_address(self.request)
        if not OF_ONE_PAGE.take(page):
            return "too-many"
        with transaction.atomic():
            if not RecentRating.objects.is_first(address, page, now):
                return "counted-already"
            Rating.objects.count_one(page, timezone.localdate(now), score)
        return "thanks"

    def _back(self, page, anchor):
        came_from = urlsplit(self.request.headers.get("Referer", ""))
        query = f"?{came_from.query}" if came_from.path == page and came_from.query else ""
        return HttpResponse(status=303, headers={"Location": f"{page}{query}#{anchor}"})

    def _refuse(self, reason, status, page=""):
        if status == 403:
            audit.refused(self.request, reason)
        return render(self.request, "cooperation/rating_refused.html", {"reason": reason, "page": page}, status=status)
