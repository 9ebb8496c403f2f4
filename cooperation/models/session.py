"""Sessions of staff, stored only in the database, so that a session ends for every server process at once."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from regions.fields import ShortTextField

from ..domain.bookkeeping import bookkeeping
from .undumped import Undumped

SEEN_EVERY = timedelta(minutes=1)


class Session(AbstractBaseSession):
    """A session, and whose it is. It ends at `expire_date`, which moves while it is used (SessionStore).

    It also ends when its account is deactivated or its role, password or second factor changes (database/accounts.py).
    `browser` is its name and its system's, such as "Firefox on Windows". The address is not stored.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DB_CASCADE, related_name="+", verbose_name=_("account")
    )
    signed_in_at = models.DateTimeField(_("signed in"))
    seen_at = models.DateTimeField(_("last used"))
    browser = ShortTextField(_("browser"), max_length=60)

    dumped = Undumped()
    objects = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()

    def __str__(self):
        """Return the browser, and not the key as Django does: whoever reads it can use the session."""
        return self.browser

    @classmethod
    def get_session_store_class(cls):
        return SessionStore

    @property
    def public_id(self) -> str:
        """Return the id of the session in forms: its key would let whoever reads it use the session."""
        return salted_hmac("cooperation.models.session", self.session_key, algorithm="sha256").hexdigest()[:32]


class SessionStore(db.SessionStore):
    """Reads and writes sessions; settings.SESSION_ENGINE names this module.

    A session ends when it was not used for SESSION_IDLE, and SESSION_LIMIT after the sign-in. Its use is stored at most
    once a minute. `browser` is stored when the session begins.
    """

    def __init__(self, session_key=None, browser=""):
        super().__init__(session_key)
        self.browser = browser
        self.row = None

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        self.row = super()._get_session_from_db()
        if self.row and timezone.now() - self.row.seen_at >= SEEN_EVERY:
            _mark_used(self.row)
            # An UPDATE does not restore a row that is deleted at the same time.
            used = {"seen_at": self.row.seen_at, "expire_date": self.row.expire_date}
            with bookkeeping():
                Session.objects.filter(pk=self.row.pk).update(**used)
        return self.row

    def create_model_instance(self, data):
        user = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        known = self.row if self.row and user is not None and self.row.user_id == user else None
        self.row = Session(
            session_key=self._get_or_create_session_key(),
            session_data=self.encode(data),
            user_id=user,
            signed_in_at=known.signed_in_at if known else timezone.now(),
            browser=known.browser if known else self.browser,
        )
        _mark_used(self.row)
        return self.row

    def flush(self):
        super().flush()
        self.row = None


def _mark_used(row):
    row.seen_at = timezone.now()
    row.expire_date = min(row.seen_at + settings.SESSION_IDLE, row.signed_in_at + settings.SESSION_LIMIT)
