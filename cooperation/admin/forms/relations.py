"""Saving the relations of a form."""

from django import forms
from django.db.models.query import EmptyQuerySet


class RelationsForm(forms.ModelForm):
    """A form that does not query the relations of a new object, which has none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_new = self.instance._state.adding

    def _save_m2m(self):
        cleaned = self.cleaned_data
        if self.is_new:
            self.cleaned_data = {name: value for name, value in cleaned.items() if not isinstance(value, EmptyQuerySet)}
        super()._save_m2m()
        self.cleaned_data = cleaned
