"""Since when an account is deactivated."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class InactiveAccount(models.Model):
    """An account that is deactivated, and when that was noticed (cooperation/operations/retention.py).

    Some time later the person's name and address are erased.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.DB_CASCADE,
        related_name="+",
        verbose_name=_("account"),
    )
    since = models.DateTimeField(_("deactivated since"))

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("deactivated account")
        verbose_name_plural = _("deactivated accounts")
        default_permissions = ()

    def __str__(self):
        return str(self.account_id)
