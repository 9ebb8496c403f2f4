"""With REQUIRE_SECOND_FACTOR, a session without a second factor can do one thing only: add one.

While the user reauthenticates, a form waits in the session, without data about the client. The admin is in the language
of the account.
"""

import json

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject

from ..domain.languages import ASKED, STAFF, answer_in, languages
from ..models.account_language import AccountLanguage, language_of_account
from .second_factors import has_any

ADDING = reverse_lazy("mfa_index")  # the pages below it
# Headers of the waiting request to store; the next request has its own cookies.
KEPT = ("HTTP_HOST",)


def require_second_factor(get_response):
    """Treat a user whose session has no second factor as anonymous, except on the pages that add the first one."""

    def middleware(request):
        if settings.REQUIRE_SECOND_FACTOR and settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Lazy, as in Django: a page that does not use request.user reads no session.
            user = request.user
            request.user = SimpleLazyObject(lambda: user if _may_act(request, user) else AnonymousUser())
        return get_response(request)

    return middleware


def has_second_factor(request, user) -> bool:
    """Return whether a second factor, or a passkey, was used or added in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def lacks_second_factor(request, user) -> bool:
    """Return whether the user of this session must add a second factor before anything else."""
    return settings.REQUIRE_SECOND_FACTOR and user.is_authenticated and not has_second_factor(request, user)


def _may_act(request, user):
    if not lacks_second_factor(request, user):
        return True
    # The password alone must not add a factor to an account that has one already.
    return request.path.startswith(str(ADDING)) and not has_any(user)


def speak_to_account(get_response):
    """Use the language of the account in the admin. Public pages have that of their address, also for staff.

    During sign-in, the parameter "language" decides; without it, the account whose second factor is asked for.
    """

    def middleware(request):
        if not request.path_info.startswith(STAFF):
            return get_response(request)
        return answer_in(_language_of(request), get_response, request)

    return middleware


def _language_of(request):
    if request.user.is_authenticated:
        return language_of_account(request.user)
    if (asked := request.GET.get(ASKED)) in languages():
        return asked
    begun = request.session.get(LOGIN_SESSION_KEY) or {}
    if account := begun.get("user_pk"):
        found = AccountLanguage.objects.filter(account_id=url_str_to_user_pk(account)).first()
        if found and found.code in languages():
            return found.code
    return settings.LANGUAGE_CODE


def forget_sender(get_response):
    """Remove the client's address, cookies and browser from a form that django-allauth stores in the session."""

    def middleware(request):
        response = get_response(request)
        session = getattr(request, "session", None)
        if session is not None and session.modified and "request" in (waiting := session.get(STATE_SESSION_KEY, {})):
            stored = json.loads(waiting["request"])
            stored["META"] = {name: text for name, text in stored["META"].items() if _is_kept(name)}
            session[STATE_SESSION_KEY] = {"request": json.dumps(stored)}
        return response

    return middleware


def _is_kept(name):
    return name in KEPT or not name.startswith(("HTTP_", "REMOTE_", "RAW_"))
