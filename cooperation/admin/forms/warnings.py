"""Warnings about probable mistakes, shown after saving. They do not prevent it."""

from collections.abc import Iterator

from django.contrib import messages
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ...domain.choices import MeetingStatus
from ...domain.dates import PartialDate, PartialDateField
from ...models import Meeting
from ...models.citation import PARTS
from ...workflow import former_countries

STATUSES_OF_THE_PAST = (MeetingStatus.HELD, MeetingStatus.NOT_RECORDED)


def warnings_about(record) -> list[str]:
    found = []
    signed, in_force = getattr(record, "signed_on", None), getattr(record, "in_force_on", None)
    if signed and in_force and in_force.last < signed.first:
        found.append(
            _(
                "The entry into force (%(in_force)s) is before the signature (%(signed)s). Check that the source "
                "says so."
            )
            % {"in_force": in_force.words, "signed": signed.words}
        )
    is_planned = isinstance(record, Meeting) and record.start and record.start.first > localdate()
    if is_planned and record.status in STATUSES_OF_THE_PAST:
        found.append(
            _("The meeting is in the future. Choose tentative or confirmed, so that it is listed as upcoming.")
        )
    return [*found, *_contradicted_dates(record), *former_countries.doubts_about(record)]


def _contradicted_dates(record) -> Iterator[str]:
    """Yield a warning for each citation of a date of the record that gives another one and is not disputed."""
    fields = {each.name: each for each in record._meta.fields if isinstance(each, PartialDateField)}
    of_record = {f"{part}__isnull": True for part in PARTS}
    for citation in record.citations.filter(field__in=fields, is_disputed=False, **of_record).exclude(value=""):
        try:
            held, cited = getattr(record, citation.field), PartialDate(citation.value)
        except ValueError:  # the database takes any text
            continue
        if held and (cited.last < held.first or held.last < cited.first):
            words = _("A citation of “%(field)s” gives %(cited)s. Correct it, or tick that it is disputed.")
            yield words % {"field": capfirst(fields[citation.field].verbose_name), "cited": cited.words}


def show_warnings(model_admin, request, form, formsets, change):
    for warning in warnings_about(form.instance):
        messages.warning(request, warning)
