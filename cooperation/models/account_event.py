"""Sign-ins and changes of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .undumped import Undumped


class AccountEvent(models.Model):
    """A sign-in, a change of an account, or what failed or was refused for one account in one hour.

    `action` is an AccountAction. Rows are only added; triggers refuse everything else (database/accounts.py), except
    counting another failure in the same hour and deleting rows after two years. The model is unmanaged for the same
    reason as `Change`.
    """

    at = models.DateTimeField(_("when"))
    action = models.TextField(_("what was done"))
    account_id = models.BigIntegerField(_("id of the account"), null=True)
    account_name = models.TextField(_("account"))
    user_id = models.BigIntegerField(_("id of the user"), null=True)
    user_name = models.TextField(_("who"))
    details = models.TextField(_("details"))
    times = models.IntegerField(_("how many times"))
    hour = models.DateTimeField(_("hour of the failures"), null=True)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        managed = False
        db_table = "cooperation_accountevent"
        verbose_name = _("account event")
        verbose_name_plural = _("account events")
        ordering = ("id",)
        default_permissions = ()

    def __str__(self):
        return f"{self.action} {self.account_name}"
