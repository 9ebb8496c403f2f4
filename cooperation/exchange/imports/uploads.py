"""From an uploaded file to a preview, and from the preview into the registry.

In between, the rows are stored in the database for at most a day, so that any server process can continue.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ...database.timeouts import set_timeouts
from ...domain.choices import RowState
from ...history import attributed
from ...models import Upload, UploadedRow
from . import headers, matching, reading
from .kinds import KINDS, WRONG, Kind
from .matching import Choices
from .planning import Plan, Row, in_batches
from .writing import Entry

KEPT_FOR = timedelta(days=1)
# Only one import at a time: two imports would wait for each other's row locks. Any number unique to this module works.
_LOCK = 7_311_904_558
# A large file takes minutes, and its transaction is idle while Python works.
TIMEOUTS = {"lock": 60_000, "statement": 600_000, "idle_in_transaction_session": 600_000}  # milliseconds
GOOD = (RowState.NEW, RowState.CHANGED)


class Busy(Exception):
    """Another import is running."""


def drop_old() -> None:
    """Delete uploads that are more than a day old."""
    Upload.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()


@transaction.atomic
def preview(kind: Kind, user, name: str, data: bytes, encoding: str = "") -> Upload:
    """Read a file and store its rows, each with what it would do. Raises Unreadable."""
    set_timeouts(**TIMEOUTS)
    drop_old()
    upload = Upload(owner=user, kind=kind.name, name=name[:200], data=data, encoding=encoding)
    _read(upload, Choices().with_remembered())
    return upload


@transaction.atomic
def read_again(upload: Upload) -> None:
    """Read the file again as its owner chose, without the rows that are imported already. Raises Unreadable."""
    set_timeouts(**TIMEOUTS)
    _read(upload, Choices.of(upload).with_remembered())


def _read(upload, choices):
    kind = KINDS[upload.kind]
    table = reading.read(kind, bytes(upload.data), upload.encoding, upload.choices, headers.remembered(kind))
    upload.columns, upload.notes, upload.headers = table.columns, table.notes, table.headers
    upload.dates = {name: each.as_stored for name, each in table.dates.items() if each.is_needed}
    upload.save()
    rows = table.rows
    if upload.done:
        left = set(upload.rows.values_list("number", flat=True))
        rows = [row for row in rows if row.number in left]
    upload.rows.all().delete()
    matching.begin(upload)
    if not rows:
        return
    plan = Plan(kind, upload.owner, localdate(), choices=choices)
    plan.note((row.number, row.cells) for row in rows)
    wrong = set()
    rows.reverse()
    for batch in in_batches(rows.pop() for _row in range(len(rows))):  # free each row once it is stored
        plan.batch(batch)
        wrong |= {row.number for row in batch if row.problems}
        UploadedRow.objects.bulk_create([_kept(upload, row) for row in batch], batch_size=100)
    _refuse_dependants(upload, plan, wrong)
    matching.store(upload, plan.finders)


def _kept(upload, row, is_newer=False):
    return UploadedRow(
        upload=upload,
        number=row.number,
        cells=row.cells,
        state=row.state,
        target=row.target,
        version=row.version,
        label=row.label,
        changes=row.told,
        problems=row.problems,
        warnings=row.warnings,
        is_newer=is_newer,
    )


def _refuse_dependants(upload, plan, wrong):
    """Refuse the rows that refer to a refused row of the file, and in turn the rows that refer to them."""
    refused = {}
    while True:
        found = {
            number: next((column, other) for column, other in links if other in wrong)
            for number, links in plan.links_within.items()
            if number not in wrong and any(other in wrong for _column, other in links)
        }
        if not found:
            break
        refused |= found
        wrong |= found.keys()
    for row in upload.rows.filter(number__in=refused):
        column, other = refused[row.number]
        reason = _("Row %(number)s, which this names, is wrong itself.") % {"number": other}
        row.problems.append((column, row.cells.get(column, ""), reason))
        row.state = RowState.WRONG
        row.save(update_fields=["problems", "state"])


def counts(upload: Upload) -> dict[str, int]:
    """Return the number of rows in each state, and under "warnings" and "newer" the number of rows with those."""
    found = dict.fromkeys(RowState.values, 0)
    found |= dict(upload.rows.order_by().values_list("state").annotate(Count("pk")))
    more = upload.rows.aggregate(
        warnings=Count("pk", filter=~Q(warnings=[]) & ~Q(state=RowState.WRONG)),
        newer=Count("pk", filter=Q(is_newer=True)),
    )
    return found | more


def repeated(upload: Upload, is_wrong: bool, most: int = 10) -> list[tuple[int, str, str, str]]:
    """Return findings that occur in several rows, most frequent first: (count, column, value, reason)."""
    findings = "problems" if is_wrong else "warnings"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), found ->> 0, found ->> 1, found ->> 2"  # noqa: S608
            f" FROM {UploadedRow._meta.db_table}, jsonb_array_elements({findings}) AS found"
            " WHERE upload_id = %s AND (state = %s) = %s"
            " GROUP BY 2, 3, 4 HAVING count(*) > 1 ORDER BY 1 DESC, 2, 3, 4 LIMIT %s",
            [upload.pk, RowState.WRONG, is_wrong, most],
        )
        return cursor.fetchall()


def enter(upload: Upload, user) -> Counter:
    """Write the valid rows of an upload in one transaction. Return the numbers of created, changed and unchanged rows.

    If a record has changed since the preview, its row is not written but previewed again. Raises Busy.
    """
    kind = KINDS[upload.kind]
    origin = _("import of %(name)s") % {"name": upload.name}
    with attributed(user, origin, _("Import of %(name)s") % {"name": upload.name}), transaction.atomic():
        set_timeouts(**TIMEOUTS)
        _lock()
        rows = upload.rows.filter(state__in=(*GOOD, RowState.UNCHANGED)).order_by("number")
        plan = Plan(kind, user, localdate(), is_locking=True, choices=Choices.of(upload))
        entry, done, newer = Entry(kind), Counter(), []
        if kind.model in kind.links_to:
            plan.note(rows.values_list("number", "cells").iterator(chunk_size=2000))
        written = []
        for kept in in_batches(rows.iterator(chunk_size=2000)):
            batch = plan.batch([Row(each.number, each.cells) for each in kept])
            same = []
            for row, each in zip(batch, kept, strict=True):
                if (row.state, row.target, row.version) == (each.state, each.target, each.version):
                    same.append(row)
                else:
                    newer.append(_kept(upload, row, is_newer=True))
            entry.write(same)
            written += [row.number for row in same]
            done.update(str(row.state) for row in same)
        entry.finish()
        upload.rows.filter(number__in=[each.number for each in newer]).delete()
        upload.rows.filter(number__in=written).delete()
        UploadedRow.objects.bulk_create(newer, batch_size=1000)
        upload.done = dict(Counter(upload.done) + done)
        upload.save(update_fields=["done"])
    return done


def _lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Busy(_("Another import is being written. Wait a minute, then try again."))


def wrong_rows(upload: Upload):
    """Yield the header and the refused rows of the file as they were sent, each with the reasons."""
    names = [each.name for each in KINDS[upload.kind].columns if each.name in upload.columns]
    yield [*names, WRONG]
    for row in upload.rows.filter(state=RowState.WRONG).order_by("number").iterator(chunk_size=2000):
        reasons = defaultdict(list)
        for column, _value, reason in row.problems:
            reasons[column].append(reason)
        words = [f"{column}: {' '.join(texts)}" if column else " ".join(texts) for column, texts in reasons.items()]
        yield [*(row.cells.get(name, "") for name in names), "\n".join(words)]
