"""The base class for agreements, meetings, projects and mechanisms."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Lower
from django.utils.translation import gettext_lazy as _

from regions.fields import LinesField, ShortTextField
from regions.models import Addressed, Region
from regions.translated import Translated, columns, in_any_language, indexes_of_sorted_text

from .topic import PERMISSIONS, Topic

# The words of a name, for finding duplicates. PostgreSQL refuses the words of a text of a megabyte.
NAME_WORDS = SearchVector(*columns("title"), Left("other_names", 50_000), config="english")


class Record(Addressed):
    """A record of the registry, with a page, a publication status, a version and a history.

    `date` is the first known of `date_fields`; `until` is the end of the record's period, from `end_fields`;
    `country_path` and `organization_path` are lookups for the participants; `has_host` is whether a host is recorded.
    """

    title = Translated(
        ShortTextField(_("title"), max_length=600, help_text=_("Its full name, as its text or the ministry gives it."))
    )
    other_names = LinesField(
        _("other names"), help_text=_("One per line: acronyms, earlier and foreign names. Search accepts them.")
    )
    reference = ShortTextField(
        _("reference"),
        max_length=60,
        blank=True,
        help_text=_("File, treaty or activity number. Each number is used once."),
    )
    summary = Translated(
        models.TextField(
            _("summary"), blank=True, help_text=_("In plain words, for readers who are new to the subject.")
        )
    )
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("topics"),
        help_text=_("What it is about. Choose the narrower topic where there is one."),
    )
    regions = models.ManyToManyField(
        Region,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("regions"),
        help_text=_(
            "Where readers look for it. Enter a region only if its countries and organizations do not show it, such as "
            "Africa for a Korea-Africa forum."
        ),
    )
    responsible_unit = ShortTextField(
        _("responsible unit"),
        max_length=120,
        blank=True,
        help_text=_("Who maintains this record. For staff only: never shown to readers."),
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For staff only: not shown on pages, in search, in exports or in the API."),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawal_reason = ShortTextField(_("reason for the withdrawal"), max_length=300, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        serialize=False,
        related_name="duplicates",
        verbose_name=_("merged into"),
        help_text=_("The record that has its content. It is in no list."),
    )
    is_public = models.GeneratedField(
        verbose_name=_("public"),
        expression=Q(published_at__isnull=False, withdrawn_at__isnull=True),
        output_field=models.BooleanField(),
        db_persist=True,
        serialize=False,
    )

    named_by = "title"
    has_host = False
    end_fields = ()
    country_path = "countries"
    organization_path = "organizations"

    class Meta:
        abstract = True
        default_permissions = PERMISSIONS
        indexes = (
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="%(class)s_planned"),
            models.Index(fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="%(class)s_withdrawn"),
            GinIndex(NAME_WORDS, name="%(class)s_name_words"),
            models.Index(Lower("title"), "id", name="%(class)s_by_title"),
            *indexes_of_sorted_text("title", "%(class)s"),
            models.Index(F("date").desc(nulls_last=True), F("id").desc(), name="%(class)s_newest_first"),
            models.Index(
                F("updated_at").desc(), F("id").desc(), condition=Q(is_public=True), name="%(class)s_by_change"
            ),
            # Without records that have not changed since they were loaded or imported.
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                condition=Q(is_public=True, version__gt=1),
                name="%(class)s_by_update",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=in_any_language("title"),
                name="%(class)s_has_title",
                violation_error_message=_("A record needs a title."),
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="%(class)s_reference_unique",
                violation_error_message=_("Another record of this kind has this reference."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~Q(withdrawal_reason=""),
                name="%(class)s_withdrawn_after_publication",
                violation_error_message=_("Only a published record can be withdrawn, and a reason is required."),
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True) | Q(published_at__isnull=True),
                name="%(class)s_planned_while_draft",
                violation_error_message=_("Only the publication of a draft can be planned."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | Q(publish_at__isnull=True) & (Q(published_at__isnull=True) | Q(withdrawn_at__isnull=False)),
                name="%(class)s_merged_is_not_public",
                violation_error_message=_("A record that was merged into another one is not published."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="%(class)s_merged_into_another",
                violation_error_message=_("A record cannot be merged into itself."),
            ),
        )

    @property
    def was_public(self) -> bool:
        """Return whether the record was ever public: if so, it can be withdrawn but not deleted."""
        return self.published_at is not None

    @property
    def date_field(self):
        """Return the field that the record's date comes from, or None if no date is recorded."""
        return next((self._meta.get_field(name) for name in self.date_fields if getattr(self, name)), None)

    @property
    def entered_date(self):
        """Return the value that `date` will have; an unsaved record has no `date` yet."""
        return getattr(self, self.date_field.name) if self.date_field else None


# The names and codes by which the staff's lists find a record.
STAFF_SEARCH = (*columns("title"), "other_names", "reference", "slug")
# The groups of fields in forms and exports.
IDENTITY = (_("Name"), (*columns("title"), "other_names", "slug", "reference"))
CONTENT = (_("What it is about"), (*columns("summary"), "topics", "regions"))
STAFF = (_("For staff only"), ("responsible_unit", "internal_note"))
