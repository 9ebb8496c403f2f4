"""Metrics that are read from the database when Prometheus asks: publications, jobs, the day of the index, standbys."""

from collections.abc import Iterator
from datetime import date
from platform import python_version

from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

from .. import __version__
from ..database import replication, standby
from ..domain.choices import Job
from ..models import RECORDS, JobRun, RefusedPublication
from ..workflow.publication import due


class RegistryCollector:
    """What the registry reports besides its requests; if the database does not answer, only that."""

    def collect(self) -> Iterator:
        yield InfoMetricFamily(
            "registry", "The release", value={"version": __version__, "python_version": python_version()}
        )
        try:
            found = [*_publications(), _index(), *_jobs(), *_standbys()]
        except DatabaseError:
            found = []
        finally:
            connection.close()
        yield GaugeMetricFamily("registry_database_up", "Whether the database answers", value=bool(found))
        yield from found


def _publications():
    number = sum(due(model).count() for model in RECORDS)
    yield GaugeMetricFamily("registry_publications_due", "Planned records whose time has come", value=number)
    number = RefusedPublication.objects.count()
    yield GaugeMetricFamily("registry_publications_refused", "Planned records that were refused", value=number)


def index_day() -> date:
    """Return the day of the index in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT day FROM cooperation_entrystate")
        return cursor.fetchone()[0]


def _index():
    behind = (timezone.localdate() - index_day()).days
    return GaugeMetricFamily("registry_index_days_behind", "Days between the day of the index and today", value=behind)


def _jobs():
    """Yield for each job when it last started, succeeded and failed; 0 if never."""
    runs = JobRun.objects.in_bulk()
    for name, what in (("started", "started"), ("succeeded", "last succeeded"), ("failed", "last failed")):
        family = GaugeMetricFamily(
            f"registry_job_{name}_timestamp_seconds", f"When the job {what}; 0 if never", labels=["name"]
        )
        for job in Job:
            at = getattr(runs.get(job.value), f"{name}_at", None)
            family.add_metric([job.value], at.timestamp() if at else 0)
        yield family


def _standbys():
    """Yield what is known of the standbys of a primary, or how far a standby is behind."""
    lag = standby.lag()
    yield GaugeMetricFamily("registry_is_standby", "Whether the database only reads", value=lag is not None)
    unused = len(replication.unused_slots(is_primary=lag is None))
    yield GaugeMetricFamily("registry_unused_slots", "Replication slots that no standby uses", value=unused)
    if lag is not None:
        yield GaugeMetricFamily("registry_database_lag_seconds", "Seconds that this standby is behind", value=lag)
        return
    standbys, required = replication.standbys(), replication.required()
    yield GaugeMetricFamily("registry_standbys", "Standbys that are connected", value=len(standbys))
    what = "Synchronous standbys that a save waits for"
    yield GaugeMetricFamily("registry_synchronous_standbys_required", what, value=required)
    known = [each for each in standbys if not each.is_hidden]
    if len(known) < len(standbys):
        return
    number = sum(each.is_synchronous for each in known)
    yield GaugeMetricFamily("registry_synchronous_standbys", "Synchronous standbys that are connected", value=number)
    for name, what, value_of in (
        ("registry_standby_lag_seconds", "Seconds that the standby is behind", lambda each: each.lag),
        ("registry_standby_bytes_behind", "Bytes that the standby has not replayed", lambda each: each.behind),
    ):
        family = GaugeMetricFamily(name, what, labels=["name"])
        # Names are not unique, and samples must be: the worst of each name.
        for label, value in {each.name: value_of(each) for each in sorted(known, key=value_of)}.items():
            family.add_metric([label], value)
        yield family
