"""The language in which a member of staff works."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.fields import ShortTextField

from ..domain.languages import languages
from .undumped import Undumped


class AccountLanguage(models.Model):
    """The language of an account: that of the admin, of its links to public pages, and of mails to the person.

    Public pages do not read it: their address decides. An account without a row has the language of settings.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.DB_CASCADE,
        related_name="chosen_language",
        verbose_name=_("account"),
    )
    # No choices and no check: another language of the interface needs no migration.
    code = ShortTextField(_("language"), max_length=20, help_text=_("The code of a language of the interface."))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("language of an account")
        verbose_name_plural = _("languages of accounts")
        default_permissions = ()

    def __str__(self):
        return self.code


def language_of_account(account) -> str:
    """Return the language of a user; without a query if `chosen_language` was fetched with the user."""
    try:
        code = account.chosen_language.code
    except AccountLanguage.DoesNotExist:
        return settings.LANGUAGE_CODE
    return code if code in languages() else settings.LANGUAGE_CODE


def choose_language(account, code: str) -> None:
    """Store the language of a user. Raises ValueError if the interface has no such language."""
    if code not in languages():
        raise ValueError(code)
    AccountLanguage.objects.update_or_create(account=account, defaults={"code": code})
