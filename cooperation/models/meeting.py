"""Meetings and their outcomes."""

import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, LinesField, ShortTextField
from regions.models import Country

from ..domain.choices import (
    CALLED_OFF_MEETINGS,
    KINDS_WITHOUT_STATUS,
    PLANNED_MEETINGS,
    MeetingKind,
    MeetingMode,
    MeetingStatus,
    OutcomeKind,
    OutcomeStatus,
)
from ..domain.dates import PartialDateField, date_column, first_known, until_column
from ..domain.tags import Dimension
from .facets import Facet
from .mechanism import Mechanism
from .organization import Organization
from .part import Part
from .querysets import MeetingQuerySet, OutcomeQuerySet
from .record import CONTENT, IDENTITY, STAFF, STAFF_SEARCH, Record
from .topic import Topic


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
        help_text=_("A session belongs to a series; a bilateral meeting is one between two countries outside of any."),
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
    start = PartialDateField(
        _("start"), help_text=_("Enter only the part of the date that is known: year, month or day.")
    )
    end = PartialDateField(
        _("end"), help_text=_("Leave empty if the meeting lasts one day, or if the end is not known.")
    )
    city = ShortTextField(
        _("city"), max_length=100, blank=True, help_text=_("The city as the source spells it, such as Ha Noi.")
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
        _("heads of delegation"), help_text=_("One on each line: country, name, office at the time.")
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

    objects = MeetingQuerySet.as_manager()

    date_fields = ("start",)
    end_fields = ("end",)
    date = date_column(*date_fields)
    until = until_column(first_known(*end_fields, *date_fields))
    has_host = True
    address = "meetings"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (*STAFF_SEARCH, "city", "usual_city", "countries", "host_country", "organizations", "mechanism")
    staff_choices = ("status", "kind")
    # Fields for search by weight: texts and related objects.
    search = {
        "A": ("title", "other_names", "reference"),
        "B": ("summary", "mechanism", "ordinal", "countries", "organizations", "topics"),
        "C": ("city", "usual_city", "kind", "heads_of_delegation", "outcomes__text", "host_country"),
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
        (_("When and where"), ("start", "end", "status", "mode", "city", "usual_city", "host_country")),
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
                violation_error_message=_("A meeting does not end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(ordinal__isnull=True) | Q(ordinal__gte=1),
                name="meeting_ordinal_from_one",
                violation_error_message=_("The first meeting of a series is number 1."),
            ),
            models.CheckConstraint(
                condition=Q(part_of_meeting__isnull=True) | Q(part_of_project__isnull=True),
                name="meeting_part_of_one",
                violation_error_message=_("A meeting is part of another meeting or of a project, not of both."),
            ),
            models.CheckConstraint(
                condition=Q(part_of_meeting__isnull=True) | ~Q(part_of_meeting=F("id")),
                name="meeting_not_part_of_itself",
                violation_error_message=_("A meeting is not part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(is_participant_count_approximate=False) | Q(participant_count__isnull=False),
                name="meeting_approximate_number_is_given",
                violation_error_message=_("Give the number of participants that is approximate."),
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


class Outcome(Part):
    """One thing that a meeting decided, agreed, promised, proposed, requested, reviewed or stated."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("meeting"))
    kind = CodeField(
        _("kind"),
        max_length=20,
        choices=OutcomeKind,
        help_text=_(
            "Decisions, agreements, commitments, proposals and requests need follow-up. The other kinds do not."
        ),
    )
    text = models.TextField(
        _("text"), help_text=_("One outcome in one or two sentences. Enter each outcome in its own row.")
    )
    by_countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="outcomes_by",
        verbose_name=_("by countries"),
        help_text=_("Who decided, promised or asked. Leave empty if it was the whole meeting."),
    )
    by_organizations = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="outcomes_by",
        verbose_name=_("by organizations"),
        help_text=_("The bodies that decided, promised or asked."),
    )
    to_countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="outcomes_to",
        verbose_name=_("to countries"),
        help_text=_("Who is promised or asked something."),
    )
    to_organizations = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="outcomes_to",
        verbose_name=_("to organizations"),
        help_text=_("The bodies that are promised or asked something."),
    )
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        related_name="outcomes",
        verbose_name=_("topics"),
        help_text=_("What it is about, if that is narrower than the topics of the meeting."),
    )
    due_on = PartialDateField(_("due"), help_text=_("By when it is to be done."))
    status = CodeField(
        _("status"),
        max_length=20,
        choices=OutcomeStatus,
        blank=True,
        help_text=_("None for a review, report, statement or discussion; for any other kind, empty means open."),
    )
    concerns_agreements = models.ManyToManyField(
        "Agreement",
        blank=True,
        related_name="concerned_outcomes",
        verbose_name=_("concerns agreements"),
        help_text=_("Agreements that it is about."),
    )
    concerns_projects = models.ManyToManyField(
        "Project",
        blank=True,
        related_name="concerned_outcomes",
        verbose_name=_("concerns projects"),
        help_text=_("Projects that it is about."),
    )
    concerns_mechanisms = models.ManyToManyField(
        Mechanism,
        blank=True,
        related_name="concerned_outcomes",
        verbose_name=_("concerns mechanisms"),
        help_text=_("Series or frameworks that it is about."),
    )
    concerns_meetings = models.ManyToManyField(
        Meeting,
        blank=True,
        related_name="concerned_outcomes",
        verbose_name=_("concerns meetings"),
        help_text=_("Other meetings that it is about."),
    )
    concerns_organizations = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="concerned_outcomes",
        verbose_name=_("concerns organizations"),
        help_text=_("Organizations that it is about."),
    )
    carried_out_by_agreements = models.ManyToManyField(
        "Agreement",
        blank=True,
        related_name="origins",
        verbose_name=_("follow-up: agreements"),
        help_text=_("Agreements that resulted from it."),
    )
    carried_out_by_projects = models.ManyToManyField(
        "Project",
        blank=True,
        related_name="origins",
        verbose_name=_("follow-up: projects"),
        help_text=_("Projects that resulted from it."),
    )
    carried_out_by_mechanisms = models.ManyToManyField(
        Mechanism,
        blank=True,
        related_name="origins",
        verbose_name=_("follow-up: mechanisms"),
        help_text=_("Series or frameworks that resulted from it."),
    )
    carried_out_by_meetings = models.ManyToManyField(
        Meeting,
        blank=True,
        related_name="origins",
        verbose_name=_("follow-up: meetings"),
        help_text=_("Meetings that resulted from it."),
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,  # an earlier outcome of the same meeting is deleted with it
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("earlier outcome"),
        help_text=_("The earlier outcome that this one continues."),
    )

    objects = OutcomeQuerySet.as_manager()

    record_field = "meeting"
    address = "outcomes"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = ("text", "meeting")
    staff_choices = ("status",)
    # Fields for search by weight: texts and related objects.
    search = {
        "B": (
            "text",
            "meeting__mechanism",
            "by_countries",
            "to_countries",
            "by_organizations",
            "to_organizations",
            "concerns_organizations",
            "concerns_mechanisms",
            "topics",
        ),
        "C": ("kind",),
        "D": ("meeting__city", "meeting__usual_city", "meeting__ordinal"),
    }
    facets = (
        Facet("region", Dimension.REGION),
        # Of the meeting's countries, only participants: a country that only hosted the meeting has no obligations.
        Facet("country", Dimension.COUNTRY, ("by_countries", "to_countries", "meeting__countries")),
        Facet("topic", Dimension.TOPIC, ("topics",)),
        Facet("kind", Dimension.KIND, ("kind",)),
        Facet("status", Dimension.STATUS, ("status",)),
        Facet("mechanism", Dimension.MECHANISM, ("meeting__mechanism",)),
        Facet(
            "organization",
            Dimension.ORGANIZATION,
            ("by_organizations", "to_organizations", "concerns_organizations"),
        ),
        Facet("", Dimension.TURN),
        Facet("quality", Dimension.QUALITY),
    )
    groups = (
        (None, ("kind", "text", "status", "due_on", "position")),
        (_("By whom and to whom"), ("by_countries", "by_organizations", "to_countries", "to_organizations")),
        (
            _("What it concerns"),
            (
                "topics",
                "follows",
                "concerns_agreements",
                "concerns_projects",
                "concerns_mechanisms",
                "concerns_meetings",
                "concerns_organizations",
            ),
        ),
        (
            _("Follow-up"),
            (
                "carried_out_by_agreements",
                "carried_out_by_projects",
                "carried_out_by_mechanisms",
                "carried_out_by_meetings",
            ),
        ),
    )

    class Meta(Part.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        indexes = (models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="outcome_by_due_date"),)
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "key"],
                name="outcome_key_unique",
                violation_error_message=_("This meeting has an outcome of this key."),
            ),
            # The target of the citations' composite foreign key: a citation about an outcome must belong to the
            # outcome's meeting.
            models.UniqueConstraint(fields=["meeting", "id"], name="outcome_of_meeting"),
            models.CheckConstraint(
                condition=~Q(text=""), name="outcome_has_text", violation_error_message=_("An outcome needs a text.")
            ),
            models.CheckConstraint(
                condition=Q(kind__in=KINDS_WITHOUT_STATUS, status="")
                | ~Q(kind__in=KINDS_WITHOUT_STATUS) & ~Q(status=""),
                name="outcome_status_by_kind",
                violation_error_message=_(
                    "A review, report, statement or discussion has no status; every other kind has one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("id")),
                name="outcome_does_not_follow_itself",
                violation_error_message=_("An outcome does not follow itself."),
            ),
        )

    def __str__(self):
        return self.text if len(self.text) <= 80 else f"{self.text[:79].rstrip()}…"

    def natural_key(self):
        return (self.meeting.slug, self.key)

    natural_key.dependencies = (
        "cooperation.agreement",
        "cooperation.mechanism",
        "cooperation.meeting",
        "cooperation.project",
        "cooperation.topic",
        "cooperation.organization",
        "regions.country",
    )

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#outcome-{self.key}"

    def clean(self):
        """Set an empty status to active if outcomes of this kind have a status."""
        super().clean()
        if not self.status and self.kind and self.kind not in KINDS_WITHOUT_STATUS:
            self.status = OutcomeStatus.ACTIVE
