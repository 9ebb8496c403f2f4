"""Organizations: bodies that sign, fund or implement, and what each did."""

from collections import defaultdict
from dataclasses import replace

from django.db.models import Prefetch

from ...index import Dimension, sums, tag
from ...models import Agreement, Membership, Organization, ProjectOrganization
from ..markup import html, mark
from . import related_lists
from .record_page import ReferredDetail


def with_roles(panel, organization) -> related_lists.Panel:
    """Return the projects of a related list, each with the organization's role."""
    parts = ProjectOrganization.objects.filter(organization=organization, project__in=[row.id for row in panel.rows])
    marks = defaultdict(str)
    for part in parts:
        marks[part.project_id] += f"\n{mark(part.get_role_display())}"
    return replace(panel, rows=[row._replace(html=html(row.html + marks[row.id])) for row in panel.rows])


class OrganizationDetail(ReferredDetail):
    """One organization: what it signed, attended, funded and implements, and the members of a bloc."""

    model = Organization
    links = ("regions",)

    def get_queryset(self):
        return Organization.objects.select_related("country")

    def is_public(self, organization):
        """Return whether a published record names the organization. The index is updated at the end of a change."""
        return organization.pk in self.snapshot["organization"].whole or super().is_public(organization)

    def get_prefetches(self):
        members = Membership.objects.select_related("country").order_by("country__slug", "joined_on")
        return [Prefetch("memberships", members)]

    def get_context_data(self, **kwargs):
        """Add the related lists."""
        context = super().get_context_data(**kwargs)
        organization = self.object
        # A claim may name a member by its code.
        organization.linked["members"] = [membership.country for membership in organization.memberships.all()]
        short = related_lists.RelatedLists(
            self, {"organization": organization.slug}, tag(Dimension.ORGANIZATION, organization.pk)
        )
        signed = self.snapshot["agreement"].get(tag(Dimension.MENTION, organization.pk))
        return context | {
            "agreements": short.agreements(),
            "signed_agreements": short.part("signed", "agreement", signed, related_lists.rows_of(Agreement)),
            "next_meetings": short.next_meetings(),
            "last_meetings": short.last_meetings(),
            "mechanisms": short.mechanisms(),
            "projects": with_roles(short.projects(), organization),
            "money": sums.totals(tag(Dimension.FUNDER, organization.pk)),
            "outcomes": short.last_outcomes(),
        }
