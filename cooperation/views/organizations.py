"""Organizations: bodies that sign, pay or work, and what each did."""

from django.db.models import Prefetch, Q

from ..models import (
    Agreement,
    Mechanism,
    Meeting,
    Membership,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
)
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

        def of(model):
            rows = model.objects.filter(**{model.organization_path: organization})
            return model.objects.filter(pk__in=rows.values("pk"))

        signed = Party.objects.filter(signed_by=organization).values("agreement")
        by = Outcome.objects.filter(by_organizations=organization).values("pk")
        to = Outcome.objects.filter(to_organizations=organization).values("pk")
        about = Outcome.objects.filter(concerns_organizations=organization).values("pk")
        roles = Prefetch(
            "project_organizations",
            ProjectOrganization.objects.filter(organization=organization),
            to_attr="roles",
        )
        return context | {
            "agreements": panels.agreements(of(Agreement), self.today, query),
            "signed_agreements": Agreement.objects.published().filter(pk__in=signed).newest_first(),
            "next_meetings": panels.next_meetings(of(Meeting), self.today, query),
            "last_meetings": panels.last_meetings(of(Meeting), self.today, query),
            "mechanisms": panels.mechanisms(of(Mechanism), query),
            "projects": panels.projects(of(Project).prefetch_related(roles), query),
            "money": panels.total_money(Phase.objects.filter(funder=organization)),
            "outcomes": panels.last_outcomes(
                Outcome.objects.filter(Q(pk__in=by) | Q(pk__in=to) | Q(pk__in=about)), query
            ),
        }
