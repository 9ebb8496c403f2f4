"""Regions as used in the ministry's policy, the countries of ISO 3166-1, and former countries."""

from functools import lru_cache

from django.contrib.redirects.models import Redirect
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .choices import M49Region, M49Subregion
from .fields import AddressField, CodeField, LinesField, ShortTextField
from .names import in_order_of, sort_key
from .querysets import AddressedQuerySet, CountryQuerySet
from .translated import ShownName, Translated, columns, in_any_language, unique_in_each_language


class Versioned(models.Model):
    """A row with a version number, and the time and transaction of its last change.

    Database triggers set these three columns and ignore what a client sends for them. A transaction that really changes
    the row, or any of its parts, adds one version.
    """

    version = models.PositiveIntegerField(_("version"), editable=False, db_default=1)
    updated_at = models.DateTimeField(_("last modified"), editable=False, db_default=Now())
    changed_in = models.BigIntegerField(
        _("transaction of the last change"), editable=False, db_default=0, help_text=_("A PostgreSQL transaction id.")
    )

    class Meta:
        abstract = True


@lru_cache
def _folder(view, _language, _script_prefix):
    # A list has a hundred links, and finding the URL pattern takes longer than building the URL.
    return reverse(view, args=["-"]).removesuffix("-/")


class Addressed(ShownName, Versioned):
    """A row with a public page at a permanent address: the `address` of its model, then its slug.

    Triggers enforce this: changing the slug of a page that was public creates a redirect, and no other row can use an
    address that redirects.
    """

    slug = AddressField(_("slug"))

    class Meta:
        abstract = True

    def get_absolute_url(self):
        """Return the path of the page in the active language."""
        return f"{_folder(self._view, get_language(), get_script_prefix())}{self.slug}/"

    @property
    def _view(self):
        return f"{self._meta.model_name}_detail"

    @property
    def permanent_path(self) -> str:
        """The path of the page without a language, such as "/meetings/temm-14/": redirects are stored with it."""
        return f"/{self.address}/{self.slug}/"

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        """Raise ValidationError if the address redirects to another page; the database would reject it."""
        super().clean()
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        if not self.slug or (before and before.slug == self.slug):
            return
        try:
            reverse(self._view, args=[self.slug])
        except NoReverseMatch:
            return  # the slug field reports its own error
        taken = Redirect.objects.filter(old_path=self.permanent_path)
        if before:
            taken = taken.exclude(new_path=before.permanent_path)
        if taken.exists():
            raise ValidationError(
                {"slug": _("This address redirects to another page. Choose another one.")}, code="taken"
            )


