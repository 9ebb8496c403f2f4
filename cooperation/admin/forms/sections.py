"""The sections of a form, in the order of the page, and the errors in each."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.admin.helpers import Fieldset, InlineAdminFormSet
from django.contrib.admin.utils import flatten
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .state import state_of

# The class of the fieldsets that come before the most used parts.
USED_MOST = "used-most"


@dataclass
class Problem:
    """An error message, and the id of the element that it links to, "" if none."""

    words: str
    target: str = ""


@dataclass
class Section:
    """A fieldset, whose `number` is part of its id, or the parts of one kind; `rows` is their number.

    The `citable` fields have a link to cite a source.
    """

    id: str
    name: str
    fieldset: Fieldset | None = None
    number: int = 0
    parts: InlineAdminFormSet | None = None
    rows: int = 0
    citable: Collection[str] = ()
    problems: list[Problem] = field(default_factory=list)


def form_context(model_admin, request, obj, context) -> dict:
    """Return the sections and all errors in page order, those of the whole form first."""
    form, inlines = context["adminform"].form, context["inline_admin_formsets"]
    first = [_parts(inline) for inline in inlines if inline.opts.is_used_most]
    rest = [_parts(inline) for inline in inlines if not inline.opts.is_used_most]
    fieldsets = [_fieldset(number, each) for number, each in enumerate(context["adminform"])]
    place = sum(USED_MOST in section.fieldset.classes for section in fieldsets)
    sections = [*fieldsets[:place], *first, *fieldsets[place:], *rest]
    whole = [Problem(str(error), _explanation_id(request, form)) for error in form.non_field_errors()]
    return {"sections": sections, "problems": [*whole, *(each for section in sections for each in section.problems)]}


def _explanation_id(request, form) -> str:
    """Return the id of the element that explains an error of the whole form."""
    if state_of(request).conflict:
        return "conflict-title"
    return "alike" if getattr(form, "similar", ()) else ""


def _fieldset(number, fieldset) -> Section:
    section = Section(f"fieldset-0-{number}-heading", fieldset.name, fieldset=fieldset, number=number)
    section.problems = _problems(fieldset.form, flatten(fieldset.fields))
    return section


def _parts(inline) -> Section:
    formset, rows = inline.formset, inline.formset.forms
    section = Section(f"{formset.prefix}-heading", capfirst(str(inline.opts.verbose_name_plural)), parts=inline)
    section.rows = sum(bool(form.instance.pk) or (form.is_bound and form.has_changed()) for form in rows)
    section.problems = [Problem(str(error), section.id) for error in formset.non_form_errors()]
    for number, form in enumerate(rows, 1):
        if getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME):
            continue
        row = _("%(kind)s %(number)s") % {"kind": capfirst(str(inline.opts.verbose_name)), "number": number}
        whole = [Problem(f"{row}: {error}", f"{form.prefix}-line") for error in form.non_field_errors()]
        section.problems += [*whole, *_problems(form, form.fields, f"{row}, ")]
    return section


def _problems(form, names, before="") -> list[Problem]:
    return [
        Problem(f"{before}{form[name].label}: {error}", form[name].id_for_label)
        for name in names
        if name in form.fields
        for error in form[name].errors
    ]
