"""Act on all records of an imported file, batch after batch: submit, publish, withdraw, delete the drafts, undo.

The state of each record is stored with the file, in the transaction that acts on it. So a repeated batch does nothing
twice, two windows share the work, and after a stop or a crash the next batch goes on from there.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import history
from ...database.timeouts import set_timeouts
from ...domain.choices import ActionState, ImportAction, SubmissionState
from ...domain.roles import may_change, may_delete, may_publish, may_see_import
from ...history.undo import changes_of, undo
from ...models import ImportedFile, ImportedRecord, Mechanism, Record, Submission, Upload
from ...models.links import foreign_keys_to
from ...workflow import mail, publication, review
from ...workflow.checklist import essentials_of
from ...workflow.duplicates import prefetch_participants, similar_to
from ...workflow.entered import Home
from . import batches
from .checking import TIMEOUTS

FIRST_BATCH = batches.LEAST
MOST_SUBMITTED = 20  # imports that the review page names
REASONS = {
    ImportAction.SUBMIT: gettext_lazy("Submitted with the whole import of %(name)s"),
    ImportAction.PUBLISH: gettext_lazy("Published with the whole import of %(name)s"),
    ImportAction.WITHDRAW: gettext_lazy("Withdrawn with the whole import of %(name)s"),
    ImportAction.DELETE: gettext_lazy("Deleted with the drafts of the import of %(name)s"),
    ImportAction.UNDO: gettext_lazy("Undone: import of %(name)s"),
}
# One record may have to wait for another of the file, which refers to it: those that failed are tried once more.
IN_ANY_ORDER = (ImportAction.DELETE, ImportAction.UNDO)


def may_act(user, file: ImportedFile, action: str) -> bool:
    """Return whether the user may do this with the file; each record is asked about as well."""
    if not may_see_import(user, file):
        return False
    if action == ImportAction.UNDO:
        return may_change(user, file.model)
    if not issubclass(file.model, Record):
        return False
    return {
        ImportAction.SUBMIT: may_change(user, file.model) and not may_publish(user, file.model),
        ImportAction.PUBLISH: may_publish(user, file.model),
        ImportAction.WITHDRAW: may_publish(user, file.model),
        ImportAction.DELETE: may_delete(user, file.model),
    }[action]


def drafts(file: ImportedFile) -> QuerySet[ImportedRecord]:
    """Return those of its new records that were never public."""
    return _new(file, published_at__isnull=True)


def models_of(file: ImportedFile) -> list[type[Record]]:
    """Return the models of its new records: that of its rows, and that of series that were added for them."""
    return [model for model in dict.fromkeys((file.model, Mechanism)) if issubclass(model, Record)]


def numbers_of_undo(file: ImportedFile) -> dict[str, int]:
    """Return the number of records that an undo deletes ("deleted"), changes back ("changed"), and keeps: because they
    were published ("published"), or because they were changed since or something newer refers to them ("kept").
    """
    found, new, kept = Counter(), {}, set()
    for kind in file.records.order_by().values_list("kind", flat=True).distinct():
        model = history.kinds()[kind]
        there = model._base_manager.filter(pk=OuterRef("record"))
        same = there.filter(version=OuterRef("version"))
        rows = file.records.filter(Exists(there), kind=kind)
        if issubclass(model, Record):
            public = rows.filter(Exists(there.filter(published_at__isnull=False)), is_new=True)
            ids = set(public.values_list("record", flat=True))
            found["published"] += len(ids)
            kept |= {(kind, pk) for pk in ids}
        kept |= {(kind, pk) for pk in rows.exclude(Exists(same)).values_list("record", flat=True)}
        new[kind] = {pk for pk in rows.filter(is_new=True).values_list("record", flat=True) if (kind, pk) not in kept}
        found["changed"] += rows.filter(Exists(same), is_new=False).count()
        found["there"] += rows.count()
    inserted = changes_of(file.spans).filter(action="insert").order_by().values_list("table", "row", "kind", "record")
    inserted = list(inserted)
    while True:  # what stays keeps what it refers to
        written = {(table, pk) for table, pk, *owner in inserted if tuple(owner) not in kept}
        stays = {(kind, pk) for kind, ids in new.items() for pk in _referred_to(history.kinds()[kind], ids, written)}
        if not stays:
            break
        kept |= stays
        new = {kind: {pk for pk in ids if (kind, pk) not in kept} for kind, ids in new.items()}
    found["deleted"] = sum(map(len, new.values()))
    found["kept"] = found["there"] - found["published"] - found["deleted"] - found["changed"]
    return found


def _referred_to(model, ids, written):
    """Return those of the ids to which a row refers that is not among `written`, which are tables and ids."""
    found = set()
    for key in foreign_keys_to(model) if ids else ():
        if key.model is not Submission:  # an undo deletes it
            rows = key.model._base_manager.filter(**{f"{key.attname}__in": list(ids)}).values_list("pk", key.attname)
            found |= {target for pk, target in rows if (key.model._meta.db_table, pk) not in written}
    return found


def rows_exist(file: ImportedFile, rows_of: Callable[[type[Record]], QuerySet]) -> Q:
    """Return the condition for its records that one of `rows_of(model)` exists, for the model of each."""
    return reduce(or_, (Q(Exists(rows_of(model)), kind=model._meta.model_name) for model in models_of(file)))


def _new(file, **conditions):
    there = rows_exist(file, lambda model: model.objects.filter(pk=OuterRef("record"), **conditions))
    return file.records.filter(there, is_new=True)


def _submitted_drafts(file, *, are=True):
    """Return its drafts that wait for a decision, or the others."""
    is_open = {"state": SubmissionState.OPEN, "form__isnull": True}
    submitted = rows_exist(
        file, lambda model: Submission.objects.filter(**{model._meta.model_name: OuterRef("record")}, **is_open)
    )
    return drafts(file).filter(submitted if are else ~submitted)


def chosen(file: ImportedFile, action: str) -> QuerySet[ImportedRecord]:
    """Return the records that the action is about."""
    if action == ImportAction.UNDO:
        return file.records
    if action == ImportAction.SUBMIT:
        return _submitted_drafts(file, are=False)
    if action == ImportAction.WITHDRAW:
        return _new(file, is_public=True)
    return drafts(file)


def submissions(rows: QuerySet[ImportedRecord]) -> int:
    """Return how many open submissions an undo of these new records deletes: those of drafts that nobody changed."""
    number = 0
    for kind in Submission.owners:
        same = history.kinds()[kind]._base_manager.filter(
            pk=OuterRef("record"), version=OuterRef("version"), published_at__isnull=True
        )
        new = rows.filter(Exists(same), kind=kind).values("record")
        number += Submission.objects.filter(state=SubmissionState.OPEN, **{f"{kind}__in": new}).count()
    return number


def submitted(files: QuerySet[ImportedFile]) -> list[tuple[ImportedFile, int]]:
    """Return those of the files that were submitted as a whole and still wait, each with the number of its drafts."""
    found = []
    for file in files.filter(action=ImportAction.SUBMIT).order_by("pk")[:MOST_SUBMITTED]:
        number = _submitted_drafts(file).count()
        found += [(file, number)] if number else []
    return found


def _lock(file):
    """Lock the file as it is now. Its upload is locked first, as a batch of the import does."""
    list(Upload.objects.select_for_update().filter(pk=file.upload_id).values_list("pk"))
    file.refresh_from_db(from_queryset=ImportedFile.objects.select_for_update())


@transaction.atomic
def start(
    file: ImportedFile, action: str, by, with_gaps: bool = False, with_similar: bool = False, message: str = ""
) -> None:
    """Begin the action; one that is not finished is given up. Raises PermissionDenied."""
    set_timeouts(**TIMEOUTS)
    _lock(file)
    if not may_act(by, file, action):
        raise PermissionDenied(_("You may not do this with the import."))
    wanted = list(chosen(file, action).values_list("pk", flat=True))
    file.records.exclude(state="").update(state="", reason="")
    file.records.filter(pk__in=wanted).update(state=ActionState.WAITING)
    if action == ImportAction.UNDO and file.upload_id:
        Upload.objects.filter(pk=file.upload_id).delete()  # rows that are not imported yet stay out
        file.upload = None
    file.action, file.action_by, file.action_at = action, by, timezone.now()
    file.is_finished, file.done_before, file.batch = not wanted, 0, FIRST_BATCH
    file.with_gaps, file.with_similar, file.message = with_gaps, with_similar, message
    file.save()


def progress(file: ImportedFile) -> dict[str, int]:
    """Return the number of records by their state in the action, and under "total" the sum."""
    found = dict.fromkeys(ActionState.values, 0)
    found |= dict(file.records.exclude(state="").order_by().values_list("state").annotate(Count("pk")))
    return found | {"total": sum(found.values())}


def act(file: ImportedFile, by) -> None:
    """Act on the next records, in one transaction. Raises PermissionDenied."""
    names = {"name": file.name}
    origin = _("import of %(name)s") % names
    with history.attributed(by, origin, str(REASONS[file.action]) % names), mail.silent(), transaction.atomic():
        set_timeouts(**TIMEOUTS)
        _lock(file)
        if not may_act(by, file, file.action):
            raise PermissionDenied(_("You may not do this with the import."))
        if file.is_finished:
            return
        begun = time.monotonic()
        order = "-pk" if file.action in IN_ANY_ORDER else "pk"
        rows = list(file.records.filter(state=ActionState.WAITING).order_by(order)[: min(file.batch, batches.MOST)])
        done, reasons = batches.in_parts(rows, lambda some: ACTIONS[file.action](file, by, some))
        for found in done:
            reasons |= found
        for row in rows:
            row.reason = reasons.get(row, "")
            row.state = ActionState.FAILED if row.reason else ActionState.DONE
        ImportedRecord.objects.bulk_update(rows, ["state", "reason"])
        _finish(file)
        file.batch = batches.paced(len(rows), time.monotonic() - begun)
        file.save(update_fields=["batch", "is_finished", "done_before"])
    if file.is_finished:
        _tell(file, by)


def _finish(file):
    """Note that the action is finished, or begin another pass through what failed, if that may succeed now."""
    counts = progress(file)
    if counts[ActionState.WAITING]:
        return
    if file.action in IN_ANY_ORDER and counts[ActionState.FAILED] and counts[ActionState.DONE] > file.done_before:
        file.done_before = counts[ActionState.DONE]
        file.records.filter(state=ActionState.FAILED).update(state=ActionState.WAITING, reason="")
    else:
        file.is_finished = True


def _tell(file, by):
    """Send one mail about all records: to the publishers, or to those who had submitted them."""
    path = reverse("admin:imported_file", args=[file.pk])
    done = file.records.filter(state=ActionState.DONE)
    if file.action == ImportAction.SUBMIT and (number := done.count()):
        mail.many_submitted(by, file.name, number, path, file.message, file.model)
    elif file.action == ImportAction.PUBLISH:
        accepted = Submission.objects.filter(
            decided_by=by,
            decided_at__gte=file.action_at,
            **{f"{file.about}__in": done.filter(kind=file.about).values("record")},
        ).select_related("author")
        for author, number in Counter(each.author for each in accepted).items():
            mail.many_accepted(author, by, file.name, number, path)


def _things(rows):
    """Return the records of these rows, by kind and id."""
    ids = defaultdict(list)
    for row in rows:
        ids[row.kind].append(row.record)
    found = {kind: history.kinds()[kind]._base_manager.in_bulk(wanted) for kind, wanted in ids.items()}
    return {(kind, pk): thing for kind, things in found.items() for pk, thing in things.items()}


def names(rows) -> dict[ImportedRecord, tuple[object, str]]:
    """Return the record of each row, None if it was deleted, and its name."""
    things = _things(rows)
    found = {row: things.get((row.kind, row.record)) for row in rows}
    return {row: (thing, str(thing) if thing else f"{row.kind} {row.record}") for row, thing in found.items()}


# Each function acts on some rows, and returns why it left out any of them, by row. What it raises is about all of them.


def _submit(file, by, rows):
    reasons, things = {}, _things(rows)
    for row in rows:
        if (record := things.get((row.kind, row.record))) is None:
            reasons[row] = _("It has been deleted since.")
        elif not review.waiting(record):
            reasons |= _refused(row, review.submit, record, by, file.message)
    return reasons


def _publish(file, by, rows):
    reasons, things = {}, _things(rows)
    prefetch_participants(things.values())
    home = Home.read()
    lacking = {}
    for model in () if file.with_gaps else models_of(file):
        kind = model._meta.model_name
        ids = [row.record for row in rows if row.kind == kind]
        lacking |= {(kind, pk): lacks for pk, lacks in essentials_of(model, ids).items()}
    for row in rows:
        record = things.get((row.kind, row.record))
        if record is None:
            reasons[row] = _("It has been deleted since.")
        elif record.is_public:
            continue
        elif record.was_public:
            reasons[row] = _("It has been withdrawn since.")
        elif lacks := lacking.get((row.kind, row.record)):
            reasons[row] = _("Known gaps: %(what)s") % {"what": ", ".join(lacks)}
        elif found := () if file.with_similar else similar_to(record, without=_is_new_in(file, row.kind), home=home):
            words = _("Similar record: “%(name)s” (%(why)s)")
            reasons[row] = words % {"name": found[0].record, "why": found[0].why}
        else:
            reasons |= _refused(row, publication.publish, record, by)
    return reasons


def _is_new_in(file, kind):
    """Return the condition that the import created the record: rows of one file are not compared with each other."""
    return Exists(file.records.filter(kind=kind, record=OuterRef("pk"), is_new=True))


def _withdraw(file, by, rows):
    reasons, things = {}, _things(rows)
    for row in rows:
        record = things.get((row.kind, row.record))
        if record is not None and record.is_public:
            reasons |= _refused(row, publication.withdraw, record, by, file.message)
    return reasons


def _refused(row, act, *arguments):
    try:
        act(*arguments)  # a transaction of its own
    except (PermissionDenied, ValidationError) as error:
        return {row: batches.reason_of(error)}
    return {}


def _delete(file, by, rows):
    reasons, things = {}, _things(rows)
    for model in models_of(file):
        _delete_of(model, by, [row for row in rows if row.kind == model._meta.model_name], things, reasons)
    return reasons


def _delete_of(model, by, rows, things, reasons):
    kind = model._meta.model_name
    is_open = {f"{kind}__in": [row.record for row in rows], "state": SubmissionState.OPEN}
    submitted_by_others = set(Submission.objects.filter(**is_open).exclude(author=by).values_list(kind, flat=True))
    for row in rows:
        record = things.get((row.kind, row.record))
        if record is not None and record.was_public:
            reasons[row] = _cannot_be_deleted()
        elif record is not None and not may_delete(by, record):
            reasons[row] = _("Its publication is planned. Only a publisher can delete it.")
        elif record is not None and row.record in submitted_by_others:
            reasons[row] = _("It was submitted for review.")
    model._base_manager.filter(pk__in=[row.record for row in rows if row not in reasons]).delete()


def _undo(file, by, rows):
    things = _things(rows)
    public = {row for row in rows if row.is_new and getattr(things.get((row.kind, row.record)), "was_public", False)}
    reasons = defaultdict(list, {row: [_cannot_be_deleted()] for row in public})
    left = {(row.kind, row.record): row for row in rows if row not in public}
    for kind in {row.kind for row in left.values()}:
        ids = [pk for name, pk in left if name == kind]
        new = [pk for pk in ids if left[kind, pk].is_new and (kind, pk) in things]
        same = {pk for pk in new if things[kind, pk].version == left[kind, pk].version}
        for obstacle in _undo_with_submissions(
            changes_of(file.spans).filter(kind=kind, record__in=ids), by, kind, same
        ):
            words = f"{obstacle.row}: {obstacle.reason}" if obstacle.row else obstacle.reason
            reasons[left[obstacle.kind, obstacle.record]].append(words)
    return {row: "; ".join(words) for row, words in reasons.items()}


def _undo_with_submissions(changes, by, kind, same):
    """Undo the changes, and delete the submissions of the new drafts `same`, unless something else keeps those."""
    while True:
        with transaction.atomic():
            if kind in Submission.owners and same:
                Submission.objects.filter(**{f"{kind}__in": same}).delete()
            obstacles = undo(changes, by, is_partial=True)
            kept = same & {each.record for each in obstacles}
            if not kept:
                return obstacles
            transaction.set_rollback(True)
        same -= kept


def _cannot_be_deleted():
    return _("This record has been published, so it cannot be deleted. Withdraw it instead.")


ACTIONS = {
    ImportAction.SUBMIT: _submit,
    ImportAction.PUBLISH: _publish,
    ImportAction.WITHDRAW: _withdraw,
    ImportAction.DELETE: _delete,
    ImportAction.UNDO: _undo,
}
