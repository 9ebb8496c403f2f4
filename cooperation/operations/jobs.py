"""Store when the jobs that timers start last ran (docs/operations.md), for doctor, the desk and the metrics."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from ..database.standby import lag
from ..domain.bookkeeping import bookkeeping
from ..domain.choices import Job
from ..models import JobRun


@contextmanager
def run(job: Job) -> Iterator[dict]:
    """Store that the job starts, and that it succeeds with the yielded details, or fails with the exception's text.

    The details must be JSON. They are stored if it fails, too. The exception is raised again. Do not use it inside a
    transaction: the failure would be rolled back with it. A standby stores nothing.
    """
    if lag() is not None:
        yield {}
        return
    _store(job, started_at=timezone.now())
    details = {}
    try:
        yield details
    except BaseException as error:
        why = " ".join(str(error).split()) or type(error).__name__
        _store(job, failed_at=timezone.now(), error=why, details=details)
        raise
    _store(job, succeeded_at=timezone.now(), details=details)


def last(job: Job) -> JobRun:
    """Return the stored runs of the job; all times are None if it never ran."""
    return JobRun.objects.filter(pk=job).first() or JobRun(job=job)


def _store(job, **fields):
    with bookkeeping():
        JobRun.objects.update_or_create(pk=job, defaults=fields)
