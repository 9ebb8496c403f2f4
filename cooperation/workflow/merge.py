"""Merges a duplicate into its survivor, and undoes it.

merge_plan.py handles the rows and merge_fields.py the fields, in one transaction. The history records every change, and
undoing a merge writes the old values back from it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from regions.translated import stored_name

from .. import history
from ..database.timeouts import first_locked, set_timeouts
from ..domain.choices import SubmissionState
from ..domain.people import shown_name
from ..domain.roles import may_merge
from ..history.obstacles import Obstacle
from ..history.undo import Blocked, blocked, changes_of, record_changes, undo
from ..models import Change, Merge, Record, Submission
from . import publication
from .merge_fields import Choice, choices, given_up, merged_values
from .merge_plan import Plan

# The part of the survivor's page that lists old and new addresses.
ANCHOR = "#merged"


# Milliseconds: something that ten thousand records refer to takes a minute.
LONGEST = 240_000
# Asks the database for a new version of a row: its page shows what was merged even if nothing else changes.
TOUCHED = -1


class Stopped(ValidationError):
    """The two cannot be merged now; `stops` say why."""

    def __init__(self, stops):
        super().__init__([each.words for each in stops], code="stopped")
        self.stops = stops


class ChangedMeanwhile(ValidationError):
    """Somebody changed one of the two after the preview."""


@dataclass(frozen=True)
class Stop:
    """Why two objects cannot be merged, and what it is about, if there is something to look at: a submission, or a
    record.
    """

    words: str
    about: models.Model | None = None
    is_swap: bool = False


@dataclass(frozen=True)
class Preview:
    """What a merge would do now. `seen` are the ids of the latest changes of the two."""

    survivor: models.Model
    duplicate: models.Model
    stops: list[Stop]
    choices: list[Choice]
    plan: Plan
    seen: tuple[int, int]


def preview(survivor: models.Model, duplicate: models.Model) -> Preview:
    """Return what merging the duplicate into the survivor would do, and what prevents it."""
    return Preview(
        survivor,
        duplicate,
        stops(survivor, duplicate),
        choices(survivor, duplicate),
        Plan.of(survivor, duplicate),
        _seen(survivor, duplicate),
    )


def _seen(*things):
    return tuple(history.last_change(each._meta.model_name, each.pk) for each in things)


def stops(survivor: models.Model, duplicate: models.Model) -> list[Stop]:
    """Return what prevents the merge: state, open submissions, planned publication."""
    if survivor.pk == duplicate.pk:
        return [Stop(_("Choose two different ones."))]
    if not isinstance(survivor, Record):
        return []
    found = []
    for each in (survivor, duplicate):
        if each.merged_into_id:
            found.append(Stop(_("“%(name)s” was merged into another one already.") % {"name": each}, each.merged_into))
        if each.publish_at:
            found.append(Stop(_("The publication of “%(name)s” is planned. Cancel it first.") % {"name": each}, each))
        for open_one in each.submissions.filter(state=SubmissionState.OPEN).select_related("author"):
            found.append(Stop(_open_in_words(each, open_one), open_one))
    if _rank(duplicate) > _rank(survivor):
        words = _("A published record cannot be merged into one that is not public. Swap the two.")
        found.append(Stop(words, is_swap=True))
    return found


def _open_in_words(record, submission: Submission):
    if submission.is_proposal:
        words = _("Changes to “%(name)s” proposed by %(who)s wait for a decision. Decide first.")
    else:
        words = _("“%(name)s” was submitted by %(who)s and waits for a decision. Decide first.")
    return words % {"name": record, "who": shown_name(submission.author)}


def _rank(record):
    return 2 if record.is_public else 1 if record.was_public else 0


@transaction.atomic
def merge(
    survivor: models.Model,
    duplicate: models.Model,
    by,
    chosen: dict[str, str] | None = None,
    seen: tuple[int, int] | None = None,
    origin: str = "",
) -> Merge:
    """Merge the duplicate into the survivor. `chosen` maps fields to "survivor" or "duplicate".

    `seen` are the latest changes of the two that the preview was based on. Raises PermissionDenied if `by` may not
    merge this kind, Stopped or ChangedMeanwhile, ValidationError if the result breaks a rule, IntegrityError if the
    database refuses it.
    """
    if not may_merge(by, type(survivor)):
        raise PermissionDenied(_("You may not merge these."))
    survivor, duplicate = _locked(survivor, duplicate)
    if found := stops(survivor, duplicate):
        raise Stopped(found)
    if seen is not None and seen != _seen(survivor, duplicate):
        raise ChangedMeanwhile(_("Someone has changed one of the two since."), code="changed")
    reason = _("“%(duplicate)s” merged into “%(survivor)s”") % {"duplicate": duplicate, "survivor": survivor}
    set_timeouts(statement=LONGEST)
    redirects = _redirects_to(duplicate)
    kept = {str(pk): path for pk, path in redirects.values_list("pk", "new_path")}
    was_public = not isinstance(duplicate, Record) or duplicate.was_public
    address, number = duplicate.permanent_path, duplicate.pk
    with history.attributed(by, origin, reason), record_changes() as changes:
        keys = _write(survivor, duplicate, by, chosen or {}, redirects)
        connection.check_constraints()
    if was_public:
        Redirect.objects.create(site_id=settings.SITE_ID, old_path=address, new_path=_new_path(survivor))
    return Merge.objects.create(
        kind=survivor._meta.model_name,
        survivor=survivor.pk,
        duplicate=number,
        slug=duplicate.slug,
        was_public=was_public,
        keys=keys,
        redirects=kept,
        **changes.span._asdict(),
    )


def _locked(*things):
    """Return the objects with their current values, locked in the order of their ids."""
    model = type(things[0])
    found = {pk: first_locked(model._base_manager.filter(pk=pk)) for pk in sorted({each.pk for each in things})}
    if None in found.values():
        raise ValidationError(_("One of the two has just been deleted."), code="gone")
    return [found[each.pk] for each in things]


def _write(survivor, duplicate, by, chosen, redirects):
    values = merged_values(survivor, duplicate, chosen)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    keys = Plan.of(survivor, duplicate).carry_out()
    redirects.update(new_path=_new_path(survivor))
    if isinstance(duplicate, Record):
        publication.retire(duplicate, survivor, by, **given_up(survivor, duplicate, values))
    else:
        type(duplicate)._base_manager.get(pk=duplicate.pk).delete()
    _rows(survivor).update(**values, changed_in=TOUCHED)
    _check_no_circle(survivor)
    return keys


def _rows(thing):
    return type(thing)._base_manager.filter(pk=thing.pk)


def _redirects_to(thing):
    """Return the redirects to the page of an object."""
    address = thing.permanent_path
    rows = Redirect.objects.filter(site_id=settings.SITE_ID)
    return rows.filter(new_path__in=(address, address + ANCHOR))


def _new_path(survivor):
    return survivor.permanent_path + (ANCHOR if isinstance(survivor, Record) else "")


def _check_no_circle(survivor):
    """Raise ValidationError if the survivor would be part of itself, directly or indirectly."""
    for each in type(survivor)._meta.concrete_fields:
        if each.related_model is not type(survivor) or each.name == "merged_into":
            continue
        seen, pk = set(), survivor.pk
        while pk and pk not in seen:
            seen.add(pk)
            pk = type(survivor)._base_manager.filter(pk=pk).values_list(each.attname, flat=True).first()
        if pk == survivor.pk:
            words = _(
                "After the merge, “%(name)s” would be part of itself. Change “%(field)s” of one of the two first."
            )
            raise ValidationError(words % {"name": survivor, "field": each.verbose_name}, code="circle")


def obstacles(merged: Merge) -> list:
    """Return what prevents undoing the merge: a later merge of the survivor, else rows that have changed."""
    return _later_merge(merged) or blocked(_changes(merged))


def may_leave_out(merged: Merge) -> bool:
    """Return whether the merge can be undone without the rows that have changed since."""
    return not _later_merge(merged)


def _later_merge(merged):
    """Return the obstacle, in a list, if the survivor itself was merged later."""
    later = Merge.objects.filter(kind=merged.kind, duplicate=merged.survivor, pk__gt=merged.pk).first()
    if later is None:
        return []
    survivor, last = (last_name(merged.kind, pk) for pk in (merged.survivor, later.survivor))
    words = _("“%(name)s” was merged into “%(survivor)s”. Undo that first.")
    return [Obstacle(merged.kind, later.survivor, last, "", words % {"name": survivor, "survivor": last})]


def last_name(kind: str, pk: int) -> str:
    """Return the name of an object; if it was deleted, its last name."""
    model = history.kinds()[kind]
    if thing := model._base_manager.filter(pk=pk).first():
        return str(thing)
    deleted = Change.objects.filter(kind=kind, record=pk, table=model._meta.db_table, action="delete")
    row = deleted.order_by("pk").last()
    return str(stored_name(row.before)) if row else ""


@transaction.atomic
def undo_merge(merged: Merge, by, origin: str = "", is_partial: bool = False) -> list[Obstacle]:
    """Write back everything as it was before the merge. Return what could not be written back.

    A partial undo keeps the fields that changed since, and the rows that the merge added and that changed since. Raises
    PermissionDenied if `by` may not merge this kind, Blocked if there are obstacles and the undo is not partial or the
    duplicate would not come back, IntegrityError if the database refuses it.
    """
    model = history.kinds()[merged.kind]
    if not may_merge(by, model):
        raise PermissionDenied(_("You may not undo this merge."))
    merged = first_locked(Merge.objects.filter(pk=merged.pk))
    if merged is None:
        raise ValidationError(_("This merge has already been undone."), code="undone")
    set_timeouts(statement=LONGEST)
    if found := _later_merge(merged):
        raise Blocked(found)
    old_path = model(slug=merged.slug).permanent_path
    if merged.was_public:
        Redirect.objects.filter(site_id=settings.SITE_ID, old_path=old_path).delete()
    reason = _("Undone: merge into “%(survivor)s”") % {"survivor": last_name(merged.kind, merged.survivor)}
    with history.attributed(by, origin, reason):
        left = undo(
            _changes(merged),
            by,
            is_partial=is_partial,
            by_column=True,
            is_permitted=True,
            put_back=lambda *written: publication.put_back(*written, by),
        )
    if not model.objects.filter(pk=merged.duplicate).exists():
        raise Blocked(left)
    model._base_manager.filter(pk=merged.survivor).update(changed_in=TOUCHED)
    for pk, path in merged.redirects.items():
        Redirect.objects.filter(pk=pk).update(new_path=path)
    merged.delete()
    return left


def _changes(merged):
    return changes_of([(merged.transaction, merged.first, merged.last)])
