"""The sessions of an account: listed, and ended by its owner or an administrator."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..models import Session
from . import audit


def sessions_of(account) -> QuerySet:
    """Return the sessions of the account that have not ended, the last used first."""
    return Session.objects.filter(user=account, expire_date__gt=timezone.now()).order_by("-seen_at", "pk")


def end(by, account, ended: list[Session]) -> int:
    """End these sessions of the account, and log it. Return how many had not ended yet."""
    with transaction.atomic():
        number, _each = Session.objects.filter(user=account, pk__in=[each.pk for each in ended]).delete()
        if number:
            audit.sessions_ended(by, account, ended)
    return number
