"""Publication is one fact, and this is the only place that changes it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Record
from .roles import may_publish


def publish(record: Record, by) -> None:
    """Let readers see the record from now on. A withdrawn one comes back with the date it was first public.

    Raises PermissionDenied where `by` may not publish it.
    """
    _change(record, by, published_at=record.published_at or timezone.now(), withdrawn_at=None, withdrawal_reason="")


def plan(record: Record, by, at: datetime | None) -> None:
    """Say when the draft is to be published, or with None that it is not.

    Raises PermissionDenied where `by` may not publish it, ValidationError where it was public already.
    """
    if record.was_public:
        raise ValidationError(_("Publication is planned for a draft only."), code="was_public")
    _change(record, by, publish_at=at)


def withdraw(record: Record, by, reason: str) -> None:
    """Take the record back from readers, who find the date and the reason at its address.

    Raises PermissionDenied where `by` may not publish it, ValidationError without a reason or where it is not public.
    """
    if not record.is_published:
        raise ValidationError(_("Only what is public can be withdrawn."), code="not_public")
    if not reason.strip():
        raise ValidationError(_("Say why: readers find the reason at the address."), code="no_reason")
    _change(record, by, withdrawn_at=timezone.now(), withdrawal_reason=reason.strip())


def _change(record, by, **columns):
    if not may_publish(by, record):
        raise PermissionDenied(_("You may not publish or withdraw this."))
    if columns.get("published_at"):
        columns["publish_at"] = None
    with transaction.atomic():
        type(record).objects.select_for_update().get(pk=record.pk)
        type(record).objects.filter(pk=record.pk).update(**columns)
    record.refresh_from_db(fields=[*columns, "version", "updated_at"])
