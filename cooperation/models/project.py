"""Projects, their organizations, and the amounts for each phase."""

from babel.numbers import is_currency
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, ShortTextField
from regions.models import Country
from regions.translated import ShownName, Translated, columns, in_any_language

from ..domain.choices import ENDED_PROJECTS, ProjectStatus, Role
from ..domain.dates import OPEN, PartialDateField, date_column, first_known, until_column
from ..domain.tags import Dimension
from .agreement import Agreement
from .facets import Facet
from .mechanism import Mechanism
from .organization import Organization
from .part import Part
from .querysets import KeyedPartQuerySet, ProjectOrganizationQuerySet, RecordQuerySet, recorded
from .record import CONTENT, IDENTITY, STAFF, STAFF_SEARCH, Record


class Project(Record):
    """A named project, planned or started.

    It lasts until its actual end, else until its planned end; without either it continues unless its status ends it. If
    it started after its planned end, it has no end; if it ended before its planned start, it lasts as long as its date.
    """

    status = CodeField(
        _("status"),
        max_length=20,
        choices=ProjectStatus,
        default=ProjectStatus.NOT_RECORDED,
        help_text=_("How far the work is. Cite its source: readers see the date of the source."),
    )
    planned_start = PartialDateField(
        _("planned start"), help_text=_("Lists sort by it until the actual start is known.")
    )
    planned_end = PartialDateField(_("planned end"), help_text=_("When it was planned to end."))
    actual_start = PartialDateField(_("actual start"), help_text=_("When the work began."))
    actual_end = PartialDateField(
        _("actual end"), help_text=_("Leave empty if it has not ended, or if the end is not known.")
    )
    countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="projects",
        verbose_name=_("countries"),
        help_text=_("The partner countries, and the countries where it takes place."),
    )
    organizations = models.ManyToManyField(
        Organization, through="ProjectOrganization", related_name="projects", verbose_name=_("organizations")
    )
    mechanism = models.ForeignKey(
        Mechanism,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("mechanism"),
        help_text=_("The framework it belongs to."),
    )
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("agreement"),
        help_text=_("The agreement it is based on."),
    )

    objects = recorded(RecordQuerySet)

    date_fields = ("actual_start", "planned_start")
    end_fields = ("actual_end", "planned_end")
    date = date_column(*date_fields)
    until = until_column(
        Case(
            When(actual_end__not_before=first_known(*date_fields), then=F("actual_end")),
            When(actual_end__isnull=False, then=first_known(*date_fields)),
            When(planned_end__not_before=first_known(*date_fields), then=F("planned_end")),
            When(status__in=ENDED_PROJECTS, then=first_known(*date_fields)),
            default=Value(OPEN),
            output_field=PartialDateField(),
        )
    )
    address = "projects"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (*STAFF_SEARCH, "countries", "organizations", "mechanism")
    staff_choices = ("status",)
    # Fields for search by weight: texts and related objects.
    search = {
        "A": (*columns("title"), "other_names", "reference"),
        "B": (*columns("summary"), "mechanism", "countries", "project_organizations__organization", "topics"),
        "C": (*columns("phases__name"), "phases__funder"),
    }
    facets = (
        Facet("region", Dimension.REGION),
        Facet("country", Dimension.COUNTRY, ("countries",)),
        Facet("topic", Dimension.TOPIC, ("topics",)),
        Facet("status", Dimension.STATUS, ("status",)),
        Facet("mechanism", Dimension.MECHANISM, ("mechanism",)),
        Facet("organization", Dimension.ORGANIZATION, ("project_organizations__organization",)),
        Facet("role", Dimension.ROLE, ("project_organizations__role",)),
        Facet("", Dimension.PART),
        Facet("", Dimension.MENTION, ("phases__funder",)),
        Facet("quality", Dimension.QUALITY),
    )
    groups = (
        IDENTITY,
        (_("State"), ("status", "planned_start", "planned_end", "actual_start", "actual_end")),
        (_("Where it belongs"), ("countries", "mechanism", "agreement")),
        CONTENT,
        STAFF,
    )

    class Meta(Record.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = (
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(planned_end__not_before=F("planned_start")),
                name="project_planned_end_after_start",
                violation_error_message=_("The planned end must not be before the planned start."),
            ),
            models.CheckConstraint(
                condition=Q(actual_end__not_before=F("actual_start")),
                name="project_actual_end_after_start",
                violation_error_message=_("The end must not be before the start."),
            ),
        )


