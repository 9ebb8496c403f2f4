"""Autocomplete boxes that know their own labels: one statement for each kind of thing on a page, not for each box."""

from collections import defaultdict

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import Media

from .numbers import number


class _Known:
    """Shows the chosen options from `known`, {id: label}, which `share_labels` fills."""

    known = None

    @property
    def media(self):
        return super().media + Media(js=["admin/js/autocomplete.js", "admin_registry/boxes.js"])

    def optgroups(self, name, value, attr=None):
        if self.known is None:
            return super().optgroups(name, value, attr)
        options = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        for each in value:
            if str(each) in self.known:
                options.append(self.create_option(name, each, self.known[str(each)], True, len(options)))
        return [(None, options, 0)]


class Choice(_Known, AutocompleteSelect):
    """One thing, found by typing."""


class Choices(_Known, AutocompleteSelectMultiple):
    """Several things, found by typing."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Return the attributes, without a cross for all: each thing has one, and a list holds but its items."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


def share_labels(forms) -> None:
    """Give every box of the forms the labels of what is chosen in any of them. Ids that no row has are left out."""
    boxes, wanted = [], defaultdict(set)
    for form in forms:
        for name, field in form.fields.items():
            box = getattr(field.widget, "widget", field.widget)
            if isinstance(box, _Known):
                model = box.field.remote_field.model
                boxes.append((box, model))
                wanted[model].update(_ids(form[name].value()))
    known = {
        model: {str(row.pk): str(row) for row in model._base_manager.filter(pk__in=ids)}
        for model, ids in wanted.items()
    }
    for box, model in boxes:
        box.known = known[model]


def _ids(value):
    values = value if isinstance(value, (list, tuple, set)) else [value]
    texts = (str(each) for each in values if each is not None)
    return {number(text) for text in texts} - {None}
