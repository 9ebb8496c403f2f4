"""Administrators see what doctor finds, and the last runs of jobs; the first page tells them of errors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cooperation.domain.choices import Job
from cooperation.models import JobRun
from cooperation.operations import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def well():
    for job in Job:
        with jobs.run(job) as details:
            if job == Job.REHEARSAL:
                details |= {"file": "2026-11-28.dump", "taken_at": "2026-11-28T01:00:00+00:00", "seconds": 41}
            if job == Job.DOCTOR:
                finding = {"level": "ok", "sentence": "The mail server accepts the registry.", "advice": ""}
                details["findings"] = [finding | {"area": "Mail"}, finding | {"area": "Jobs"}]


def test_an_administrator_reads_findings_jobs_and_the_rehearsal(administrator, well):
    JobRun.objects.filter(pk=Job.BACKUP).update(failed_at=timezone.now() + timedelta(hours=1), error="Disk <full>")
    page = administrator.get("/admin/system/").text
    for text in (
        "The functions and triggers of the database are those of this release.",
        "The mail server accepts the registry.",
        "Disk &lt;full&gt;",
        "Backup: failed on",
        "2026-11-28.dump",
        "28 November 2026, 10:00",
    ):
        assert text in page, text
    assert page.count("The mail server accepts the registry.") == 1
    assert "The registry needs attention: 1 error</a>" in administrator.get("/admin/").text


def test_an_error_that_only_doctor_finds_counts_on_both_pages(administrator, well):
    finding = {"level": "error", "sentence": "The mail server does not answer.", "advice": "", "area": "Mail"}
    JobRun.objects.filter(pk=Job.DOCTOR).update(details={"findings": [finding]})
    assert "1 error needs attention." in administrator.get("/admin/system/").text
    assert "The registry needs attention: 1 error</a>" in administrator.get("/admin/").text


def test_a_quick_check_that_finds_nothing_now_replaces_what_it_found(administrator, well):
    finding = {"level": "error", "sentence": "Nothing can be saved.", "advice": "", "area": "Standbys"}
    JobRun.objects.filter(pk=Job.DOCTOR).update(details={"findings": [finding]})
    page = administrator.get("/admin/system/").text
    assert "There are no errors." in page
    assert "Nothing can be saved." not in page


def test_before_doctor_has_run(administrator):
    page = administrator.get("/admin/system/").text
    assert "It has not run yet." in page
    assert "Backup: has never succeeded." in page
    assert "rehearsal-title" not in page


def test_nothing_is_said_on_the_first_page_while_all_is_well(administrator, well):
    page = administrator.get("/admin/").text
    assert "needs attention" not in page
    assert 'href="/admin/system/"' in page


def test_others_neither_see_the_page_nor_the_link(publisher, editor):
    for client in (publisher, editor):
        assert client.get("/admin/system/").status_code == 403
        page = client.get("/admin/").text
        assert "/admin/system/" not in page
        assert "needs attention" not in page
