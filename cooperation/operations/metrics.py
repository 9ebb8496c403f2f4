"""Metrics that are read from the database when Prometheus asks: publications, jobs, the day of the index."""

from collections.abc import Iterator
from platform import python_version

from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

from .. import __version__
from ..domain.choices import Job
from ..models import RECORDS, JobRun, RefusedPublication
from ..workflow.publication import due

DAY = "SELECT day FROM cooperation_entrystate"


class RegistryCollector:
    """What the registry reports besides its requests. Without the database only that it is missing."""

    def collect(self) -> Iterator:
        yield InfoMetricFamily(
            "registry", "The release", value={"version": __version__, "python_version": python_version()}
        )
        try:
            found = [*_publications(), _index(), *_jobs()]
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


def _index():
    with connection.cursor() as cursor:
        cursor.execute(DAY)
        [day] = cursor.fetchone()
    behind = (timezone.localdate() - day).days
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