class ProjectOrganization(models.Model):
    """An organization's role in a project."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="project_organizations", verbose_name=_("project")
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="project_organizations",
        verbose_name=_("organization"),
        help_text=_("The organization that takes part."),
    )
    role = CodeField(
        _("role"),
        max_length=20,
        choices=Role,
        default=Role.NOT_RECORDED,
        help_text=_(
            "Funding: pays. Accountable: is responsible for it. Extending: passes the money on. "
            "Implementing: does the work."
        ),
    )

    objects = ProjectOrganizationQuerySet.as_manager()

    record_field = "project"

    class Meta:
        verbose_name = _("organization in the project")
        verbose_name_plural = _("organizations in the project")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["project", "organization", "role"],
                name="project_organization_unique",
                violation_error_message=_("This organization already has this role."),
            ),
        )

    def __str__(self):
        return f"{self.organization} ({self.get_role_display()})"

    def natural_key(self):
        return (self.project.slug, self.organization.slug, self.role)

    natural_key.dependencies = ("cooperation.project", "cooperation.organization")


class Phase(ShownName, Part):
    """A stage or year of a project. Amounts are recorded only here: a project with a single amount has one phase."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="phases", verbose_name=_("project"))
    name = Translated(
        ShortTextField(
            _("name"), max_length=200, help_text=_("The name that the project uses, such as “Stage 4, year 1”.")
        )
    )
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    status = ShortTextField(
        _("status"), max_length=120, blank=True, help_text=_("In the project's own words: “successfully completed”.")
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("As the source gives it, in its original currency. Do not convert it."),
    )
    currency = ShortTextField(
        _("currency"),
        max_length=3,
        blank=True,
        help_text=_("ISO 4217 code, such as USD. Where the source does not name it, cite it as inferred."),
    )
    funder = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="funded_phases",
        verbose_name=_("funder"),
        help_text=_("Who paid for this phase."),
    )

    objects = KeyedPartQuerySet.as_manager()

    record_field = "project"

    class Meta(Part.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = (
            models.UniqueConstraint(
                fields=["project", "key"],
                name="phase_key_unique",
                violation_error_message=_("This project already has a phase with this key."),
            ),
            # The target of the citations' composite foreign key: a citation about a phase must belong to the phase's
            # project.
            models.UniqueConstraint(fields=["project", "id"], name="phase_of_project"),
            models.CheckConstraint(
                condition=in_any_language("name"),
                name="phase_has_name",
                violation_error_message=_("A phase needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(end__not_before=F("start")),
                name="phase_ends_after_start",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | Q(amount__isnull=False) & ~Q(currency=""),
                name="phase_amount_has_currency",
                violation_error_message=_("Enter both the amount and its currency, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(currency="") | Q(currency__regex=r"\A[A-Z]{3}\Z"),
                name="phase_currency_form",
                violation_error_message=_("Enter the currency as three capital letters (ISO 4217), such as USD."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="phase_amount_not_negative",
                violation_error_message=_("The amount must not be negative."),
            ),
        )

    def natural_key(self):
        return (self.project.slug, self.key)

    natural_key.dependencies = ("cooperation.project", "cooperation.organization")

    def clean(self):
        """Reject a currency that is not in ISO 4217."""
        super().clean()
        if self.currency and not is_currency(self.currency):
            raise ValidationError(
                {"currency": _("“%(code)s” is not an ISO 4217 currency code.") % {"code": self.currency}}
            )
