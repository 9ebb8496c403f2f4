"""Parameters whose values have their own pages: regions, countries, topics, mechanisms, organizations."""

from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from .. import index
from ..index import Dimension, tag
from ..models import Mechanism, Organization, Topic
from ..models.querysets import NO_REGION
from .names import Name, named
from .parameters import Parameter
from .several import AddressesField, CountriesField, RegionsField

# The maximum number of options of one parameter. Those with the most rows are shown; countries, regions and selected
# options are always shown.
MOST = 100


class Addresses(Parameter):
    """Filters by related rows that have a public page."""

    field_class = AddressesField
    always_visible = False

    def __init__(self):
        super().__init__(label=self.usual_label)

    def make_field(self, **kwargs):
        """Return a field for the rows that readers may see; its options are those that occur in the list."""
        return self.field_class(
            rows=self.referred.objects.all(),
            visible=self.is_visible,
            options=self.options,
            remembered=self.remembered,
            **kwargs,
        )

    def options(self, chosen: set):
        """Return the options in their display order: the name of each, and its number of rows."""
        counts = {index.number(of): number for of, number in self.counts().items()}
        if len(counts) > MOST and not self.always_visible:
            counts = dict(sorted(counts.items(), key=lambda item: -item[1])[:MOST])
        names = self.names([*counts, *(row.pk for row in chosen)])
        return [(name, counts.get(name.id, 0)) for name in names if self.always_visible or self.is_visible(name.id)]

    def remembered(self):
        """Return the cache of rows by slug; it is cleared when a name changes."""
        return self.parent.snapshot.names.setdefault((self.referred, "slug"), {})

    def names(self, ids):
        """Return the names to offer, sorted: those of the rows, and those that are always offered."""
        return named(self.parent.snapshot, self.referred, ids)

    def is_visible(self, pk: int) -> bool:
        """Return whether readers may see the row. Rows of an indexed kind are visible if they are in the index."""
        kind = self.referred._meta.model_name
        return kind not in index.KINDS or pk in self.parent.snapshot[kind].whole

    def tag(self, value):
        return tag(self.dimension, value.pk)


class Countries(Addresses):
    """Countries; those of a record are its participants, its parties and its host."""

    field_class = CountriesField
    always_visible = True
    referred = Country
    dimension = Dimension.COUNTRY
    usual_label = _("Country")


class Regions(Addresses):
    """The ministry's regions, all of them in every list, and last the option for no region."""

    field_class = RegionsField
    always_visible = True
    referred = Region
    dimension = Dimension.REGION
    usual_label = _("Region")

    def names(self, ids):
        snapshot = self.parent.snapshot
        if "regions" not in snapshot.names:
            snapshot.names["regions"] = list(Region.objects.values_list("pk", flat=True))
        none = Name((), 0, NO_REGION.pk, NO_REGION.slug, str(NO_REGION), "", "", NO_REGION.slug)
        return [*super().names(snapshot.names["regions"]), none]


class Topics(Addresses):
    """Topics; a broader topic includes its narrower topics."""

    referred = Topic
    dimension = Dimension.TOPIC
    usual_label = _("Topic")

    def is_visible(self, pk):
        """Return whether a published record is about the topic or a narrower one."""
        return any(self.parent.snapshot[kind].get(tag(Dimension.TOPIC, pk)) for kind in index.KINDS)


class Mechanisms(Addresses):
    """Standing frameworks and series."""

    referred = Mechanism
    dimension = Dimension.MECHANISM
    usual_label = _("Mechanism")


class Organizations(Addresses):
    """Organizations that take part in any role."""

    referred = Organization
    dimension = Dimension.ORGANIZATION
    usual_label = _("Organization")
