"""Organizations, including blocs, and the members of blocs."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, LinesField, ShortTextField
from regions.models import Addressed, Country, Region
from regions.translated import Translated, columns, in_any_language, indexes_of_sorted_text, unique_in_each_language

from ..domain.choices import OrganizationKind
from ..domain.dates import PartialDateField
from ..domain.tags import Dimension
from .facets import Facet
from .querysets import MembershipQuerySet, OrganizationQuerySet
from .topic import PERMISSIONS


class Organization(Addressed):
    """An organization that signs, funds or implements. One that only holds meetings is a mechanism."""

    name = Translated(
        ShortTextField(_("name"), max_length=200, help_text=_("Its full name, as it writes it in English."))
    )
    acronym = ShortTextField(_("acronym"), max_length=30, blank=True, help_text=_("Such as UNEP. Search accepts it."))
    kind = CodeField(
        _("kind"),
        max_length=20,
        choices=OrganizationKind,
        help_text=_("A body that only holds meetings is a mechanism, not an organization."),
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="national_bodies",
        verbose_name=_("country"),
        help_text=_("The country of a national organization. Leave empty for an international one."),
    )
    regions = models.ManyToManyField(
        Region,
        blank=True,
        related_name="organizations",
        verbose_name=_("regions"),
        help_text=_(
            "The regions it works in, such as South East Asia for ASEAN. Its records are listed there. Leave empty if "
            "it works worldwide."
        ),
    )
    members = models.ManyToManyField(
        Country, through="Membership", related_name="blocs", blank=True, verbose_name=_("member countries")
    )
    summary = Translated(models.TextField(_("summary"), blank=True, help_text=_("What it is, in a sentence or two.")))
    other_names = LinesField(_("other names"), help_text=_("One per line. Search and import accept them."))
    website = models.URLField(_("website"), max_length=500, blank=True, help_text=_("The address of its website."))

    objects = OrganizationQuerySet.as_manager()

    groups = (
        (_("Name"), (*columns("name"), "acronym", "other_names", "slug")),
        (_("What it is"), ("kind", "country", "regions", *columns("summary"), "website")),
    )
    address = "organizations"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (*columns("name"), "acronym", "other_names", "slug", "country")
    # Fields for search by weight: texts and related objects.
    search = {"A": (*columns("name"), "acronym", "other_names"), "B": (*columns("summary"), "country"), "C": ("kind",)}
    facets = (
        Facet("region", Dimension.REGION),
        Facet("country", Dimension.COUNTRY, ("country",)),
        Facet("kind", Dimension.KIND, ("kind",)),
    )
    referred_by = (
        "meetings",
        "mechanisms",
        "parties",
        "signed_parties",
        "project_organizations",
        "funded_phases",
        "outcomes_by",
        "outcomes_to",
        "concerned_outcomes",
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ("slug",)
        default_permissions = PERMISSIONS
        indexes = (
            models.Index(Lower("name"), "id", name="organization_by_name"),
            *indexes_of_sorted_text("name", "organization"),
        )
        constraints = (
            *unique_in_each_language("name", "organization", _("Another organization has this name.")),
            models.CheckConstraint(
                condition=in_any_language("name"),
                name="organization_has_name",
                violation_error_message=_("An organization needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__regex=r"\Ahttps?://"),
                name="organization_website_is_http",
                violation_error_message=_("Enter an address that begins with http:// or https://."),
            ),
        )

    def shown_name(self):
        name = super().shown_name()
        return name.with_text(f"{name} ({self.acronym})") if self.acronym else name


class Membership(models.Model):
    """A country's membership in a bloc. If the bloc takes part in something, its members do not automatically take
    part.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("bloc")
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("country"),
        help_text=_("The member."),
    )
    joined_on = PartialDateField(_("member from"))
    left_on = PartialDateField(_("member to"), help_text=_("Leave empty while it is a member."))

    objects = MembershipQuerySet.as_manager()

    record_field = "organization"

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("country", "joined_on")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "country", "joined_on"],
                nulls_distinct=False,
                name="membership_unique",
                violation_error_message=_("This country is already a member from this date."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__not_before=models.F("joined_on")),
                name="membership_ends_after_start",
                violation_error_message=_("The membership must not end before it begins."),
            ),
        )

    def __str__(self):
        return f"{self.country} – {self.organization}"

    def natural_key(self):
        """Return the bloc's slug, the country's code and the first date."""
        return (*self.organization.natural_key(), *self.country.natural_key(), self.joined_on)

    natural_key.dependencies = ("cooperation.organization", "regions.country")
