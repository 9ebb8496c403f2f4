"""Scheduled tasks: publish planned records; once a day, move the index to the new day.

No request does this. A thread of each server process calls `catch_up` every ten seconds (config/timer.py), and
`manage.py publish_due` does the same. Several calls can run at once: each skips rows that another has locked.
"""

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from .. import index
from ..database.errors import in_words, is_busy, is_unreachable
from ..database.installation import check_release, installed_digests
from ..database.timeouts import set_timeouts
from ..history import attributed
from ..models import RECORDS, Record, RefusedPublication
from .publication import due, publish_if_due

logger = logging.getLogger(__name__)
# Time before a rejected publication is tried again: someone may have corrected the record.
RETRY = timedelta(minutes=1)
# Milliseconds. Less than PostgreSQL's deadlock_timeout of one second: in a deadlock with a user's save, this task gives
# up.
LOCK = 500


@dataclass
class Done:
    """The result of one call: published records, rejected ones with the reason, and the new day of the index."""

    published: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    day: date | None = None


def catch_up(today: date, retry: timedelta = RETRY) -> Done:
    """Publish due records, each in its own transaction, and move the index to the day, with what is done once a day.

    A record that the database rejected is tried again after `retry`. Raises OperationalError or InterfaceError if the
    database cannot be reached, and OtherRelease if it belongs to another release.
    """
    check_release(installed_digests().get("release"))
    done = Done()
    before = {(each.kind, each.record, each.publish_at) for each in RefusedPublication.objects.all()}
    fresh = RefusedPublication.objects.filter(refused_at__gt=Now() - retry)
    fresh = set(fresh.values_list("kind", "record", "publish_at")) if before else set()
    plans = [(model, record) for model in RECORDS for record in due(model).order_by("publish_at", "pk")]
    for model, record in plans:
        if _plan(record) not in fresh:
            _publish(model, record, done)
    _forget(before - {_plan(record) for _model, record in plans})
    try:
        with transaction.atomic():
            set_timeouts(lock=LOCK, statement=0)
            done.day = today if index.advance(today) else None
    except DatabaseError as error:
        if not is_busy(error):
            raise
    return done


def refusal_of(record: Record) -> RefusedPublication | None:
    """Return why the record was not published as planned, or None."""
    if record.publish_at is None:
        return None
    kind, pk, publish_at = _plan(record)
    return RefusedPublication.objects.filter(kind=kind, record=pk, publish_at=publish_at).first()


def refused() -> list[tuple[Record, RefusedPublication]]:
    """Return the records that were not published as planned, each with the reason."""
    found = []
    refusals = {(each.kind, each.record, each.publish_at): each for each in RefusedPublication.objects.all()}
    for model in RECORDS:
        ids = [pk for kind, pk, _publish_at in refusals if kind == model._meta.model_name]
        for record in model._base_manager.filter(pk__in=ids).order_by("publish_at", "pk") if ids else ():
            if refusal := refusals.get(_plan(record)):
                found.append((record, refusal))
    return found


def _publish(model, record, done):
    name = f"{model._meta.verbose_name} “{record}” ({record.slug})"
    try:
        with attributed(origin=_("planned publication")), transaction.atomic():
            set_timeouts(lock=LOCK)
            is_published = publish_if_due(model, record.pk)
    except DatabaseError as error:
        if is_unreachable(error):
            raise
        if not is_busy(error):
            done.refused.append((name, _refuse(record, name, error)))
            return
        is_published = False
    if is_published:
        logger.info("Published as planned: %s", name)
        done.published.append(name)
    else:
        done.locked.append(name)


def _refuse(record, name, error):
    """Store the reason, log it if it is new, and return it."""
    reason = " ".join(in_words(error).messages)
    kind, pk, publish_at = _plan(record)
    known = RefusedPublication.objects.filter(kind=kind, record=pk, publish_at=publish_at, reason=reason).exists()
    RefusedPublication.objects.update_or_create(
        kind=kind, record=pk, defaults={"publish_at": publish_at, "reason": reason, "refused_at": Now()}
    )
    if not known:
        logger.error("Not published as planned: %s: %s", name, reason)
    return reason


def _plan(record):
    return record._meta.model_name, record.pk, record.publish_at


def _forget(plans):
    """Delete the refusals of plans that no longer exist."""
    for kind, pk, publish_at in plans:
        RefusedPublication.objects.filter(kind=kind, record=pk, publish_at=publish_at).delete()
