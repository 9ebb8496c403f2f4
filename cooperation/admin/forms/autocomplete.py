"""Autocomplete widgets. Their labels are read with one query for each model on a page."""

from collections import defaultdict

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import Media

from .numbers import number


class _SharedLabels:
    """Shows the chosen options from `labels`, {id: label}, which `share_labels` fills."""

    labels = None

    @property
    def media(self):
        return super().media + Media(js=["admin/js/autocomplete.js", "admin_registry/boxes.js"])

    def optgroups(self, name, value, attr=None):
        # Values that are not ids are not looked up.
        if self.labels is None and (ids := [each for each in value if number(str(each)) is not None]):
            return super().optgroups(name, ids, attr)
        options = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        for each in value:
            if self.labels and str(each) in self.labels:
                options.append(self.create_option(name, each, self.labels[str(each)], True, len(options)))
        return [(None, options, 0)]


class AutocompleteChoice(_SharedLabels, AutocompleteSelect):
    """Selects one object."""


class AutocompleteChoices(_SharedLabels, AutocompleteSelectMultiple):
    """Selects several objects."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        # No button to clear all: each object has its own, and an ARIA list may contain only items.
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


def share_labels(forms) -> None:
    """Set `labels` on every autocomplete widget of the forms. Ids without a row are left out."""
    boxes, wanted = [], defaultdict(set)
    for form in forms:
        for name, field in form.fields.items():
            box = getattr(field.widget, "widget", field.widget)
            if isinstance(box, _SharedLabels):
                model = box.field.remote_field.model
                boxes.append((box, model))
                wanted[model].update(_ids(form[name].value()))
    labels = {
        model: {str(row.pk): str(row) for row in model._base_manager.filter(pk__in=ids)} if ids else {}
        for model, ids in wanted.items()
    }
    for box, model in boxes:
        box.labels = labels[model]


def _ids(value):
    values = value if isinstance(value, (list, tuple, set)) else [value]
    texts = (str(each) for each in values if each is not None)
    return {number(text) for text in texts} - {None}


def form_context(model_admin, request, obj, context) -> dict:
    """Share the labels of the form and its inlines; add nothing to the context."""
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += inline.formset.forms
    share_labels(forms)
    return {}
