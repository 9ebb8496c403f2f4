"""What is probably wrong, or there twice. It is said after saving and stops nobody."""

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..dates import PartialDate
from ..models import Agreement, Meeting

MOST = 5


def doubts(record) -> list[str]:
    """Return sentences about the saved record, for whoever saved it."""
    found = []
    signed, in_force = getattr(record, "signed_on", None), getattr(record, "in_force_on", None)
    if signed and in_force and in_force.last < signed.first:
        found.append(
            _("It enters into force (%(in_force)s) before it is signed (%(signed)s): right only if it was so agreed.")
            % {"in_force": in_force.words, "signed": signed.words}
        )
    for other in near_duplicates(record)[:MOST]:
        address = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[other.pk])
        found.append(
            format_html(
                _('Is it the same as <a href="{}">{}</a>{}? Both stay as they are.'), address, other, _day(other)
            )
        )
    return found


def near_duplicates(record):
    """Return other records of the kind that may be the same thing.

    The same title, or the same number in the same series, and no dates that rule it out.
    """
    alike = Q(title__iexact=record.title)
    if getattr(record, "mechanism_id", None) and getattr(record, "ordinal", None):
        alike |= Q(mechanism=record.mechanism_id, ordinal=record.ordinal)
    others = type(record).objects.filter(alike).exclude(pk=record.pk)
    start = record.date_field and getattr(record, record.date_field.name)
    if not start:
        return others.newest_first()
    end = next((value for name in record.end_fields if (value := getattr(record, name))), None)
    undated = others.dated().filter(date__isnull=True)
    if end is None and isinstance(record, (Agreement, Meeting)):
        end = start  # a project or a mechanism goes on
    together = others.between(start, end)
    return others.filter(Q(pk__in=undated.values("pk")) | Q(pk__in=together.values("pk"))).newest_first()


def _day(record) -> str:
    date = record.date_field and getattr(record, record.date_field.name)
    return f" ({date.words})" if isinstance(date, PartialDate) else ""
