"""Agreements, their parties, and their links to earlier agreements."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.fields import CodeField, LinesField, ShortTextField
from regions.models import Country
from regions.translated import Translated, columns

from ..domain.choices import AgreementKind, Binding, Consent, LineageKind, Renewal
from ..domain.dates import PartialDateField, date_column, first_known, until_column
from ..domain.tags import Dimension
from ..domain.treaty_status import may_bind
from .facets import Facet
from .organization import Organization
from .part import exactly_one
from .querysets import AgreementQuerySet, LineageQuerySet, PartyQuerySet, recorded
from .record import CONTENT, IDENTITY, STAFF, STAFF_SEARCH, Record


class Agreement(Record):
    """An agreement between states or organizations, from a treaty to a communiqué. Its parties may be unrecorded."""

    kind = CodeField(
        _("kind"), max_length=30, choices=AgreementKind, help_text=_("The type of instrument that its title names.")
    )
    binding = CodeField(
        _("binding"),
        max_length=20,
        choices=Binding,
        default=Binding.NOT_RECORDED,
        help_text=_("Whether it binds in law. Leave “not recorded” unless a source says."),
    )
    adopted_on = PartialDateField(_("adopted"), help_text=_("When its text was adopted, if this was not by signature."))
    signed_on = PartialDateField(
        _("signed"),
        help_text=_("If the parties signed on different days, enter the last day here, and each day with its party."),
    )
    signed_at = Translated(
        ShortTextField(
            _("place of signature"),
            max_length=120,
            blank=True,
            help_text=_("The city, with its country if that is not clear."),
        )
    )
    in_force_on = PartialDateField(
        _("entry into force"), help_text=_("If it is not binding: the date when it takes effect.")
    )
    expires_on = PartialDateField(_("expiry"), help_text=_("The date when it ends unless it is renewed."))
    renewal = CodeField(
        _("renewal"),
        max_length=20,
        choices=Renewal,
        default=Renewal.NOT_RECORDED,
        help_text=_("What its text says about the time after the expiry."),
    )
    terminated_on = PartialDateField(
        _("terminated"), help_text=_("When one or all parties ended it. Leave empty if it has not been terminated.")
    )
    authentic_languages = LinesField(_("authentic languages"), help_text=_("One on each line."))
    depositary = ShortTextField(
        _("depositary"),
        max_length=200,
        blank=True,
        help_text=_("Who keeps the original and receives the ratifications. Most bilateral instruments have none."),
    )
    meeting = models.ForeignKey(
        "Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("meeting"),
        help_text=_("The meeting that adopted or signed it."),
    )
    descends_from = models.ManyToManyField(
        "self",
        through="Lineage",
        symmetrical=False,
        related_name="descendants",
        verbose_name=_("earlier agreements"),
    )

    objects = recorded(AgreementQuerySet)

    date_fields = ("signed_on", "adopted_on", "in_force_on")
    date = date_column(*date_fields)
    until = until_column(first_known(*date_fields))
    country_path = "parties__country"
    organization_path = "parties__organization"
    address = "agreements"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (*STAFF_SEARCH, "parties__country", "parties__organization")
    staff_choices = ("kind", "binding")
    # Fields for search by weight: texts and related objects.
    search = {
        "A": (*columns("title"), "other_names", "reference"),
        "B": (*columns("summary"), "parties__country", "parties__organization", "topics"),
        "C": ("kind", *columns("signed_at"), "depositary", "authentic_languages", "parties__signed_by"),
    }
    facets = (
        Facet("region", Dimension.REGION),
        Facet("country", Dimension.COUNTRY, ("parties__country",)),
        Facet("topic", Dimension.TOPIC, ("topics",)),
        Facet("kind", Dimension.KIND, ("kind",)),
        Facet("status", Dimension.STATUS),
        Facet("mechanism", Dimension.MECHANISM, ("meeting__mechanism", "founded_mechanisms")),
        Facet("organization", Dimension.ORGANIZATION, ("parties__organization",)),
        Facet("", Dimension.MENTION, ("parties__signed_by",)),
        Facet("quality", Dimension.QUALITY),
    )
    groups = (
        (IDENTITY[0], (*IDENTITY[1], "kind", "binding")),
        (
            _("Dates"),
            (
                "adopted_on",
                "signed_on",
                *columns("signed_at"),
                "in_force_on",
                "expires_on",
                "renewal",
                "terminated_on",
                "meeting",
            ),
        ),
        (_("Custody"), ("authentic_languages", "depositary")),
        CONTENT,
        STAFF,
    )

    class Meta(Record.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = (
            *Record.Meta.indexes,
            models.Index(
                F("expires_on"), F("id").desc(), condition=Q(terminated_on__isnull=True), name="agreement_by_expiry"
            ),
        )
        constraints = (
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(expires_on__not_before=F("in_force_on")),
                name="agreement_expires_after_entry_into_force",
                violation_error_message=_("The expiry must not be before the entry into force."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__not_before=F("signed_on")),
                name="agreement_expires_after_signature",
                violation_error_message=_("The expiry must not be before the signature."),
            ),
            models.CheckConstraint(
                condition=Q(terminated_on__not_before=F("in_force_on")),
                name="agreement_terminated_after_entry_into_force",
                violation_error_message=_("The termination must not be before the entry into force."),
            ),
            models.CheckConstraint(
                condition=Q(terminated_on__not_before=F("signed_on")),
                name="agreement_terminated_after_signature",
                violation_error_message=_("The termination must not be before the signature."),
            ),
        )

    @property
    def date_label(self) -> str:
        """Return the label of `date`: a non-binding agreement has no entry into force."""
        if self.date_field.name == "in_force_on" and not may_bind(self):
            return _("effective date")
        return self.date_field.verbose_name


class Party(models.Model):
    """A country or an organization that is a signatory or a party to an agreement, or a participant in an MOU.

    Dates are recorded here only if they differ from the agreement's.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="parties", verbose_name=_("agreement")
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("country"),
        help_text=_("The country that is a party. Leave empty if the party is an organization."),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("organization"),
        help_text=_("The organization that is a party, such as a bloc that signed for itself."),
    )
    signed_by = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_parties",
        verbose_name=_("signed by"),
        help_text=_("The body that signed on behalf of the party."),
    )
    signed_on = PartialDateField(_("signed"), help_text=_("Only if it differs from the date of the agreement."))
    consent = CodeField(
        _("consent to be bound"),
        max_length=30,
        choices=Consent,
        blank=True,
        help_text=_("How it agreed to be bound. A country that has only signed is not yet a party."),
    )
    consent_on = PartialDateField(_("date of consent"))
    in_force_on = PartialDateField(
        pgettext_lazy("party", "in force"), help_text=_("Only if it differs from the date of the agreement.")
    )
    withdrawn_on = PartialDateField(pgettext_lazy("party", "withdrawn"), help_text=_("When this party withdrew."))

    objects = PartyQuerySet.as_manager()

    record_field = "agreement"

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=exactly_one("country", "organization"),
                name="party_is_country_or_organization",
                violation_error_message=_("Choose a country or an organization, not both."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "country"],
                name="party_country_unique",
                violation_error_message=_("This country is already a party."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "organization"],
                name="party_organization_unique",
                violation_error_message=_("This organization is already a party."),
            ),
            # The target of the citations' composite foreign key: a citation about a party must belong to the party's
            # agreement.
            models.UniqueConstraint(fields=["agreement", "id"], name="party_of_agreement"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__not_before=F("in_force_on")),
                name="party_withdraws_after_entry_into_force",
                violation_error_message=_("The withdrawal must not be before the entry into force for this party."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__not_before=F("consent_on")),
                name="party_withdraws_after_consent",
                violation_error_message=_("The withdrawal must not be before the consent to be bound."),
            ),
        )

    def __str__(self):
        return str(self.country or self.organization)

    def __html__(self):
        return (self.country or self.organization).__html__()

    def natural_key(self):
        return (
            self.agreement.slug,
            self.country.alpha_3 if self.country else None,
            self.organization.slug if self.organization else None,
        )

    natural_key.dependencies = ("cooperation.agreement", "cooperation.organization", "regions.country")


class Lineage(models.Model):
    """A link to an earlier agreement, which this one implements, amends or supersedes."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="ancestors", verbose_name=_("agreement")
    )
    kind = CodeField(
        _("what it does"),
        max_length=20,
        choices=LineageKind,
        help_text=_("What this agreement does to the earlier one."),
    )
    earlier = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        related_name="successors",
        verbose_name=_("earlier agreement"),
        help_text=_("The earlier agreement."),
    )

    objects = LineageQuerySet.as_manager()

    record_field = "agreement"

    class Meta:
        verbose_name = _("link to an earlier agreement")
        verbose_name_plural = _("links to earlier agreements")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "kind", "earlier"],
                name="lineage_unique",
                violation_error_message=_("This link is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(agreement=F("earlier")),
                name="lineage_between_two",
                violation_error_message=_("An agreement cannot be linked to itself."),
            ),
        )

    def __str__(self):
        return f"{self.agreement} {self.get_kind_display()} {self.earlier}"

    def natural_key(self):
        return (self.agreement.slug, self.kind, self.earlier.slug)

    natural_key.dependencies = ("cooperation.agreement",)
