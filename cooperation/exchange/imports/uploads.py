"""From an uploaded file to a preview, and from the preview into the registry.

In between, the rows are stored in the database for at most a day, so that any server process can continue.
"""

from collections import Counter, defaultdict
from dataclasses import asdict
from unicodedata import normalize

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from ...database.timeouts import set_timeouts
from ...domain import periods
from ...domain.choices import RowState
from ...models import Upload, UploadedRow
from . import checking, entering, headers, matching, reading
from .checking import TIMEOUTS
from .kind import WRONG, Kind
from .kinds import KINDS


def drop_old() -> None:
    """Delete uploads that are more than a day old."""
    Upload.objects.filter(uploaded_at__lt=timezone.now() - periods.UPLOADS).delete()


@transaction.atomic
def drop(upload: Upload) -> None:
    """Delete an upload. It is locked before its rows and its imported file, as a batch of the import does."""
    set_timeouts(**TIMEOUTS)
    list(Upload.objects.select_for_update().filter(pk=upload.pk).values_list("pk"))
    upload.delete()


@transaction.atomic
def receive(kind: Kind, user, name: str, data: bytes, encoding: str = "") -> Upload:
    """Read a file and store its rows, which are to be checked. Raises Unreadable."""
    set_timeouts(**TIMEOUTS)
    drop_old()
    name = normalize("NFC", name)[:200]
    upload = Upload(owner=user, kind=kind.name, name=name, data=data, encoding=encoding)
    _read(upload)
    return upload


@transaction.atomic
def receive_again(upload: Upload, choices: dict | None = None) -> None:
    """Read the file again as its owner chose and `choices` now say, without the rows that are imported already.

    `upload` is locked and read first, because a batch may have been imported since. Raises Unreadable, or
    Upload.DoesNotExist if it is gone.
    """
    set_timeouts(**TIMEOUTS)
    everything = [each.attname for each in Upload._meta.concrete_fields]  # the file, too
    upload.refresh_from_db(fields=everything, from_queryset=Upload._base_manager.select_for_update())
    upload.choices = {**upload.choices, **(choices or {})}
    _read(upload)


@transaction.atomic
def check_again(upload: Upload, choices: dict | None = None) -> None:
    """Let the rows that are not imported be checked again, after a choice that does not change which cells are read.

    Raises Upload.DoesNotExist if it is gone.
    """
    set_timeouts(**TIMEOUTS)
    upload.refresh_from_db(from_queryset=Upload.objects.select_for_update())
    upload.choices = {**upload.choices, **(choices or {})}
    upload.is_checked = False
    upload.save(update_fields=["choices", "is_checked"])
    matching.begin(upload)
    upload.rows.update(state="", is_newer=False, is_linked_later=False)


def _read(upload):
    kind = KINDS[upload.kind]
    table = reading.read(kind, bytes(upload.data), upload.encoding, upload.choices, headers.remembered(kind))
    upload.columns, upload.notes, upload.headers = table.columns, table.notes, table.headers
    upload.dates = {name: asdict(each) for name, each in table.dates.items() if each.is_needed}
    upload.save()
    rows = table.rows
    if upload.done:
        left = set(upload.rows.values_list("number", flat=True))
        rows = [row for row in rows if row.number in left]
    upload.rows.all().delete()
    matching.begin(upload)
    checking.store(upload, rows)


def preview(kind: Kind, user, name: str, data: bytes, encoding: str = "") -> Upload:
    """Read a file and store its rows, each with what it would do. Raises Unreadable."""
    upload = receive(kind, user, name, data, encoding)
    while not upload.is_checked:
        checking.check(upload, user)
    return upload


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
    """Import all valid rows, batch after batch. Return the numbers of created, changed and unchanged rows.

    Raises Busy.
    """
    entering.confirm(upload)
    done = Counter()
    while entering.waiting(upload).exists():
        done += entering.enter(upload, user)
    return done


def wrong_rows(upload: Upload):
    """Yield the header and the refused rows of the file as they were sent, each with the reasons."""
    kind = KINDS[upload.kind]
    names = [each.name for each in kind.columns if each.name in upload.columns]
    yield [*names, WRONG]
    for row in upload.rows.filter(state=RowState.WRONG).order_by("number").iterator(chunk_size=2000):
        reasons = defaultdict(list)
        for column, _value, reason in row.problems:
            reasons[column].append(reason)
        words = [
            f"{kind.shown(name)}: {' '.join(texts)}" if name else " ".join(texts) for name, texts in reasons.items()
        ]
        yield [*(row.cells.get(name, "") for name in names), "\n".join(words)]
