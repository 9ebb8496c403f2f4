"""Close old versions of a record: readers no longer see them, staff do. Open them again."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..domain.roles import may_close_versions
from ..history.public_versions import public_versions
from ..models import ClosedVersions, Record


@transaction.atomic
def close_versions(record: Record, first: int, last: int, by, reason: str, *, opens: bool = False) -> ClosedVersions:
    """Close the public versions from `first` to `last`, by the numbers that readers see; or open them again.

    Raises PermissionDenied if `by` may not do that, ValidationError if the reason is missing or has more than 300
    characters, if none of these versions can be read, or none is closed, or if one of them is the present one.
    """
    record = type(record)._base_manager.select_for_update(no_key=True).get(pk=record.pk)
    if not may_close_versions(by, record):
        raise PermissionDenied(_("You may not close versions of this."))
    if last >= record.version:
        raise ValidationError(_("The current version cannot be closed. Change the record, or withdraw it."), "present")
    if not any(first <= each.number <= last and each.is_closed == opens for each in public_versions(record)):
        text = _("No such version is closed.") if opens else _("Readers cannot see such a version.")
        raise ValidationError(text, "not_public")
    closed = ClosedVersions(
        kind=record._meta.model_name,
        record=record.pk,
        first=first,
        last=last,
        reason=reason.strip(),
        closed_by=by.get_username(),
        opens=opens,
    )
    closed.full_clean()
    closed.save()
    return closed
