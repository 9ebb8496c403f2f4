"""Sessions in which the password was asked again."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import get_user

from cooperation.models.session import SessionStore


def confirm(client):
    """As if the user of this client or server had given the password again just now."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    request = SimpleNamespace(session=SessionStore(getattr(cookie, "value", cookie)))
    record_authentication(request, get_user(request), method="password", reauthenticated=True)
    request.session.save()
