"""Citations on the form of their object: the source of each fact."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..domain.cited_values import stored
from ..domain.dates import PartialDate, PartialDateField
from ..models import Citation, Outcome, Party, Phase
from ..models.citation import PARTS
from .forms.choices import LightSelect
from .forms.citing import PART_MODELS, asked_for, citable, value_of
from .forms.dates import ValueInput
from .forms.parts import PartForm
from .inline import PartInline


def field_choices(model):
    """Return the grouped choices of `field` on the form of `model`: the record's, those of either, its part's."""
    own = citable(model)
    part = PART_MODELS.get(model)
    if part is None:
        return [("", _("the whole record")), *own.items()]
    parts = citable(part)
    names = {"own": model._meta.verbose_name, "part": part._meta.verbose_name}
    return [
        ("", _("the whole record")),
        (_("Of the %(own)s") % names, [pair for pair in own.items() if pair[0] not in parts]),
        (_("Of the %(own)s or the %(part)s chosen below") % names, [pair for pair in own.items() if pair[0] in parts]),
        (_("Of the %(part)s chosen below") % names, [pair for pair in parts.items() if pair[0] not in own]),
    ]


class CitationForm(PartForm):
    """The value is entered as people write it; `subjects` are the models that the citation may be about."""

    subjects = ()
    also = forms.MultipleChoiceField(
        label=_("Cite this source for other fields too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each field that you tick gets its own citation: same source, locator and quotation, its own value."
        ),
    )

    def clean(self):
        cleaned = self.cleaned_data
        field = self._field(cleaned)
        if field is not None and cleaned.get("value"):
            try:
                cleaned["value"] = stored(field, cleaned["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return super().clean()

    def _field(self, cleaned):
        """Return the model field that the citation is about: of the part, if one is chosen, or else of the object."""
        is_of_part = any(cleaned.get(name) for name in PARTS)
        for model in self.subjects[1:] if is_of_part else self.subjects[:1]:
            return next((each for each in model._meta.get_fields() if each.name == cleaned.get("field")), None)
        return None

    def dates(self, cleaned):
        """Yield the value, if the citation is about a date field."""
        if isinstance(self._field(cleaned), PartialDateField) and cleaned.get("value"):
            yield "value", PartialDate(cleaned["value"])


class CitationFormSet(BaseInlineFormSet):
    """Citations for the object's own fields and parts only."""

    # Initial values of a new citation. The submitted form lacks them, so the row counts as changed.
    begun = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.begun and not self.is_bound:
            self.initial_extra = [self.begun]

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
            self._keep_choice(form, form.instance.field)
        if form.instance.pk or "field" not in form.fields:
            del form.fields["also"]
        else:
            form.fields["also"].choices = list(citable(type(self.instance)).items())
        if self.begun and not self.is_bound and index == self.initial_form_count():
            form.fields["locator"].widget.attrs["autofocus"] = True

    def save_new(self, form, commit=True):
        """Save the citation, and one like it for each further field that was ticked."""
        citation = super().save_new(form, commit)
        is_of_part = any(getattr(citation, f"{name}_id") for name in PARTS)
        for name in form.cleaned_data.get("also", ()):
            if is_of_part or name != citation.field:
                self._copy_for_field(citation, name)
        return citation

    def _copy_for_field(self, citation, name):
        value = value_of(self.instance, name)
        copied = {each: getattr(citation, each) for each in ("source", "locator", "quotation", "basis", "note")}
        value = stored(type(self.instance)._meta.get_field(name), value) if value else ""
        Citation.objects.create(**{self.fk.name: self.instance}, field=name, value=value, **copied)

    def _keep_choice(self, form, value):
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
    after_fields = "admin/cooperation/also.html"

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.begun = asked_for(request, obj)
        return formset

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if asked_for(request, obj) else 0

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
                widget=LightSelect,
            )
        if db_field.name in PARTS:
            kwargs["widget"] = LightSelect
        if db_field.name == "value":
            kwargs["help_text"] = _("The value that the source gives: 28 March 2017, USD, held.")
        if isinstance(db_field, TextField):
            box = ValueInput if db_field.name == "value" else forms.Textarea
            kwargs["widget"] = box(attrs={"class": "vLargeTextField", "rows": 2, "cols": 40})
        return super().formfield_for_dbfield(db_field, request, **kwargs)
