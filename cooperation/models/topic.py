"""Topics of the cooperation."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regions.fields import LinesField, ShortTextField
from regions.models import Addressed
from regions.translated import Translated, columns, in_any_language, unique_in_each_language

from .querysets import TopicQuerySet

# "publish" is the permission to change what readers see.
PERMISSIONS = ("add", "change", "delete", "view", "publish", "merge")


class Topic(Addressed):
    """A topic, on one of two levels. Readers see it if a published record is about it."""

    name = Translated(
        ShortTextField(_("name"), max_length=100, help_text=_("One or two words that readers would search for."))
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("broader topic"),
        help_text=_("There are two levels: choose a topic that has no broader topic itself."),
    )
    other_names = LinesField(_("other names"), help_text=_("One per line. Search and import accept them."))

    objects = TopicQuerySet.as_manager()

    groups = ((None, (*columns("name"), "parent", "slug", "other_names")),)
    address = "topics"
    # Fields that the staff's lists search: texts and related objects.
    staff_search = (*columns("name"), "other_names", "slug", "parent")
    # Fields for search by weight: texts and related objects.
    search = {"A": (*columns("name"), "other_names"), "B": ("parent",)}
    referred_by = ("agreements", "meetings", "projects", "mechanisms", "outcomes")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("slug",)
        default_permissions = PERMISSIONS
        constraints = (
            *unique_in_each_language("name", "topic", _("Another topic has this name.")),
            models.CheckConstraint(
                condition=in_any_language("name"),
                name="topic_has_name",
                violation_error_message=_("A topic needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="topic_not_its_own_parent",
                violation_error_message=_("A topic cannot be its own broader topic."),
            ),
        )

    def clean(self):
        """Check the two levels, with the database's error message."""
        super().clean()
        if self.parent and (self.parent.parent_id or (self.pk and self.children.exists())):
            raise ValidationError({"parent": _("Topics have two levels at most.")})
