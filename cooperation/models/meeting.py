"""Meetings: who met when and where."""

import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, LinesField, ShortTextField
from regions.models import Country
from regions.translated import Translated, columns

from ..domain.choices import CALLED_OFF_MEETINGS, PLANNED_MEETINGS, MeetingKind, MeetingMode, MeetingStatus
from ..domain.dates import PartialDateField, date_column, first_known, until_column
from ..domain.tags import Dimension
from .facets import Facet
from .mechanism import Mechanism
from .organization import Organization
from .querysets import MeetingQuerySet, recorded
from .record import CONTENT, IDENTITY, STAFF, STAFF_SEARCH, Record


class Meeting(Record):
    """A meeting, in a series or on its own."""

    mechanism = models.ForeignKey(
        Mechanism,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("mechanism"),
        help_text=_("The series that the meeting is a session of."),
    )
    ordinal = models.PositiveSmallIntegerField(
        _("session number"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("The number that a source gives: 14 for the 14th. Two sessions can have the same number."),
    )
    kind = CodeField(
        _("kind"),
        max_length=20,
        choices=MeetingKind,
        default=MeetingKind.SESSION,
        help_text=_(
            "A session belongs to a series. A bilateral meeting is between two countries and belongs to no series."
        ),
    )
    status = CodeField(
        _("status"),
        max_length=20,
        choices=MeetingStatus,
        default=MeetingStatus.NOT_RECORDED,
        help_text=_("Tentative or confirmed before the meeting, held after it."),
    )
    mode = CodeField(
        _("mode"),
        max_length=20,
        choices=MeetingMode,
        default=MeetingMode.NOT_RECORDED,
        help_text=_("Whether the participants met in person, online, or both."),
    )
    start = PartialDateField(_("start"), help_text=_("Enter only the part of the date that is known."))
    end = PartialDateField(
        _("end"), help_text=_("Leave empty if the meeting lasts one day, or if the end is not known.")
    )
    city = Translated(
        ShortTextField(
            _("city"), max_length=100, blank=True, help_text=_("The city as the source spells it, such as Ha Noi.")
        )
    )
    usual_city = ShortTextField(
        _("usual spelling of the city"),
        max_length=100,
        blank=True,
        help_text=_("Only if the source spells it differently: Hanoi for Ha Noi. Search finds both."),
    )
    host_country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_meetings",
        verbose_name=_("host country"),
        help_text=_("Where it met. If the host also took part, enter it as a participant too."),
    )
    countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="meetings",
        verbose_name=_("participating countries"),
        help_text=_(
            "Include the host if it took part. Members of a bloc are participants only if they are entered here."
        ),
    )
    organizations = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="meetings",
        verbose_name=_("participating organizations"),
        help_text=_("Organizations that took part. Enter a bloc here, and its members only if a source names them."),
    )
    heads_of_delegation = LinesField(
        _("heads of delegation"), help_text=_("One per line: country, name, position at the time.")
    )
    participant_count = models.PositiveIntegerField(
        _("number of participants"), null=True, blank=True, help_text=_("The total that the source gives.")
    )
    is_participant_count_approximate = models.BooleanField(
        _("the number is approximate"), default=False, help_text=_("Tick this if the source says “about” or “some”.")
    )
    part_of_meeting = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="side_meetings",
        verbose_name=_("part of the meeting"),
        help_text=_("The larger meeting that it was part of."),
    )
    part_of_project = models.ForeignKey(
        "Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("part of the project"),
        help_text=_("The project that held it, such as a training course."),
    )

    objects = recorded(MeetingQuerySet)

    date_fields = ("start",)
    end_fields = ("end",)
    date = date_column(*date_fields)
    until = until_column(first_known(*end_fields, *date_fields))
    has_host = True
    address = "meetings"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (
        *STAFF_SEARCH,
        *columns("city"),
        "usual_city",
        "countries",
        "host_country",
        "organizations",
        "mechanism",
    )
    staff_choices = ("status", "kind")
    # Fields for search by weight: texts and related objects.
    search = {
        "A": (*columns("title"), "other_names", "reference"),
        "B": (*columns("summary"), "mechanism", "ordinal", "countries", "organizations", "topics"),
        "C": (
            *columns("city"),
            "usual_city",
            "kind",
            "heads_of_delegation",
            *columns("outcomes__text"),
            "host_country",
        ),
    }
    facets = (
        Facet("region", Dimension.REGION),
        Facet("country", Dimension.COUNTRY, ("countries", "host_country")),
        Facet("topic", Dimension.TOPIC, ("topics",)),
        Facet("kind", Dimension.KIND, ("kind",)),
        Facet("status", Dimension.STATUS),
        Facet("mode", Dimension.MODE, ("mode",)),
        Facet("mechanism", Dimension.MECHANISM, ("mechanism",)),
        Facet("organization", Dimension.ORGANIZATION, ("organizations",)),
        Facet("quality", Dimension.QUALITY),
    )
    groups = (
        (_("Series"), ("mechanism", "ordinal", "kind", "part_of_meeting", "part_of_project")),
        IDENTITY,
        (_("When and where"), ("start", "end", "status", "mode", *columns("city"), "usual_city", "host_country")),
        (
            _("Participants"),
            (
                "countries",
                "organizations",
                "heads_of_delegation",
                "participant_count",
                "is_participant_count_approximate",
            ),
        ),
        CONTENT,
        STAFF,
    )

    class Meta(Record.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = (*Record.Meta.indexes, models.Index(fields=["mechanism", "date"], name="meeting_of_mechanism"))
        constraints = (
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug="calendar"),
                name="meeting_slug_is_no_page",
                violation_error_message=_("“calendar” is the address of the calendar of meetings."),
            ),
            models.CheckConstraint(
                condition=Q(end__not_before=F("start")),
                name="meeting_ends_after_start",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(ordinal__isnull=True) | Q(ordinal__gte=1),
                name="meeting_ordinal_from_one",
                violation_error_message=_("The first meeting of a series is number 1."),
            ),
            models.CheckConstraint(
                condition=Q(part_of_meeting__isnull=True) | Q(part_of_project__isnull=True),
                name="meeting_part_of_one",
                violation_error_message=_("Choose the meeting or the project that it was part of, not both."),
            ),
            models.CheckConstraint(
                condition=Q(part_of_meeting__isnull=True) | ~Q(part_of_meeting=F("id")),
                name="meeting_not_part_of_itself",
                violation_error_message=_("A meeting cannot be part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(is_participant_count_approximate=False) | Q(participant_count__isnull=False),
                name="meeting_approximate_number_is_given",
                violation_error_message=_("Enter the number of participants, or clear “the number is approximate”."),
            ),
        )

    def is_to_come(self, today: datetime.date) -> bool:
        """Return whether it is not cancelled, and either planned and not over or dated in the future."""
        if self.status in PLANNED_MEETINGS:
            return not self.until or self.until.last >= today
        is_open = self.status not in (MeetingStatus.HELD, *CALLED_OFF_MEETINGS)
        return is_open and bool(self.date) and self.date.first > today


PARTICIPANTS = ("countries", "organizations")


def is_host_only(meeting) -> bool:
    """Return whether the host is not recorded as a participant: never if it is the home country and nobody is recorded.

    The host, the countries and the organizations must be in `linked`.
    """
    countries, organizations = (meeting.linked[name] for name in PARTICIPANTS)
    return any(
        host not in countries and (_code(host) != settings.HOME_COUNTRY or bool(countries or organizations))
        for host in meeting.linked["host_country"]
    )


def _code(country):
    """Return the alpha-3 code of a Country, or of the Name of one."""
    return country.alpha_3 if isinstance(country, Country) else country.code
