"""One object by its id, or why there is none: it moved, was withdrawn, or was never public."""

import re

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from regions.fields import AddressField
from regions.models import Country

from ...models import RECORDS, Outcome
from ...workflow.merged import traces
from .objects import objects
from .problems import Problem

LARGEST_ID = 2**63 - 1
SLUG = re.compile(AddressField.pattern).match


def found(model, text: str, today, origin: str, **options) -> dict | int:
    """Return the object with the id `text`; or the id to which it redirects: for a slug, and after a merge.

    Raises Problem: 410 if it was withdrawn, 404 if it is not public or does not exist.
    """
    if not (text.isascii() and text.isdecimal()):
        return _id_of_slug(model, text)
    pk = int(text)
    if text != str(pk) or pk > LARGEST_ID:
        raise Problem(404)
    for each in objects(model, [pk], today, origin, **options):
        return each
    return _survivor_of(model, pk)


def _survivor_of(model, pk) -> int:
    if trace := traces(model, [pk]).get(pk):
        is_public = model.objects.published().filter(pk=trace.survivor).exists()
        if trace.merges[0].was_public or model not in RECORDS:
            if is_public:
                return trace.survivor
            raise Problem(410)
    record = _record_of(model, pk)
    if record and record.withdrawn_at:
        day = date_format(localtime(record.withdrawn_at), "DATE_FORMAT")
        detail = _("This record was withdrawn on {day}. Reason: {reason}")
        raise Problem(410, detail.format(day=day, reason=record.withdrawal_reason))
    raise Problem(404)


def _record_of(model, pk):
    """Return the record with this id, whatever its state; of an outcome, its meeting."""
    if model is Outcome:
        outcome = Outcome.objects.select_related("meeting").filter(pk=pk).first()
        return outcome and outcome.meeting
    return model._base_manager.filter(pk=pk).first() if model in RECORDS else None


def _id_of_slug(model, text) -> int:
    """Return the id of the object whose page has this address now, or had it once."""
    slug = text.lower()
    if model is Outcome or not _is_slug(slug):
        raise Problem(404)
    rows = _readable(model)
    pk = rows.filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None and model is Country:
        pk = rows.filter(alpha_3=text.upper()).values_list("pk", flat=True).first()
    if pk is None:
        old = model(slug=slug).permanent_path
        new = Redirect.objects.filter(site_id=settings.SITE_ID, old_path=old).values_list("new_path", flat=True).first()
        now = (new or "").rstrip("/").rpartition("/")[2]
        pk = rows.filter(slug=now).values_list("pk", flat=True).first() if new else None
    if pk is None:
        raise Problem(404)
    return pk


def _readable(model):
    """Return the rows that are or were public: the API returns 410 for withdrawn ones."""
    if model in RECORDS:
        return model._base_manager.filter(published_at__isnull=False)
    return model.objects.published()


def _is_slug(text) -> bool:
    return bool(SLUG(text)) and len(text) <= 120
