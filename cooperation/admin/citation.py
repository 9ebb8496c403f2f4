"""Citations on the form of their object: the source of each fact."""

from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..domain.dates import PartialDateField, parse
from ..models import Agreement, Citation, Meeting, Organization, Outcome, Party, Phase, Project
from ..models.citation import PARTS
from .forms.dates import ValueInput
from .forms.parts import PartForm
from .inline import PartInline

# Parts that can be cited as a list, such as a list that a source calls incomplete.
LISTS = {
    Agreement: ("parties", "ancestors"),
    Meeting: ("outcomes",),
    Project: ("organizations", "phases"),
    Organization: ("memberships",),
}
PART_MODELS = {Agreement: Party, Meeting: Outcome, Project: Phase}
# Internal fields, and fields that only the registry itself needs, have no source.
NOT_CITED = {"slug", "position", "responsible_unit", "internal_note", "reference"}


def citable(model) -> dict[str, str]:
    """Return {name: label} of the fields of a record or part that can be cited."""
    if hasattr(model, "groups"):
        names = [name for _group, fields in model.groups for name in fields]
    else:
        names = [field.name for field in model._meta.fields if field.editable and not field.primary_key]
    names = [name for name in names if name not in NOT_CITED and name != getattr(model, "record_field", None)]
    return {name: _label(model, name) for name in (*names, *LISTS.get(model, ()))}


def _label(model, name):
    field = model._meta.get_field(name)
    return capfirst(field.related_model._meta.verbose_name_plural if field.auto_created else field.verbose_name)


def field_choices(model):
    """Return the choices of `field` on the form of `model`, in groups: the record's, its part's, those of either."""
    own = citable(model)
    part = PART_MODELS.get(model)
    if part is None:
        return [("", _("the whole")), *own.items()]
    parts = citable(part)
    names = {"own": model._meta.verbose_name, "part": part._meta.verbose_name}
    return [
        ("", _("the whole")),
        (_("Of the %(own)s") % names, [pair for pair in own.items() if pair[0] not in parts]),
        (_("Of the %(own)s or the %(part)s chosen below") % names, [pair for pair in own.items() if pair[0] in parts]),
        (_("Of the %(part)s chosen below") % names, [pair for pair in parts.items() if pair[0] not in own]),
    ]


class CitationForm(PartForm):
    """The form of a citation, whose value may be a date; `subjects` are the models that it may be about."""

    subjects = ()

    def dates(self, cleaned):
        """Yield the value, if the citation is about a date field."""
        name = cleaned.get("field")
        fields = (field for model in self.subjects for field in model._meta.get_fields() if field.name == name)
        if any(isinstance(field, PartialDateField) for field in fields):
            with suppress(ValidationError):
                yield "value", parse(cleaned.get("value"))


class CitationFormSet(BaseInlineFormSet):
    """Citations may be about the object's own fields and parts only."""

    def add_fields(self, form, index):
        """Offer the object's own parts, which are read once, and the field that the stored citation names."""
        super().add_fields(form, index)
        form.subjects = [model for model in (type(self.instance), PART_MODELS.get(type(self.instance))) if model]
        for name, owner in PARTS.items():
            if name in form.fields:
                rows = PARTS_WITH_NAMES[name].filter(**{f"{owner}__in": [self.instance.pk] if self.instance.pk else []})
                form.fields[name].queryset = rows
                if not hasattr(self, "part_choices"):
                    self.part_choices = [("", "---------"), *((row.pk, str(row)) for row in rows)]
                form.fields[name].choices = self.part_choices
        if "field" in form.fields:
            self._keep(form, form.instance.field)

    def _keep(self, form, value):
        field = form.fields["field"]
        if value and not field.valid_value(value):
            field.choices = [*field.choices, (value, value)]


PARTS_WITH_NAMES = {
    "party": Party.objects.select_related("country", "organization"),
    "outcome": Outcome.objects.all(),
    "phase": Phase.objects.all(),
}


class CitationInline(PartInline):
    """`part` names the kind of part that a citation may be about, such as "outcome"."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet
    autocomplete_fields = ("source",)
    part = None

    @property
    def in_line(self):
        return tuple(filter(None, ("field", self.part, "value", "source", "locator")))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")

    def get_fieldsets(self, request, obj=None):
        about = ("field", self.part) if self.part else "field"
        marks = ("basis", "is_incomplete", "is_disputed")
        lines = (about, ("source", "locator"), ("quotation", "value"), marks, "note")
        return ((None, {"fields": lines}),)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        # The field name is a choice, not free text.
        if db_field.name == "field":
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                required=False,
                choices=field_choices(self.parent_model),
            )
        if isinstance(db_field, TextField):
            box = ValueInput if db_field.name == "value" else forms.Textarea
            kwargs["widget"] = box(attrs={"class": "vLargeTextField", "rows": 2, "cols": 40})
        return super().formfield_for_dbfield(db_field, request, **kwargs)
