"""Parameters whose values have pages of their own: regions, countries, topics, mechanisms, organizations."""

from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from .. import index
from ..index import Dimension, tag
from ..models import Mechanism, Organization, Topic
from ..models.querysets import NO_REGION
from .names import Name, named
from .parameters import Parameter
from .several import AddressesField, CountriesField, RegionsField

# So many options of one parameter are offered at most, those with the most rows, but every country and every region;
# what is chosen always.
MOST = 100


class Addresses(Parameter):
    """Rows with a public page that the list's rows refer to."""

    field_class = AddressesField
    always_visible = False

    def __init__(self):
        super().__init__(label=self.usual_label)

    def make_field(self, **kwargs):
        """Return a field for the rows that readers may see; it offers those that occur in the list."""
        return self.field_class(
            rows=self.referred.objects.all(),
            visible=self.is_visible,
            options=self.options,
            remembered=self.remembered,
            **kwargs,
        )

    def options(self, chosen: set):
        """Return what the list offers in its own order: the name of each, and how many rows it has."""
        counts = {index.number(of): number for of, number in self.counts().items()}
        if len(counts) > MOST and not self.always_visible:
            counts = dict(sorted(counts.items(), key=lambda item: -item[1])[:MOST])
        names = self.names([*counts, *(row.pk for row in chosen)])
        return [(name, counts.get(name.id, 0)) for name in names if self.always_visible or self.is_visible(name.id)]

    def remembered(self):
        """Return the rows that were asked for by their slugs before, since a name last changed."""
        return self.parent.snapshot.names.setdefault((self.referred, "slug"), {})

    def names(self, ids):
        """Return the names to offer in their order: those of the rows, and what is always offered."""
        return named(self.parent.snapshot, self.referred, ids)

    def is_visible(self, pk: int) -> bool:
        """Return whether readers may see the row: those of the index's kinds once they are in it."""
        kind = self.referred._meta.model_name
        return kind not in index.KINDS or pk in self.parent.snapshot[kind].whole

    def tag(self, value):
        return tag(self.dimension, value.pk)


class Countries(Addresses):
    """Countries; a record's are those that took part or are a party, and the host."""

    field_class = CountriesField
    always_visible = True
    referred = Country
    dimension = Dimension.COUNTRY
    usual_label = _("Country")


class Regions(Addresses):
    """The ministry's regions, all of them in every list, and at last that there is none."""

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
    """Topics; a broader one stands for its narrower ones too."""

    referred = Topic
    dimension = Dimension.TOPIC
    usual_label = _("Topic")

    def is_visible(self, pk):
        """Return whether something published is about the topic, or about a narrower one."""
        return any(self.parent.snapshot[kind].get(tag(Dimension.TOPIC, pk)) for kind in index.KINDS)


class Mechanisms(Addresses):
    """Standing frameworks and series."""

    referred = Mechanism
    dimension = Dimension.MECHANISM
    usual_label = _("Mechanism")


class Organizations(Addresses):
    """Organizations that take part in whatever way."""

    referred = Organization
    dimension = Dimension.ORGANIZATION
    usual_label = _("Organization")
