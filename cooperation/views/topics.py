"""Topics: the same records, seen from what they are about."""

from django.db.models import Prefetch

from ..models import Agreement, Mechanism, Meeting, Outcome, Project, Topic
from . import panels
from .publication import ReferredDetail, WholeList
from .timelines import chronicle


class TopicList(WholeList):
    """All topics that something published is about, on their two levels."""

    model = Topic

    def get_queryset(self):
        """Return the upper topics with their narrower ones."""
        narrower = Prefetch("children", Topic.objects.published().order_by("slug"))
        return Topic.objects.published().filter(parent=None).prefetch_related(narrower).order_by("slug")


class TopicDetail(ReferredDetail):
    """One topic: its narrower topics, and the latest of each kind about any of them."""

    model = Topic
    has_evidence = False

    def get_queryset(self):
        """Return topics with the one above."""
        return Topic.objects.select_related("parent")

    def get_prefetches(self):
        """Return the narrower topics."""
        return [Prefetch("children", Topic.objects.published().order_by("slug"))]

    def get_trail(self):
        """Return the way by the topic above."""
        parent = self.object.parent
        return super().get_trail() + ([(parent.name, parent.get_absolute_url())] if parent else [])

    def get_context_data(self, **kwargs):
        """Add the panels."""
        context = super().get_context_data(**kwargs)
        about, query = [self.object], {"topic": self.object.slug}
        agreements = Agreement.objects.about(about)
        meetings = Meeting.objects.about(about)
        projects = Project.objects.about(about)
        return context | {
            "chronicle": chronicle(self.today, query, agreements=agreements, meetings=meetings, projects=projects),
            "agreements": panels.agreements(agreements, self.today, query),
            "next_meetings": panels.next_meetings(meetings, self.today, query),
            "last_meetings": panels.last_meetings(meetings, self.today, query),
            "mechanisms": panels.mechanisms(Mechanism.objects.about(about), query),
            "projects": panels.projects(projects, query),
            "outcomes": panels.last_outcomes(Outcome.objects.about(about), query),
        }
