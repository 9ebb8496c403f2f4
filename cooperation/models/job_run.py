"""The jobs that timers start."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.fields import ShortTextField

from ..domain.choices import Job
from .undumped import Undumped


class JobRun(models.Model):
    """The last runs of one job: when it started, when it last succeeded and failed, and what it reported.

    `job` is a Job. `error` and `failed_at` stay after a later success, so that the desk can say what went wrong before.
    """

    job = ShortTextField(_("job"), max_length=20, primary_key=True)
    started_at = models.DateTimeField(_("started"), null=True)
    succeeded_at = models.DateTimeField(_("last succeeded"), null=True)
    failed_at = models.DateTimeField(_("last failed"), null=True)
    error = models.TextField(_("why it failed"), blank=True)
    details = models.JSONField(_("what it reported"), default=dict)

    dumped = Undumped()
    objects = models.Manager()

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        default_permissions = ()

    def __str__(self):
        return str(Job(self.job).label)