class Region(Addressed):
    """A group of countries as used in the ministry's policy. The UN's M49 regions are fields of the country."""

    name = Translated(ShortTextField(_("name"), max_length=100, help_text=_("The name in the ministry's text.")))
    other_names = LinesField(_("other names"), help_text=_("One per line. Search and import accept them."))
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The order of the regions in lists.")
    )
    summary = Translated(
        models.TextField(_("summary"), blank=True, help_text=_("What the ministry says about the region."))
    )
    policy_directions = Translated(LinesField(_("policy directions"), help_text=_("One per line, in their order.")))

    objects = AddressedQuerySet.as_manager()

    address = "regions"
    # Fields that the staff's lists search.
    staff_search = (*columns("name"), "other_names", "slug")
    # What search reads, by weight: texts and related objects.
    search = {
        "A": (*columns("name"), "other_names"),
        "B": (*columns("summary"),),
        "C": (*columns("policy_directions"),),
    }
    groups = (
        (_("Name"), (*columns("name"), "other_names", "slug", "position")),
        (_("What the ministry says about it"), (*columns("summary"), *columns("policy_directions"))),
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("position", "slug")
        constraints = (
            *unique_in_each_language("name", "region", _("Another region has this name.")),
            models.CheckConstraint(
                condition=in_any_language("name"),
                name="region_has_name",
                violation_error_message=_("A region needs a name."),
            ),
            models.CheckConstraint(
                condition=~Q(slug="none"),
                name="region_slug_is_no_filter",
                violation_error_message=_("“none” is reserved: lists use it for records without a region."),
            ),
        )


class Country(Addressed):
    """One of the 249 entries of ISO 3166-1, or a former country of ISO 3166-3, which has a last year.

    ASEAN and the European Union are organizations, not countries.
    """

    name = Translated(
        ShortTextField(_("name"), max_length=100, help_text=_("The short name, as pages and lists show it: Korea."))
    )
    formal_name = Translated(
        ShortTextField(
            _("formal name"),
            max_length=150,
            blank=True,
            help_text=_(
                "The full official name, such as Republic of Korea. Leave empty if it is the same as the name."
            ),
        )
    )
    alpha_2 = ShortTextField(
        _("alpha-2 code"),
        max_length=2,
        unique=True,
        null=True,
        blank=True,
        help_text=_(
            "Two capital letters of ISO 3166-1, such as KR. Leave empty for a former country: ISO reuses them."
        ),
    )
    alpha_3 = ShortTextField(
        _("alpha-3 code"),
        max_length=3,
        unique=True,
        help_text=_("Three capital letters of ISO 3166-1, such as KOR; of a former country, those of ISO 3166-3."),
    )
    numeric = ShortTextField(
        _("numeric code"), max_length=3, unique=True, help_text=_("Three digits, the same in ISO 3166-1 and UN M49.")
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="countries",
        verbose_name=_("region"),
        help_text=_("The ministry's own grouping."),
    )
    m49_region = CodeField(
        _("M49 region"),
        max_length=3,
        choices=M49Region,
        blank=True,
        help_text=_("The region in the M49 standard of the United Nations."),
    )
    m49_subregion = CodeField(
        _("M49 sub-region"),
        max_length=3,
        choices=M49Subregion,
        blank=True,
        help_text=_("The sub-region in the M49 standard of the United Nations."),
    )
    last_year = models.SmallIntegerField(
        _("last year"),
        null=True,
        blank=True,
        help_text=_("Only for a former country: the last year in which it existed, such as 1991."),
    )
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successors"),
        help_text=_("Only for a former country: the countries in its area after it."),
    )
    summary = Translated(
        models.TextField(_("summary"), blank=True, help_text=_("What the ministry says about the country."))
    )
    other_names = LinesField(
        _("other names"),
        help_text=_("One per line, such as “Korea, Republic of”. Search and import accept them."),
    )

    objects = CountryQuerySet.as_manager()

    address = "countries"
    # Fields that the staff's lists search.
    staff_search = (*columns("name"), *columns("formal_name"), "other_names", "alpha_2", "alpha_3", "numeric", "slug")
    # What search reads, by weight: texts and related objects.
    search = {"A": (*columns("name"), *columns("formal_name"), "other_names", "region"), "B": (*columns("summary"),)}
    search_codes = ("alpha_2", "alpha_3")
    groups = (
        (_("Name"), (*columns("name"), *columns("formal_name"), "other_names", "slug")),
        (_("What the ministry says about it"), ("region", *columns("summary"))),
        (_("Codes"), ("alpha_2", "alpha_3", "numeric", "m49_region", "m49_subregion")),
        (_("Former country"), ("last_year", "successors")),
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = (in_order_of("name"), "slug")
        constraints = (
            *unique_in_each_language("name", "country", _("Another country has this name.")),
            models.CheckConstraint(
                condition=in_any_language("name"),
                name="country_has_name",
                violation_error_message=_("A country needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(alpha_2__regex=r"\A[A-Z]{2}\Z"),
                name="country_alpha_2_form",
                violation_error_message=_("An alpha-2 code is two capital letters."),
            ),
            models.CheckConstraint(
                condition=Q(alpha_3__regex=r"\A[A-Z]{3}\Z"),
                name="country_alpha_3_form",
                violation_error_message=_("An alpha-3 code is three capital letters."),
            ),
            models.CheckConstraint(
                condition=Q(numeric__regex=r"\A[0-9]{3}\Z"),
                name="country_numeric_form",
                violation_error_message=_("A numeric code is three digits."),
            ),
            models.CheckConstraint(
                condition=Q(alpha_2__isnull=False, last_year__isnull=True)
                | Q(alpha_2__isnull=True, last_year__isnull=False),
                name="country_has_alpha_2_or_last_year",
                violation_error_message=_("A country of today has an alpha-2 code; a former country has a last year."),
            ),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__range=(1800, 2100)),
                name="country_last_year_has_four_digits",
                violation_error_message=_("Enter the last year with four digits, such as 1991."),
            ),
        )

    def natural_key(self):
        return (self.alpha_3,)

    natural_key.dependencies = ("regions.region",)

    @property
    def sort_key(self):
        """The key of the order above, for lists that are sorted in Python."""
        return sort_key(self.name)
