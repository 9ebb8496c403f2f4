"""What meetings decided, agreed, promised, proposed, requested, reviewed or stated."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.fields import CodeField
from regions.models import Country
from regions.translated import ShownName, Translated, columns, in_any_language

from ..domain.choices import KINDS_WITHOUT_STATUS, OutcomeKind, OutcomeStatus
from ..domain.dates import PartialDateField
from ..domain.tags import Dimension
from .facets import Facet
from .mechanism import Mechanism
from .meeting import Meeting
from .organization import Organization
from .part import Part
from .querysets import OutcomeQuerySet
from .topic import Topic


class Outcome(ShownName, Part):
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
    text = Translated(
        models.TextField(
            pgettext_lazy("outcome", "text"),
            help_text=_("One outcome in one or two sentences. Enter each outcome in its own row."),
        )
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
        help_text=_("A review, report, statement or discussion has none. For any other kind, empty means open."),
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

    named_by = "text"
    record_field = "meeting"
    address = "outcomes"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (*columns("text"), "meeting")
    staff_choices = ("status",)
    # Fields for search by weight: texts and related objects.
    search = {
        "B": (
            *columns("text"),
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
        "D": (*columns("meeting__city"), "meeting__usual_city", "meeting__ordinal"),
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
    # The relations to the records that follow it up.
    followups = tuple(f"carried_out_by_{records}" for records in ("agreements", "projects", "mechanisms", "meetings"))
    groups = (
        (None, ("kind", *columns("text"), "status", "due_on", "position")),
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
            followups,
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
                violation_error_message=_("This meeting already has an outcome with this key."),
            ),
            # The target of the citations' composite foreign key: a citation about an outcome must belong to the
            # outcome's meeting.
            models.UniqueConstraint(fields=["meeting", "id"], name="outcome_of_meeting"),
            models.CheckConstraint(
                condition=in_any_language("text"),
                name="outcome_has_text",
                violation_error_message=_("An outcome needs a text."),
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
                violation_error_message=_("An outcome cannot follow itself."),
            ),
        )

    def shown_name(self):
        text = super().shown_name()
        return text if len(text) <= 80 else text.with_text(f"{text[:80].rpartition(' ')[0].rstrip() or text[:79]}…")

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
