"""The parameters of the list of projects."""

from django.utils.translation import gettext_lazy as _

from ..domain.choices import Role
from ..index import Dimension, number, part_tag
from ..models import Project
from .addresses import Organizations
from .codes import Codes
from .record import RecordFilter


class Roles(Codes):
    """The roles of organizations in projects."""

    linked = ("organization",)

    def finder(self):
        """Find the projects in which one of the selected organizations has the role, if there are any."""
        organizations = self.parent.form.cleaned_data.get("organization")
        if not organizations:
            return super().finder()
        roles, entries = {self.tag(role): role.value for role in self.choices}, self.parent.entries
        return lambda of: entries.having(part_tag(each.pk, roles[of]) for each in organizations)


class ProjectOrganizations(Organizations):
    """Organizations in projects; with `role`, those in one of the roles."""

    def ids(self, entries, value):
        roles = self.parent.form.cleaned_data.get("role")
        if not roles:
            return super().ids(entries, value)
        return entries.having(part_tag(each.pk, role.value) for each in value for role in roles)

    def finder(self):
        """Find the projects in which the organization has one of the selected roles, if there are any."""
        roles = self.parent.form.cleaned_data.get("role")
        if not roles:
            return super().finder()
        entries = self.parent.entries
        return lambda of: entries.having(part_tag(number(of), role.value) for role in roles)

    def counts_by_row(self, tags):
        return None if self.parent.form.cleaned_data.get("role") else super().counts_by_row(tags)


class ProjectFilter(RecordFilter):
    """Projects. Their date is the actual start, else the planned one; without an end date they continue unless the
    status ends them.

    `role` is the role of an organization; together with `organization` it is the role of that organization.
    """

    rows = Project.objects
    date_help = _(
        "The date is the actual start. If that is not recorded, it is the planned start. "
        "Projects without a date are last."
    )

    organization = ProjectOrganizations()
    role = Roles(Role, label=_("Role"), dimension=Dimension.ROLE)
