"""Hidden fields with the last change of each row when the list was shown, to detect later changes."""

from django.contrib import messages
from django.db.models import Max
from django.utils.translation import gettext as _

from ... import history
from ...history.differences import diff
from ...models import Change
from ..forms.numbers import sent_number

BEGAN_FROM = "_began_from-"
SHOWN = 4  # changed fields


class ChangedMeanwhile(Exception):
    """Somebody saved the record that was about to be deleted."""


def last_changes(kind: str, records) -> dict[int, int]:
    changes = Change.objects.filter(kind=kind, record__in=records).order_by().values("record")
    return dict(changes.annotate(last=Max("pk")).values_list("record", "last"))


def tokens(request, kind: str, rows) -> dict[str, str]:
    """Return the rows' hidden fields for a confirmation page: as the list sent them, or else the current ones."""
    latest = last_changes(kind, [row.pk for row in rows])
    names = {f"{BEGAN_FROM}{row.pk}": str(latest.get(row.pk, 0)) for row in rows}
    return {name: request.POST.get(name, now) for name, now in names.items()}


def unchanged(request, queryset) -> list:
    """Lock the rows and return those that nobody changed since the list was shown; report the others.

    Call it inside a transaction.
    """
    kind = queryset.model._meta.model_name
    rows = list(queryset.order_by("pk").select_for_update(of=("self",)))
    latest = last_changes(kind, [row.pk for row in rows])
    found = []
    for row in rows:
        began = request.POST.get(f"{BEGAN_FROM}{row.pk}")
        if began is None or began == str(latest.get(row.pk, 0)):
            found.append(row)
        else:
            messages.error(request, what_others_changed(row, sent_number(request.POST, f"{BEGAN_FROM}{row.pk}")))
    return found


def must_be_unchanged(request, record) -> None:
    """Raise ChangedMeanwhile if the record, which is locked, changed after the confirmation page was shown."""
    began, kind = request.POST.get("_began_from"), record._meta.model_name
    if began is not None and began != str(history.last_change(kind, record.pk)):
        raise ChangedMeanwhile(what_others_changed(record, sent_number(request.POST, "_began_from")))


def what_others_changed(row, began: int) -> str:
    changes = list(history.changes_of(row._meta.model_name, row.pk))
    before = history.replay(each for each in changes if each.pk <= began)
    after = history.replay((each for each in changes if each.pk > began), before)
    fields = [
        f"{entry.label}: {entry.before or _('nothing')} → {entry.after or _('nothing')}"
        for found in diff(before, after)
        for entry in found.fields
    ]
    words = _(
        "“%(record)s” was not changed, because %(who)s has changed it since (%(what)s). Check it, then choose again."
    )
    return words % {
        "record": row,
        "who": history.who_wrote(each for each in changes if each.pk > began),
        "what": "; ".join(fields[:SHOWN]) + (" …" if len(fields) > SHOWN else ""),
    }
