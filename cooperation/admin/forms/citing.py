"""Citing a source for a field: initial values of the new citation, and the source that the user cited last."""

from django.utils.text import capfirst

from ...domain.cited_values import written
from ...models import Agreement, Citation, Meeting, Organization, Outcome, Party, Phase, Project, Source
from .numbers import number

# The parameter that names the field to cite: "signed_on", or "party-12-signed_on" for a field of a part.
CITE = "cite"
LAST_SOURCE = "last_source"
# Lists of parts that can be cited, such as one that a source calls incomplete.
LISTS = {
    Agreement: ("parties", "ancestors"),
    Meeting: ("outcomes",),
    Project: ("organizations", "phases"),
    Organization: ("memberships",),
}
PART_MODELS = {Agreement: Party, Meeting: Outcome, Project: Phase}
# Fields for internal use have no source.
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


def value_of(thing, name) -> str:
    """Return the value of a field as people write it, for a citation that confirms it; "" for related objects."""
    field = thing._meta.get_field(name)
    return "" if field.is_relation else written(field, getattr(thing, name))


def last_source(request, obj=None) -> int | None:
    """Return the id of the source that the user cited last, or else of the one that the object cites last."""
    if pk := request.session.get(LAST_SOURCE):
        return pk
    if obj is None or not obj.pk:
        return None
    return obj.citations.filter(source__isnull=False).order_by("pk").values_list("source", flat=True).last()


def remember(request, source_id) -> None:
    if source_id and request.session.get(LAST_SOURCE) != source_id:
        request.session[LAST_SOURCE] = source_id


def remember_cited(model_admin, request, form, formsets, change):
    """Store the source of the last citation that was added or changed."""
    for formset in formsets:
        if formset.model is Citation:
            changed = [*(row for row, _fields in formset.changed_objects), *formset.new_objects]
            remember(request, next((row.source_id for row in reversed(changed) if row.source_id), None))


def asked_for(request, obj) -> dict | None:
    """Return initial values for the citation that the query string asks for, or None."""
    if obj is None or request.method != "GET" or not (text := request.GET.get(CITE)):
        return None
    *part, name = text.split("-")
    begun = {"field": name, "source": last_source(request, obj)}
    thing, model = obj, PART_MODELS.get(type(obj))
    if part:
        pk = number(part[-1])
        if model is None or pk is None or len(part) != 2 or part[0] != model._meta.model_name:
            return None
        thing = model.objects.filter(pk=pk, **{model.record_field: obj}).first()
        begun[part[0]] = pk
    if thing is None or name not in citable(type(thing)):
        return None
    return {**begun, "value": value_of(thing, name)}


def form_context(model_admin, request, obj, context) -> dict:
    """Return the default source of new citations; mark the sections whose fields have links to cite them."""
    inlines = {section.parts.opts.model: section for section in context["sections"] if section.parts}
    citations = inlines.get(Citation)
    if citations is None or not citations.parts.has_add_permission:
        return {}
    for section in context["sections"]:
        if section.fieldset:
            section.citable = citable(model_admin.model)
    part = PART_MODELS.get(model_admin.model)
    if part in inlines:
        names = citable(part)
        for form in inlines[part].parts.formset.initial_forms:
            form.citable = names
    return {"cites": True, "last_source": Source.objects.filter(pk=last_source(request, obj)).first()}
