"""System checks for administrators: what doctor finds, and the last runs of scheduled jobs."""

from django.core.exceptions import PermissionDenied
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ..domain.choices import Job
from ..domain.roles import may_see_accounts
from ..models import JobRun
from ..operations import doctor
from ..operations.doctor import timers
from ..operations.doctor.finding import Finding, Level

JOBS = doctor.area_name(timers.AREA)


def system_checks_view(site, request):
    """Run the quick checks now, and show the other findings of doctor's last run."""
    if not may_see_accounts(request.user):
        raise PermissionDenied
    runs = JobRun.objects.in_bulk()
    quick = [*doctor.examine(doctor.QUICK)]
    names = {doctor.area_name(area) for area, _check in doctor.QUICK}
    last = runs.get(Job.DOCTOR.value) or JobRun(job=Job.DOCTOR)
    slow = [finding for finding in _stored(last) if finding.area not in names]
    context = {
        "quick": _by_area(quick),
        "slow": _by_area(slow),
        "last": last.succeeded_at,
        "jobs": [(job, runs.get(job.value)) for job in Job],
        "rehearsal": _report(runs.get(Job.REHEARSAL.value)),
        "number": _errors([*quick, *slow]),
    }
    return site.render(request, "admin/cooperation/system_checks.html", _("System checks"), context)


def number_of_errors(user) -> int:
    """Return the number of errors in the stored runs, with one query; 0 if the user may not see them."""
    if not may_see_accounts(user):
        return 0
    runs = JobRun.objects.in_bulk()
    found = [*timers.of_jobs(runs)]
    if last := runs.get(Job.DOCTOR.value):
        found += [finding for finding in _stored(last) if finding.area != JOBS]
    return _errors(found)


def _errors(findings):
    return sum(finding.level == Level.ERROR for finding in findings)


def _stored(run):
    return map(Finding.read, run.details.get("findings", ()))


def _by_area(findings):
    areas = {}
    for finding in findings:
        areas.setdefault(finding.area and _(finding.area), []).append(finding)
    return [*areas.items()]


def _report(run):
    """Return {label: value} of the last rehearsal of a restore; None if there was none."""
    if run is None or not run.details:
        return None
    labels = {
        "file": _("Backup"),
        "taken_at": _("Taken"),
        "tables": _("Tables compared"),
        "rows": _("Rows compared"),
        "seconds": _("Restore time in seconds"),
    }
    lines = {labels.get(name, name): value for name, value in run.details.items()}
    if taken := parse_datetime(str(run.details.get("taken_at", ""))):
        lines[labels["taken_at"]] = taken
    return lines
