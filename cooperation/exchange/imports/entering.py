"""Import the checked rows of an upload in batches, and note which records they create and change."""

import time
from collections import Counter
from itertools import groupby

from django.db import OperationalError, connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ... import history
from ...database.errors import is_busy
from ...database.timeouts import set_timeouts
from ...domain.choices import RowState
from ...history.undo import changes_of, record_changes
from ...models import ImportedFile, ImportedRecord, Upload
from . import batches
from .checking import PLANNED, TIMEOUTS, names_in, save, take_over
from .kinds import KINDS
from .matching import Choices
from .planning import Plan
from .row import Row
from .writing import Entry

# Only one batch at a time: two imports would wait for each other's row locks. Any number unique to this module works.
_LOCK = 7_311_904_558
LONGEST_WAIT = 10_000  # milliseconds
GOOD = (RowState.NEW, RowState.CHANGED)
ENTERED = ("is_entered", "is_linked_later", "state", "target", "problems")


class Busy(Exception):
    """Another import is running."""


def waiting(upload: Upload):
    """Return the rows that are to be imported. Those that are shown again, because something changed, are not."""
    return upload.rows.filter(state__in=(*GOOD, RowState.UNCHANGED), is_newer=False)


def confirm(upload: Upload) -> None:
    """Accept also the rows that were shown again."""
    upload.rows.filter(is_newer=True).update(is_newer=False)


def progress(upload: Upload) -> tuple[int, int]:
    """Return how many rows are imported, and of how many."""
    done = sum(upload.done.values())
    return done, done + waiting(upload).filter(is_linked_later=False).count()


def enter(upload: Upload, user) -> Counter:
    """Import the next rows in one transaction. Return the numbers of created, changed and unchanged rows.

    If a record has changed since the preview, its row is not written but previewed again. A row that the database
    refuses becomes a wrong row. Raises Busy.
    """
    origin = _("import of %(name)s") % {"name": upload.name}
    reason = _("Import of %(name)s") % {"name": upload.name}
    with history.attributed(user, origin, reason), transaction.atomic():
        set_timeouts(**TIMEOUTS)
        _lock()
        begun = time.monotonic()
        upload.refresh_from_db(from_queryset=Upload.objects.select_for_update())
        file = _file_of(upload, user)
        for span in upload.choices.pop("added", []):  # first, so that an undo comes to them last
            file.spans.append(span)
            _note_records(file, span)
        rows = list(waiting(upload).order_by("is_linked_later", "number")[: min(file.batch, batches.MOST)])
        with record_changes() as changes:
            batch = _Batch(upload, file, user)
            numbers, refused = batches.in_parts(rows, batch.write)
        for row, words in refused.items():
            row.state, row.problems = RowState.WRONG, [("", "", words)]
        save(list(refused), ("state", "problems"))
        done = sum(numbers, Counter())
        upload.done = dict(Counter(upload.done) + done)
        upload.save(update_fields=["done", "choices"])
        if changes.span:
            file.spans.append(changes.span)
            _note_records(file, changes.span)
        file.rows, file.batch = upload.done, batches.paced(len(rows), time.monotonic() - begun)
        file.save(update_fields=["spans", "rows", "batch"])
    return done


def _lock():
    with connection.cursor() as cursor:
        set_timeouts(lock=LONGEST_WAIT)
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        except OperationalError as error:
            if not is_busy(error):
                raise
            raise Busy(_("Another import is running. Wait a minute, then try again.")) from error
        set_timeouts(lock=TIMEOUTS["lock"])


def _file_of(upload, user):
    about = KINDS[upload.kind].record._meta.model_name
    values = {"owner": user, "kind": upload.kind, "about": about, "name": upload.name}
    return ImportedFile.objects.get_or_create(upload=upload, defaults=values)[0]


def _note_records(file, span):
    """Note the records that the transaction created or changed, each with its version now."""
    found = {}
    rows = changes_of([span]).exclude(kind="").values_list("kind", "record", "table", "action")
    for kind, record, table, action in rows.order_by().distinct():
        is_new = action == "insert" and table == history.kinds()[kind]._meta.db_table
        found[kind, record] = found.get((kind, record), False) or is_new
    records = []
    for kind, keys in groupby(sorted(found), key=lambda key: key[0]):
        ids = [record for _kind, record in keys]
        versions = dict(history.kinds()[kind]._base_manager.filter(pk__in=ids).values_list("pk", "version"))
        records += [
            ImportedRecord(file=file, kind=kind, record=pk, is_new=found[kind, pk], version=versions.get(pk))
            for pk in ids
        ]
    ImportedRecord.objects.bulk_create(
        records, update_conflicts=True, unique_fields=["file", "kind", "record"], update_fields=["version"]
    )


class _Batch:
    """Writes rows of one upload in one transaction."""

    def __init__(self, upload, file, user):
        self.upload, self.file, self.user, self.kind = upload, file, user, KINDS[upload.kind]
        self.has_links = upload.all_rows.exclude(links=[]).exists()
        self.versions = {}

    def write(self, rows) -> Counter:
        """Write the rows that would still do what the preview said, and show the others again."""
        plan = Plan(self.kind, self.user, localdate(), is_locking=True, choices=Choices.of(self.upload))
        plan.versions = self.versions  # a second attempt in this transaction would see the versions of the first
        if self.has_links:
            plan.note(names_in(self.upload))
        planned = plan.batch([Row(each.number, each.cells) for each in rows])
        own = dict(
            self.file.records.filter(kind=self.file.about, record__in=list(self.versions)).values_list(
                "record", "version"
            )
        )
        same, newer = [], []
        for row, stored in zip(planned, rows, strict=True):
            # What this import itself wrote before does not make a row newer.
            versions = (stored.version, own.get(row.record, stored.version))
            if row.version in versions and (row.state, row.target) == (stored.state, stored.target):
                same.append((row, stored))
            else:
                take_over(stored, row)
                stored.is_newer = True
                newer.append(stored)
        save(newer, PLANNED)
        return self._enter(same)

    def _enter(self, pairs):
        entry = Entry(self.kind, self._ids_of_rows(row for row, _stored in pairs))
        entry.write([row for row, _stored in pairs])
        unresolved = entry.finish()
        done = Counter()
        for row, stored in pairs:
            if not stored.is_linked_later:
                done[str(row.state)] += 1
            stored.target = row.thing.pk
            if other := unresolved.get(row.number):
                if stored.is_linked_later:
                    reason = _("This refers to row %(number)s, which was not imported.") % {"number": other}
                    stored.state, stored.problems = RowState.WRONG, [("", "", reason)]
                else:
                    stored.is_linked_later, stored.state = True, RowState.CHANGED
            else:
                stored.is_entered = True
        save([stored for _row, stored in pairs], ENTERED)
        return done

    def _ids_of_rows(self, rows):
        """Return the ids of the imported rows that these rows name, by row number."""
        named = {
            -each
            for row in rows
            for name, _before, after in row.changes
            for each in self.kind.by_name[name].ids(after)
            if each < 0
        }
        there = self.upload.all_rows.filter(number__in=named).exclude(is_entered=False, is_linked_later=False)
        return dict(there.values_list("number", "target")) if named else {}
