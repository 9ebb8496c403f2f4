"""Parameters whose values have pages of their own: regions, countries, topics, mechanisms, organizations."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from regions.models import Country, Region

from ..models import Mechanism, Organization, Topic
from .parameters import Parameter
from .several import AddressesField, CountriesField, TopicsField


class Addresses(Parameter):
    """Rows with a public page that the list's rows refer to by one of `paths`.

    A path is a lookup from the list's model, or a pair of one and the condition under which it is public.
    """

    field_class = AddressesField

    def __init__(self, *paths, label=None):
        super().__init__(label=label or self.usual_label)
        self.paths = [(path, Q()) if isinstance(path, str) else path for path in paths]

    def make_field(self, **kwargs):
        """Return a field for the rows that readers may see; it offers those that occur in the list."""
        return self.field_class(rows=self.choices(), occurring=self.occurring(), **kwargs)

    def choices(self):
        """Return the rows that readers may see."""
        return self.referred.objects.published()

    def occurring(self):
        """Return the condition for the rows that occur in the list."""
        condition = Q(pk__in=[])
        for path, is_public in self.paths:
            condition |= Q(pk__in=self.parent.queryset.filter(is_public).order_by().values(path))
        return condition

    def find(self, rows, value):
        """Return the rows that refer to one of those."""
        condition = Q(pk__in=[])
        for path, is_public in self.paths:
            condition |= Q(pk__in=rows.model._base_manager.filter(is_public, **{f"{path}__in": value}).values("pk"))
        return rows.filter(condition)


class Countries(Addresses):
    """Countries; a record's are those that took part or are a party, and the host."""

    field_class = CountriesField
    referred = Country
    usual_label = _("Country")

    def find(self, rows, value):
        """Return the rows of one of the countries."""
        return rows.in_countries(value)


class Regions(Addresses):
    """The ministry's regions, all of them in every list: a record's are those of its partner countries."""

    referred = Region
    usual_label = _("Region")

    def occurring(self):
        """Offer every region."""
        return Q(pk__isnull=False)

    def find(self, rows, value):
        """Return the rows of one of the regions."""
        return rows.in_regions(value)


class Topics(Addresses):
    """Topics; a broader one stands for its narrower ones too."""

    field_class = TopicsField
    referred = Topic
    usual_label = _("Topic")

    def choices(self):
        """Return those that something published is about, each broader one before its narrower ones."""
        by_place = (Coalesce("parent__slug", "slug"), F("parent__slug").asc(nulls_first=True), "slug")
        return Topic.objects.published().order_by(*by_place)

    def occurring(self):
        """Offer the broader topics of those that occur, too."""
        occurring = super().occurring()
        return occurring | Q(pk__in=Topic.objects.filter(occurring).values("parent"))

    def find(self, rows, value):
        """Return the rows about one of the topics."""
        return rows.about(value)


class Mechanisms(Addresses):
    """Standing frameworks and series."""

    referred = Mechanism
    usual_label = _("Mechanism")


class Organizations(Addresses):
    """Organizations that take part in whatever way."""

    referred = Organization
    usual_label = _("Organization")
