"""Topics: records grouped by subject."""

from django.db.models import Prefetch
from django.utils.functional import cached_property

from ...filters.names import place_in_list
from ...index import KINDS, Dimension, number, tag
from ...models import Topic
from .record_page import ReferredDetail, UnpaginatedList
from .related_lists import NAMED, RelatedLists
from .timelines import chronicle


def public_topics(snapshot) -> set[int]:
    """Return the ids of the topics of published records, and of the topics above them."""
    return {number(of) for kind in KINDS for of in snapshot[kind].totals(Dimension.TOPIC)}


class TopicList(UnpaginatedList):
    """All topics of published records, on two levels."""

    model = Topic

    def get_queryset(self):
        topics = Topic.objects.filter(pk__in=public_topics(self.snapshot))
        return topics.filter(parent=None).prefetch_related(Prefetch("children", topics, to_attr="narrower"))

    @cached_property
    def rows(self):
        """Return the broader topics, each with its narrower ones, in the order of their names."""
        found = sorted(self.get_queryset(), key=place_in_list)
        for topic in found:
            topic.narrower.sort(key=place_in_list)
        return found


class TopicDetail(ReferredDetail):
    """One topic: its narrower topics, and the latest records of each kind about any of them."""

    model = Topic
    has_evidence = False
    has_everything = True

    def get_queryset(self):
        return Topic.objects.select_related("parent")

    def is_public(self, topic):
        """Return whether a published record is about the topic or a narrower one, according to the index."""
        return self.snapshot.has(tag(Dimension.TOPIC, topic.pk))

    def get_trail(self):
        parent = self.object.parent
        return super().get_trail() + ([(parent.shown_name(), parent.get_absolute_url())] if parent else [])

    def get_context_data(self, **kwargs):
        """Add the related lists."""
        context = super().get_context_data(**kwargs)
        children = [topic for topic in sorted(self.object.children.all(), key=place_in_list) if self.is_public(topic)]
        short = RelatedLists(self, {"topic": self.object.slug}, tag(Dimension.TOPIC, self.object.pk))
        return context | {
            "children": short.cut_rows("children", children, NAMED),
            "chronicle": chronicle(short),
            "agreements": short.agreements(),
            **short.meetings(),
            "mechanisms": short.mechanisms(),
            "projects": short.projects(),
            "outcomes": short.last_outcomes(),
        }
