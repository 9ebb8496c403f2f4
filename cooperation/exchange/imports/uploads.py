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
from django.utils.translation import ngettext

from ...database.timeouts import set_timeouts
from ...domain.choices import RowState
from ...history import attributed
from ...models import Upload, UploadedRow
from . import delimited, workbook
from .kinds import KINDS, WRONG, Kind
from .planning import Plan, Row, in_batches
from .sheet import MOST_BYTES, MOST_ROWS, MOST_TEXT, Unreadable, too_many_rows
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


def read(kind: Kind, name: str, data: bytes, encoding: str = "") -> tuple[list[str], list[Row], list[str]]:
    """Return the file's column names, its rows, and notes on how it was read. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        words = _("The file has more than %(most)s MB. Split the file, or leave out columns that it does not need.")
        raise Unreadable(words % {"most": MOST_BYTES // 1024**2})
    if workbook.is_workbook(data):
        sheet = workbook.read(data, kind.knows)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is a file of an old Excel (XLS) or one with a password. Save it as XLSX or CSV."))
    else:
        sheet = delimited.read(data, kind.knows, encoding)
    columns, notes = _columns(kind, sheet)
    rows, left_out, nothing, size = [], 0, Counter(), 0
    example = {each.name: each.example for each in kind.columns if each.example}
    for line in sheet.lines:
        cells = {each.name: line.cells[place] for place, each in columns.items()}
        if {key: text for key, text in cells.items() if text.strip()} == example:
            left_out += 1
            continue
        if len(rows) >= MOST_ROWS:
            raise too_many_rows()
        size += sum(map(len, cells.values()))
        if size > MOST_TEXT:
            words = _("The file has more than %(most)s million characters of text. Split the file.")
            raise Unreadable(words % {"most": MOST_TEXT // 10**6})
        for place, each in columns.items():
            if each.says_nothing(cells[each.name]):
                nothing[line.cells[place].strip()] += 1
                cells[each.name] = ""
        row = Row(line.number, cells)
        for place, reason in line.refusals.items():
            if place >= len(sheet.header) or place in columns:
                row.refuse(columns[place].name if place in columns else "", reason)
        rows.append(row)
    if left_out:
        notes.append(_("The example row of the template was left out."))
    if nothing:
        found = (_("“%(value)s” (%(count)s)") % {"value": text, "count": n} for text, n in nothing.most_common(10))
        notes.append(_("Read as empty cells: %(values)s.") % {"values": ", ".join(found)})
    if not rows:
        raise Unreadable(_("The file has no rows below its header."))
    return [each.name for each in columns.values()], rows, notes


def _columns(kind, sheet):
    columns, unknown, notes = {}, [], list(sheet.notes)
    for place, text in enumerate(sheet.header):
        header = text.replace("\x00", "")
        column = kind.column_of(header)
        if column is None:
            if header.strip() and header.strip() != WRONG:
                unknown.append(header.strip())
            continue
        if column in columns.values():
            raise Unreadable(_("The column “%(name)s” stands there twice.") % {"name": column.name})
        columns[place] = column
    missing = [each.name for each in kind.columns if each.is_needed and each not in columns.values()]
    found = {each.name for each in columns.values()}
    if not found & ({kind.owner.name} if kind.owner else {"slug", "reference", "title"}):
        words = _(
            "The file does not look like the template: it has no column “%(names)s”. Its first row is: %(header)s."
        )
        names = kind.owner.name if kind.owner else "title"
        raise Unreadable(words % {"names": names, "header": ", ".join(sheet.header[:12])[:300].replace("\x00", "")})
    if unknown:
        words = ngettext(
            "This column is unknown and left out: %(names)s.",
            "These columns are unknown and left out: %(names)s.",
            len(unknown),
        )
        notes.append(words % {"names": ", ".join(unknown[:20])[:600]})
        likely = ((text, kind.likely(text)) for text in unknown[:20])
        notes += [
            _("“%(header)s”: did you mean %(name)s?") % {"header": text[:60], "name": column.name}
            for text, column in likely
            if column and column not in columns.values()
        ]
    if missing:
        notes.append(_("Without the columns %(names)s nothing new can be entered.") % {"names": ", ".join(missing)})
    return columns, notes


@transaction.atomic
def preview(kind: Kind, user, name: str, data: bytes, encoding: str = "") -> Upload:
    """Read a file and store its rows, each with what it would do. Raises Unreadable."""
    set_timeouts(**TIMEOUTS)
    drop_old()
    columns, rows, notes = read(kind, name, data, encoding)
    upload = Upload.objects.create(owner=user, kind=kind.name, name=name[:200], columns=columns, notes=notes)
    plan = Plan(kind, user, localdate())
    plan.note((row.number, row.cells) for row in rows)
    wrong = set()
    rows.reverse()
    for batch in in_batches(rows.pop() for _row in range(len(rows))):  # free each row once it is stored
        plan.batch(batch)
        wrong |= {row.number for row in batch if row.problems}
        UploadedRow.objects.bulk_create([_kept(upload, row) for row in batch], batch_size=100)
    _refuse_dependants(upload, plan, wrong)
    return upload


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
        plan, entry, done, newer = Plan(kind, user, localdate(), is_locking=True), Entry(kind), Counter(), []
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
