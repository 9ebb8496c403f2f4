"""Organizations: bodies that sign, fund or implement, and what each did."""

from collections import defaultdict

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ...filters.names import place_in_list
from ...index import Dimension, sums, tag
from ...models import Membership, Organization, ProjectOrganization
from . import related_lists
from .listing import RegistryList
from .record_page import ReferredDetail


def with_roles(panel, organization) -> related_lists.Panel:
    """Add the organization's roles to each project of a related list."""
    parts = ProjectOrganization.objects.filter(organization=organization, project__in=panel.rows)
    roles = defaultdict(list)
    for part in parts:
        roles[part.project_id].append(part.get_role_display())
    for project in panel.rows:
        project.roles = roles[project.pk]
    return panel


class OrganizationList(RegistryList):
    """Organizations: kind and country."""

    model = Organization
    columns = (_("Organization"), _("Kind"), _("Country"))
    description = _(
        "Ministries, international organizations, funds, blocs and companies that take part in the cooperation."
    )
    counted = ngettext_lazy("%(shown)s organization", "%(shown)s organizations", "number")
    links = ("country",)


class OrganizationDetail(ReferredDetail):
    """One organization: what it signed, attended, funded and implements, and the members of a bloc."""

    model = Organization
    shown_for_a_day = _("The members are those of %(day)s.")
    links = ("regions",)

    def get_queryset(self):
        return Organization.objects.select_related("country")

    def is_public(self, organization):
        """Return whether a published record names the organization. The index is updated at the end of a change."""
        return organization.pk in self.snapshot["organization"].whole or super().is_public(organization)

    def get_prefetches(self):
        members = Membership.objects.select_related("country").order_by("joined_on")
        return [Prefetch("memberships", members.on(self.on) if self.on else members)]

    def get_context_data(self, **kwargs):
        """Add the related lists."""
        context = super().get_context_data(**kwargs)
        organization = self.object
        # A claim may name a member by its code.
        memberships = sorted(organization.memberships.all(), key=lambda each: place_in_list(each.country))
        organization.linked["members"] = [membership.country for membership in memberships]
        short = related_lists.RelatedLists(
            self, {"organization": organization.slug}, tag(Dimension.ORGANIZATION, organization.pk)
        )
        signed = self.snapshot["agreement"].get(tag(Dimension.MENTION, organization.pk))
        return context | {
            "members": short.cut_rows("members", memberships, related_lists.NAMED),
            "agreements": short.agreements(),
            "signed_agreements": short.part("signed", "agreement", signed),
            **short.meetings(),
            "mechanisms": short.mechanisms(),
            "projects": with_roles(short.projects(), organization),
            "money": sums.totals(tag(Dimension.FUNDER, organization.pk)),
            "outcomes": short.last_outcomes(),
        }
