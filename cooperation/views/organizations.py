"""Organizations: bodies that sign, pay or work, and what each did."""

from django.db.models import Prefetch

from ..index import Dimension, tag
from ..models import Agreement, Membership, Organization, Party, Phase, ProjectOrganization
from . import panels
from .publication import ReferredDetail


class OrganizationDetail(ReferredDetail):
    """One organization: what it signed, attended, paid for and works on, and of a bloc its members."""

    model = Organization

    def get_queryset(self):
        """Return organizations with the country of a national body."""
        return Organization.objects.select_related("country")

    def get_prefetches(self):
        """Return the members of a bloc."""
        members = Membership.objects.select_related("country").order_by("country__slug", "joined_on")
        return [*super().get_prefetches(), "members", Prefetch("memberships", members)]

    def get_context_data(self, **kwargs):
        """Add the panels."""
        context = super().get_context_data(**kwargs)
        organization, query = self.object, {"organization": self.object.slug}

        short = panels.Panels(self.today, query, tag(Dimension.ORGANIZATION, organization.pk))
        signed = Party.objects.filter(signed_by=organization).values("agreement")
        roles = Prefetch(
            "project_organizations",
            ProjectOrganization.objects.filter(organization=organization),
            to_attr="roles",
        )
        return context | {
            "agreements": short.agreements(),
            "signed_agreements": Agreement.objects.published().filter(pk__in=signed).newest_first(),
            "next_meetings": short.next_meetings(),
            "last_meetings": short.last_meetings(),
            "mechanisms": short.mechanisms(),
            "projects": short.projects(10, roles),
            "money": panels.total_money(Phase.objects.filter(funder=organization)),
            "outcomes": short.last_outcomes(),
        }
