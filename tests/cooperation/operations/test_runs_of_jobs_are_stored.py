"""Timers start jobs: the registry stores when each last succeeded and failed."""

import pytest
from django.utils import timezone

from cooperation.domain.choices import Job
from cooperation.operations import jobs

pytestmark = pytest.mark.django_db


def test_a_job_that_never_ran():
    never = jobs.last(Job.BACKUP)
    assert (never.started_at, never.succeeded_at, never.failed_at) == (None, None, None)


def test_a_success_stores_what_the_job_reported():
    with jobs.run(Job.BACKUP) as details:
        details["bytes"] = 1200
    last = jobs.last(Job.BACKUP)
    assert last.details == {"bytes": 1200}
    assert last.started_at <= last.succeeded_at <= timezone.now()
    assert last.failed_at is None


def fail():
    with jobs.run(Job.BACKUP) as details:
        details["file"] = "registry.dump"
        raise OSError("No space left\non the disk")


def test_a_failure_stores_why_and_keeps_the_last_success():
    with jobs.run(Job.BACKUP):
        pass
    succeeded = jobs.last(Job.BACKUP).succeeded_at
    with pytest.raises(OSError, match="No space left"):
        fail()
    last = jobs.last(Job.BACKUP)
    assert last.error == "No space left on the disk"
    assert last.details == {"file": "registry.dump"}
    assert last.succeeded_at == succeeded
    assert last.failed_at >= last.started_at > succeeded


def test_jobs_do_not_share_their_runs():
    with jobs.run(Job.BACKUP):
        pass
    assert jobs.last(Job.REHEARSAL).started_at is None
