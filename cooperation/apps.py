"""The cooperation app."""

from importlib import import_module

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
        """Create or update the groups for the roles after each migration, and connect the receivers of sign-in."""
        import_module("cooperation.sign_in.receivers")  # needs the models
        post_migrate.connect(make_groups, sender=self, dispatch_uid="cooperation.domain.roles")


class StaffConfig(admin_apps.AdminConfig):
    """Django's admin, with the registry's own admin site as the default site."""

    default = False
    default_site = "cooperation.desk.site.RegistrySite"
