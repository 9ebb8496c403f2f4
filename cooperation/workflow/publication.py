"""Publish, plan and withdraw records. Only this module changes the publication columns."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..domain.roles import may_publish
from ..models import Record
from .review import Warn, settle

COLUMNS = ("published_at", "publish_at", "withdrawn_at", "withdrawal_reason", "is_public")


@transaction.atomic
def publish(record: Record, by, warn: Warn = None) -> None:
    """Make the record public. A withdrawn record keeps the date when it was first published.

    Accepts a waiting submission of the draft. Raises PermissionDenied if `by` may not publish it.
    """
    _lock(record, by)
    first = record.published_at or _now()
    _write(record, published_at=first, publish_at=None, withdrawn_at=None, withdrawal_reason="")
    settle(record, by, warn)


@transaction.atomic
def plan(record: Record, by, at: datetime | None, warn: Warn = None) -> None:
    """Set the time at which the draft is to be published, or clear it with None. Accept a waiting submission.

    Raises PermissionDenied if `by` may not publish it, ValidationError if it has been published.
    """
    _lock(record, by)
    if record.was_public:
        raise ValidationError(_("Only the publication of a draft can be planned."), code="was_public")
    _write(record, publish_at=at)
    if at is not None:
        settle(record, by, warn)


@transaction.atomic
def withdraw(record: Record, by, reason: str) -> None:
    """Withdraw the record from the public. Its page then shows the date and the reason.

    Raises PermissionDenied if `by` may not publish it, ValidationError if the reason is missing or has more than 300
    characters, or if the record is not public.
    """
    _lock(record, by)
    if not record.is_public:
        raise ValidationError(_("Only a public record can be withdrawn."), code="not_public")
    if not reason.strip():
        raise ValidationError(_("Enter the reason. Readers see it at the address of the page."), code="no_reason")
    reason = record._meta.get_field("withdrawal_reason").clean(reason.strip(), record)
    _write(record, withdrawn_at=_now(), withdrawal_reason=reason)


def retire(duplicate: Record, survivor: Record, by, **columns) -> None:
    """Point a duplicate to the record that it was merged into, and withdraw it if it is public. It is in no list.

    `columns` are written too. Raises PermissionDenied if `by` may not publish it.
    """
    _lock(duplicate, by)
    if duplicate.is_public:
        words = _("Merged into “%(name)s”") % {"name": survivor}
        columns |= {"withdrawn_at": _now(), "withdrawal_reason": words[:300]}
    _write(duplicate, merged_into=survivor, **columns)


def put_back(model: type[Record], pk: int, columns: dict, by) -> None:
    """Write back publication columns as they were before a merge, which is being undone.

    Raises PermissionDenied if `by` may not publish the record.
    """
    record = model._base_manager.get(pk=pk)
    _lock(record, by)
    _write(record, **columns)


def public_now(words: str, record: Record) -> str:
    """Return the message with a link to the public page."""
    return format_html('{} <a href="{}">{}</a>', words, record.get_absolute_url(), _("View the public page"))


def _now():
    # Whole seconds: Django's JSON drops microseconds, and reloading a dump must change nothing.
    return timezone.now().replace(microsecond=0)


def due(model) -> QuerySet:
    """Return the drafts of a kind that are due. The database's clock decides, so that all servers agree."""
    return model._base_manager.filter(publish_at__lte=Now())


@transaction.atomic
def publish_if_due(model, pk: int) -> bool:
    """Publish the draft at its planned time. Return whether it was published.

    It is not published if it is no longer due, or if another transaction has locked it.
    """
    rows = due(model).select_for_update(of=("self",), no_key=True, skip_locked=True)
    record = rows.filter(pk=pk).first()
    if record is not None:
        _write(record, published_at=F("publish_at"), publish_at=None)
    return record is not None


def _lock(record, by):
    if not may_publish(by, record):
        raise PermissionDenied(_("You may not publish or withdraw this."))
    # Read the current values: the caller's copy may be out of date.
    rows = type(record)._base_manager.select_for_update()
    record.refresh_from_db(fields=COLUMNS, from_queryset=rows)


def _write(record, **columns):
    type(record)._base_manager.filter(pk=record.pk).update(**columns)
    record.refresh_from_db(fields=[*COLUMNS, "version", "updated_at"])
