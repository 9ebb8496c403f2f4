"""Password rules that Django lacks. No character classes are required.

The rules are those of OWASP ASVS 5.0, 6.2, and settings.AUTH_PASSWORD_VALIDATORS names them.
"""

import re
from unicodedata import normalize

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST_NAME = 4  # bytes: "Kim" is in many words, and the two syllables of a Korean name are in few


class MaximumLengthValidator:
    def __init__(self, max_length=128):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            text = _("This password is too long. It must contain at most %(most)s characters.")
            raise ValidationError(text, code="password_too_long", params={"most": self.max_length})

    def get_help_text(self):
        return _("Your password must contain at most %(most)s characters.") % {"most": self.max_length}


class RepetitionValidator:
    """Refuses passwords that repeat a few characters, such as "aaaaaaaaaaaa" and "121212121212"."""

    def __init__(self, least=5):
        self.least = least

    def validate(self, password, user=None):
        if len(set(password)) < self.least:
            text = _("This password has too few different characters. It must have at least %(least)s.")
            raise ValidationError(text, code="password_repeats", params={"least": self.least})

    def get_help_text(self):
        return _("Your password must have at least %(least)s different characters.") % {"least": self.least}


class NameValidator:
    """Refuses passwords that contain a word of the site's or owner's name, or a name of the account."""

    def validate(self, password, user=None):
        folded = _folded(password)
        for name in names(user):
            if name in folded:
                text = _(
                    "This password contains “%(name)s”, which is part of the name of the site, its owner or yours."
                )
                raise ValidationError(text, code="password_contains_name", params={"name": name})

    def get_help_text(self):
        return _("Your password can’t contain your name or username, or words from the names of the site or its owner.")


def names(user=None) -> list[str]:
    """Return the words that a password must not contain, folded; the longest first."""
    texts = [settings.SITE_NAME, settings.OWNER]
    if user is not None:
        texts += [user.get_username(), user.first_name, user.last_name, user.email.partition("@")[0]]
    words = {word for text in texts for word in re.split(r"[\W_]+", _folded(text))}
    return sorted((word for word in words if len(word.encode()) >= SHORTEST_NAME), key=lambda word: (-len(word), word))


def _folded(text):
    return normalize("NFKC", text).casefold()
