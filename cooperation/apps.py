"""The app of what was done."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from .domain.roles import make_groups


class CooperationConfig(AppConfig):
    """Agreements, meetings, outcomes and projects."""

    name = "cooperation"
    verbose_name = _("Cooperation")

    def ready(self):
        """Keep the groups of the roles in step with the code."""
        post_migrate.connect(make_groups, sender=self, dispatch_uid="cooperation.domain.roles")


class StaffConfig(admin_apps.AdminConfig):
    """Django's admin, with the registry's own site as the one that everybody registers with."""

    default = False
    default_site = "cooperation.desk.site.RegistrySite"
