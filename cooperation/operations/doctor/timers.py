"""The jobs that timers start: whether each succeeded lately, and what is overdue."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...domain.choices import Job
from ...models import RECORDS, JobRun, RefusedPublication, Session
from ...workflow.publication import due
from .finding import Finding, error, ok, warning

AREA = gettext_lazy("Jobs")
# How long after its last success a job is late: its interval (docs/operations.md) and some time to run. The page says
# when doctor last ran.
LATE = {
    Job.PUBLICATION: timedelta(minutes=20),
    Job.EXPORT: timedelta(hours=26),
    Job.BACKUP: timedelta(hours=26),
    Job.REHEARSAL: timedelta(days=8),
    Job.RETENTION: timedelta(hours=26),
    Job.ARCHIVE: timedelta(days=32),
}
NEEDED = {Job.PUBLICATION, Job.BACKUP}  # an error if it is late, and not only a warning
OVERDUE = timedelta(minutes=15)  # after which a planned record should be public


def check() -> Iterator[Finding]:
    yield from of_jobs(JobRun.objects.in_bulk())
    yield from _publications()
    yield from _sessions()


def of_jobs(runs: dict) -> Iterator[Finding]:
    """Yield a finding for each job; `runs` are the stored ones by job."""
    for job, late in LATE.items():
        if job != Job.EXPORT or settings.EXPORT_FOLDER:
            run = runs.get(job.value) or JobRun(job=job)
            yield of_job(job, run, late)
            for sentence in run.details.get("damaged", []):  # of backups
                yield warning(sentence, _("Check the disk, and remove the file: it does not count."))


def of_job(job: Job, run: JobRun, late: timedelta) -> Finding:
    succeeded, failed = run.succeeded_at, run.failed_at
    words = {"job": capfirst(job.label), "succeeded": _at(succeeded), "failed": _at(failed), "why": run.error}
    bad = error if job in NEEDED else warning
    advice = _("Look at its timer: docs/operations.md names it and says what happens without it.")
    if failed and (succeeded is None or failed > succeeded):
        return error(_("%(job)s: failed on %(failed)s: %(why)s") % words, _("Correct the reason, and run it again."))
    if succeeded is None:
        return bad(_("%(job)s: has never succeeded.") % words, advice)
    if timezone.now() - succeeded > late:
        return bad(_("%(job)s: late, it last succeeded on %(succeeded)s.") % words, advice)
    return ok(_("%(job)s: last succeeded on %(succeeded)s.") % words)


def _at(moment):
    return moment and date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _publications():
    refused = RefusedPublication.objects.count()
    if refused:
        yield warning(
            _("Planned publications that were refused: %(number)s.") % {"number": refused},
            _("The first page of the admin names them and the reason."),
        )
    before = timezone.now() - OVERDUE
    waiting = sum(due(model).filter(publish_at__lte=before).count() for model in RECORDS) - refused
    if waiting > 0:
        yield error(
            _("Planned records whose time has come and that are not public: %(number)s.") % {"number": waiting},
            _("Run manage.py publish_due. Does the server run, and is it of this release?"),
        )


def _sessions():
    before = timezone.now() - timedelta(days=2)
    if Session.objects.filter(expire_date__lt=before).exists():
        yield warning(
            _("Sessions that ended more than two days ago are still stored."),
            _("Run manage.py clearsessions once a day."),
        )
    else:
        yield ok(_("Ended sessions are deleted."))
