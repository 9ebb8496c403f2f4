"""Parameters whose values have their own pages: regions, countries, topics, mechanisms, organizations."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from regions.models import Country, Region
from regions.translated import Text

from .. import index
from ..index import Dimension, tag
from ..models import Mechanism, Organization, Topic
from ..models.querysets import NO_REGION
from ..search.suggestions import ids_named
from .multiple_choice import MultipleChoice
from .names import Name, named
from .option import Option
from .several import AddressesField, CountriesField, RegionsField


class Addresses(MultipleChoice):
    """Filters by related rows that have a public page."""

    field_class = AddressesField

    def __init__(self):
        super().__init__(label=self.usual_label)

    def make_field(self, **kwargs):
        """Return a field for the rows that readers may see."""
        return self.field_class(
            parameter=self,
            rows=self.referred.objects.all(),
            visible=self.is_visible,
            remembered=self.remembered,
            error_messages={"unknown": self.unknown},
            **kwargs,
        )

    def options(self, counts, chosen):
        """Return the options from A to Z. A row below another one is indented only if the other one is an option."""
        names = [name for name in self.names([index.number(of) for of in counts]) if self.is_visible(name.id)]
        slugs = {name.slug for name in names}
        tags = [(name, tag(self.dimension, name.id)) for name in names]
        return [
            Option(name.slug, name.label, of in chosen, False, int(name.parent in slugs), counts[of])
            for name, of in tags
        ]

    def matching(self, text):
        """Return the tags of the rows with a name that contains the text from the start of a word."""
        return {tag(self.dimension, pk) for pk in ids_named(text, self.referred._meta.model_name)}

    def remembered(self):
        """Return the cache of rows by slug; it is cleared when a name changes."""
        return self.parent.snapshot.names.setdefault((self.referred, "slug"), {})

    def names(self, ids):
        """Return the names of the rows, sorted."""
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
    referred = Country
    dimension = Dimension.COUNTRY
    usual_label = _("Country")
    unknown = _("“%(value)s” is not a country in this list.")
    all_words = ngettext_lazy("All %(shown)s country", "All %(shown)s countries", "number")


class Regions(Addresses):
    """The ministry's regions, and last the option for no region."""

    field_class = RegionsField
    referred = Region
    dimension = Dimension.REGION
    usual_label = _("Region")
    unknown = _("“%(value)s” is not a region in this list.")
    all_words = ngettext_lazy("All %(shown)s region", "All %(shown)s regions", "number")
    matching = MultipleChoice.matching  # search has no name for NO_REGION

    def names(self, ids):
        label = Text(str(NO_REGION), "")
        none = Name((), "", NO_REGION.pk, NO_REGION.slug, label, label, "", NO_REGION.slug, label.__html__())
        return [*super().names(set(ids) - {none.id}), *([none] if none.id in ids else [])]


class Topics(Addresses):
    """Topics; a broader topic includes its narrower topics."""

    referred = Topic
    dimension = Dimension.TOPIC
    usual_label = _("Topic")
    unknown = _("“%(value)s” is not a topic in this list.")
    all_words = ngettext_lazy("All %(shown)s topic", "All %(shown)s topics", "number")

    def is_visible(self, pk):
        """Return whether a published record is about the topic or a narrower one."""
        return self.parent.snapshot.has(tag(Dimension.TOPIC, pk))


class Mechanisms(Addresses):
    """Standing frameworks and series."""

    referred = Mechanism
    dimension = Dimension.MECHANISM
    usual_label = _("Mechanism")
    unknown = _("“%(value)s” is not a mechanism in this list.")
    all_words = ngettext_lazy("All %(shown)s mechanism", "All %(shown)s mechanisms", "number")

    @cached_property
    def totals(self):
        """Leave out drafts, which a public record may refer to."""
        public = self.parent.snapshot["mechanism"].whole
        return {of: total for of, total in super().totals.items() if index.number(of) in public}


class Organizations(Addresses):
    """Organizations that take part in any role."""

    referred = Organization
    dimension = Dimension.ORGANIZATION
    usual_label = _("Organization")
    unknown = _("“%(value)s” is not an organization in this list.")
    all_words = ngettext_lazy("All %(shown)s organization", "All %(shown)s organizations", "number")
