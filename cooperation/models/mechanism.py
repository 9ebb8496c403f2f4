"""Permanent frameworks and series of meetings."""

from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.fields import CodeField, ShortTextField
from regions.models import Country
from regions.translated import Translated, columns

from ..domain.choices import MechanismLevel
from ..domain.dates import OPEN, PartialDateField, date_column, first_known, until_column
from ..domain.tags import Dimension
from .facets import Facet
from .organization import Organization
from .querysets import RecordQuerySet, recorded
from .record import CONTENT, IDENTITY, STAFF, STAFF_SEARCH, Record


class Mechanism(Record):
    """A permanent framework or a series of meetings: TEMM, NEASPEC, a joint commission."""

    acronym = ShortTextField(_("acronym"), max_length=30, blank=True, help_text=_("Such as TEMM. Search accepts it."))
    level = CodeField(
        _("level"),
        max_length=20,
        choices=MechanismLevel,
        default=MechanismLevel.NOT_RECORDED,
        help_text=_("Who meets in it."),
    )
    established_on = PartialDateField(_("established"))
    ended_on = PartialDateField(_("ended"), help_text=_("Leave empty if it has not ended."))
    founded_by = models.ForeignKey(
        "Agreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="founded_mechanisms",
        verbose_name=_("founding agreement"),
        help_text=_("The agreement that established it."),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("The larger framework that it belongs to."),
    )
    countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="mechanisms",
        verbose_name=_("countries"),
        help_text=_("Its members. Enter the participants of a meeting with the meeting."),
    )
    organizations = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="mechanisms",
        verbose_name=_("organizations"),
        help_text=_("The bodies that belong to it, such as a secretariat or a bloc."),
    )
    cadence = Translated(
        ShortTextField(
            _("cadence"), max_length=200, blank=True, help_text=_("How often it meets, in words: “every year”.")
        )
    )

    objects = recorded(RecordQuerySet)

    date_fields = ("established_on",)
    end_fields = ("ended_on",)
    date = date_column(*date_fields)
    until = until_column(first_known(*end_fields, Value(OPEN)))
    address = "mechanisms"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (*STAFF_SEARCH, "acronym", "countries", "organizations")
    staff_choices = ("level",)
    # Fields for search by weight: texts and related objects.
    search = {
        "A": (*columns("title"), "acronym", "other_names", "reference"),
        "B": (*columns("summary"), "countries", "organizations", "topics"),
        "C": (*columns("cadence"), "level", "parent"),
    }
    facets = (
        Facet("region", Dimension.REGION),
        Facet("country", Dimension.COUNTRY, ("countries",)),
        Facet("topic", Dimension.TOPIC, ("topics",)),
        Facet("kind", Dimension.KIND, ("level",)),
        Facet("organization", Dimension.ORGANIZATION, ("organizations",)),
        Facet("quality", Dimension.QUALITY),
    )
    groups = (
        (IDENTITY[0], (*columns("title"), "acronym", *IDENTITY[1][len(columns("title")) :])),
        (_("What kind"), ("level", *columns("cadence"), "established_on", "ended_on", "founded_by", "parent")),
        (pgettext_lazy("participants of a mechanism", "Who"), ("countries", "organizations")),
        CONTENT,
        STAFF,
    )

    class Meta(Record.Meta):
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        constraints = (
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug="compare"),
                name="mechanism_slug_is_no_page",
                violation_error_message=_("“compare” is the address of the page that compares two series."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__not_before=F("established_on")),
                name="mechanism_ends_after_start",
                violation_error_message=_("The end must not be before the establishment."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="mechanism_not_its_own_parent",
                violation_error_message=_("A mechanism cannot be part of itself."),
            ),
        )

    def shown_name(self):
        name = super().shown_name()
        return name.with_text(f"{name} ({self.acronym})") if self.acronym else name
