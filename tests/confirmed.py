"""Sessions in which the user has reauthenticated."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import get_user

from cooperation.models.session import SessionStore


def confirm(client):
    """Mark the session of this client or server as reauthenticated just now."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    request = SimpleNamespace(session=SessionStore(getattr(cookie, "value", cookie)))
    record_authentication(request, get_user(request), method="password", reauthenticated=True)
    request.session.save()
