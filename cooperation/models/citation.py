"""Sources, and what each source claims."""

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, ShortTextField
from regions.models import Addressed, Country, Region
from regions.translated import Text

from ..domain.choices import Basis, Origin
from ..domain.dates import PartialDateField
from .agreement import Party
from .organization import Organization
from .outcome import Outcome
from .part import OfOneRecord, Part, exactly_one
from .project import Phase
from .querysets import CitationQuerySet, SourceQuerySet
from .record import STAFF
from .topic import PERMISSIONS


class Source(Addressed):
    """A page, paper or file that facts are cited from. Readers see it if a public record cites it."""

    title = ShortTextField(_("title"), max_length=300, help_text=_("The title of the text or page."))
    language = ShortTextField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("The language of its title and quotations: “en” for English, “ko” for Korean."),
    )
    publisher = ShortTextField(_("publisher"), max_length=200, blank=True, help_text=_("Who published it."))
    origin = CodeField(
        _("type of source"),
        max_length=20,
        choices=Origin,
        help_text=_("If sources differ, the record uses the ministry’s own statement."),
    )
    url = models.URLField(_("address"), max_length=1000, blank=True, help_text=_("Where it can be read."))
    as_of = PartialDateField(
        _("as of"), help_text=_("The date of its information. Pages show this date with each status.")
    )
    retrieved_on = PartialDateField(_("retrieved"), help_text=_("When someone last read it at this address."))
    note = models.TextField(_("note"), blank=True, help_text=_("What a reader should know about it."))

    objects = SourceQuerySet.as_manager()

    groups = (
        (None, ("title", "url", "publisher", "origin", "language", "note", "slug")),
        (_("Dates"), ("as_of", "retrieved_on")),
    )
    address = "sources"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = ("title", "publisher", "url", "slug")
    # Fields for search by weight: texts and related objects.
    search = {"A": ("title",), "B": ("publisher",), "C": ("note",)}
    search_date = "as_of"
    referred_by = ("citations",)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("slug",)
        default_permissions = PERMISSIONS
        constraints = (
            models.CheckConstraint(
                condition=~Q(title=""), name="source_has_title", violation_error_message=_("A source needs a title.")
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"\Ahttps?://"),
                name="source_address_is_http",
                violation_error_message=_("Enter an address that begins with http:// or https://."),
            ),
        )

    def shown_name(self):
        return Text(self.title, self.language)


OWNERS = ("region", "country", "organization", *OfOneRecord.owners)
# Maps each part that can be cited to the type of its record.
PARTS = {"party": "agreement", "outcome": "meeting", "phase": "project"}


class Citation(OfOneRecord, Part):
    """What one source states, or the editors infer from it, about one field of one object.

    Every claim is a citation with its value. Contradictory claims are disputed, and both are shown.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    country = models.ForeignKey(Country, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    party = models.ForeignKey(
        Party,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("about the party"),
        help_text=_("Only if the source is about one party."),
    )
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("about the outcome"),
        help_text=_("Only if the source is about one outcome."),
    )
    phase = models.ForeignKey(
        Phase,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("about the phase"),
        help_text=_("Only if the source is about one phase."),
    )
    field = ShortTextField(
        _("field"),
        max_length=60,
        blank=True,
        help_text=_("What the citation is about. Leave empty for the whole record."),
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("source"),
        help_text=_("Required unless the value is inferred."),
    )
    locator = ShortTextField(
        _("locator"), max_length=100, blank=True, help_text=_("Where in the source: “¶7”, “page 12”.")
    )
    quotation = models.TextField(_("quotation"), blank=True, help_text=_("A short, exact quotation."))
    value = models.TextField(
        _("value"),
        blank=True,
        help_text=_("The value that the source gives, in the format of the field: 2012-05-04, USD, held."),
    )
    basis = CodeField(
        _("stated or inferred"),
        max_length=10,
        choices=Basis,
        default=Basis.STATED,
        help_text=_("Stated: the source says it. Inferred: the editors conclude it."),
    )
    is_incomplete = models.BooleanField(
        _("list incomplete"),
        default=False,
        help_text=_("The source ends its list with “etc.” or gives only part of it."),
    )
    is_disputed = models.BooleanField(_("disputed"), default=False, help_text=_("Another source contradicts it."))
    note = models.TextField(
        _("note"), blank=True, help_text=_("Required if the value is inferred or disputed: explain why.")
    )

    objects = CitationQuerySet.as_manager()

    owners = OWNERS

    class Meta(Part.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = (
            models.CheckConstraint(
                condition=exactly_one(*OWNERS),
                name="citation_of_one_thing",
                violation_error_message=_("A citation belongs to exactly one region, country, organization or record."),
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=True, outcome__isnull=True, phase__isnull=True)
                | exactly_one("party", "outcome", "phase"),
                name="citation_about_one_part",
                violation_error_message=_("Choose only one party, outcome or phase."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{part}__isnull": True}) | Q(**{f"{owner}__isnull": False}),
                    name=f"citation_{part}_has_{owner}",
                    violation_error_message=_("Choose a party, outcome or phase of this record."),
                )
                for part, owner in PARTS.items()
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(basis=Basis.INFERRED),
                name="citation_has_source_unless_inferred",
                violation_error_message=_("A value without a source must be marked as inferred."),
            ),
            models.CheckConstraint(
                condition=~Q(note="") | Q(basis=Basis.STATED, is_disputed=False),
                name="citation_note_says_why",
                violation_error_message=_("Say in the note why the value is inferred or disputed."),
            ),
            *(models.UniqueConstraint(fields=[owner, "key"], name=f"citation_key_unique_{owner}") for owner in OWNERS),
        )

    def __str__(self):
        return f"{self.field or _('the whole record')}: {self.source or self.get_basis_display()}"

    def natural_key(self):
        """Return the type of the object, its slug (a country's alpha-3 code) and the key."""
        owner = getattr(self, self.owner_name)
        return (self.owner_name, *owner.natural_key(), self.key)

    natural_key.dependencies = (
        "regions.region",
        "regions.country",
        "cooperation.organization",
        *(f"cooperation.{owner}" for owner in OfOneRecord.owners),
        "cooperation.party",
        "cooperation.outcome",
        "cooperation.phase",
        "cooperation.source",
    )

    @property
    def subject_model(self):
        """Return the model of what the citation is about: a part, or the object itself; None if not set yet."""
        for name in (*PARTS, *OWNERS):
            if getattr(self, f"{name}_id") is not None:
                return self._meta.get_field(name).related_model
        return None

    def clean(self):
        """Check that the part belongs to the record, and that the field and the value are valid for it."""
        super().clean()
        for part, owner in PARTS.items():
            row = getattr(self, part)
            if row and getattr(row, f"{owner}_id") != getattr(self, f"{owner}_id"):
                raise ValidationError({part: _("This belongs to another record.")})
        if self.field and (model := self.subject_model):
            self._clean_value(model)

    def _clean_value(self, model):
        try:
            field = model._meta.get_field(self.field)
            # A citation is public with its record, so it must not name fields for staff only or fields that the
            # registry sets.
            if self.field in STAFF[1] or (field.concrete and not field.editable):
                raise FieldDoesNotExist
        except FieldDoesNotExist:
            raise ValidationError(
                {
                    "field": _("%(model)s has no field “%(field)s”.")
                    % {"model": model._meta.verbose_name, "field": self.field}
                }
            ) from None
        if self.value and field.concrete and not field.is_relation:
            try:
                field.clean(self.value, None)
            except ValidationError as error:
                raise ValidationError({"value": error.messages}) from None
