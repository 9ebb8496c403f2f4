"""The base classes of rows that belong to a record: with a key and a position, and of a record of any kind."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from ..domain.kinds import RECORDS


def exactly_one(*fields: str) -> Q:
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in fields})
    return condition


class KeyCounter(models.Model):
    """The last key given to a part of each record, so that no key is used twice. Only a trigger writes it."""

    owner = models.CharField(primary_key=True, max_length=100, help_text=_("The kind of part and the record's id."))
    last = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.owner}: {self.last}"


class Part(models.Model):
    """A row that belongs to one record. It is public with the record, part of its history, and has a key in its URL.

    The database sets the key on insert to the record's next number, and never reuses it.
    """

    key = models.PositiveIntegerField(
        _("key"), editable=False, db_default=0, help_text=_("Assigned once and never reused: anchor and import id.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Rows are sorted by it, then by the order in which they were entered.")
    )

    class Meta:
        abstract = True
        ordering = ("position", "key")

    def follow(self) -> None:
        """Set the position so that a new part follows those that its record has."""
        owner = {name: getattr(self, name) for name in getattr(self, "owners", None) or (self.record_field,)}
        self.position = type(self)._base_manager.filter(**owner).aggregate(last=Max("position"))["last"] or 0

    def clean(self):
        """Reject moving the part to another record: its key is part of a URL there."""
        super().clean()
        if self.pk and (before := type(self)._base_manager.filter(pk=self.pk).first()):
            for name in getattr(self, "owners", None) or (self.record_field,):
                if getattr(before, f"{name}_id") != getattr(self, f"{name}_id"):
                    raise ValidationError(_("This row cannot move to another record. Add it again there."))


class OfOneRecord(models.Model):
    """A row of one record of any kind: it has a foreign key for each kind (below), of which one is set."""

    owners = tuple(dict.fromkeys(("mechanism", *RECORDS)))  # in the order of the columns

    class Meta:
        abstract = True

    @property
    def owner_name(self) -> str:
        """Return the name of the foreign key that is set."""
        return next(name for name in self.owners if getattr(self, f"{name}_id"))


for _kind in OfOneRecord.owners:
    OfOneRecord.add_to_class(
        _kind,
        models.ForeignKey(
            f"cooperation.{_kind}", on_delete=models.CASCADE, null=True, blank=True, related_name="%(class)ss"
        ),
    )
