"""Links to documents on records."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.fields import CodeField, ShortTextField

from ..domain.choices import DocumentKind
from .part import OfOneRecord, Part, exactly_one
from .querysets import DocumentQuerySet


class Document(OfOneRecord, Part):
    """A public or internal link on one record."""

    title = ShortTextField(_("title"), max_length=300, help_text=_("The title of the document."))
    kind = CodeField(
        _("kind"),
        max_length=20,
        choices=DocumentKind,
        default=DocumentKind.OTHER,
        help_text=_("What it is: the text itself, an agenda, minutes."),
    )
    language = ShortTextField(
        _("language"), max_length=12, blank=True, help_text=_("“en” for English, “ko” for Korean.")
    )
    url = models.URLField(_("address"), max_length=1000, help_text=_("The address that opens the document itself."))
    is_internal = models.BooleanField(
        _("internal"), default=False, help_text=_("For staff only: readers never see it.")
    )

    objects = DocumentQuerySet.as_manager()

    class Meta(Part.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = (
            models.CheckConstraint(
                condition=exactly_one(*OfOneRecord.owners),
                name="document_of_one_record",
                violation_error_message=_("A document belongs to one record."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="document_has_title",
                violation_error_message=_("A document needs a title."),
            ),
            models.CheckConstraint(
                condition=Q(url__regex=r"\Ahttps?://"),
                name="document_address_is_http",
                violation_error_message=_("Enter an address that begins with http:// or https://."),
            ),
            *(
                models.UniqueConstraint(fields=[owner, "key"], name=f"document_key_unique_{owner}")
                for owner in OfOneRecord.owners
            ),
        )

    def __str__(self):
        return self.title

    def natural_key(self):
        """Return the type of the record, its slug and the key."""
        return (self.owner_name, getattr(self, self.owner_name).slug, self.key)

    natural_key.dependencies = tuple(f"cooperation.{owner}" for owner in OfOneRecord.owners)
