"""The form of one part of a record, and the line of text shown while its fields are collapsed."""

from django.forms import BooleanField
from django.utils.text import Truncator, capfirst

from regions.translated import column_in, preferred

from ...domain.dates import PartialDate
from .dates import WrittenDateForm

LONGEST = 200


class PartForm(WrittenDateForm):
    """`in_line` names the fields that the line shows. The script of the form updates it while somebody types.

    A translated text is shown in the user's language, else in the other one.
    """

    in_line = ()
    # The fields of a stored part that have a link to cite a source.
    citable = ()

    def save(self, commit=True):
        """Save the part; a new one without a position follows the others."""
        if "position" in self.fields and not self.instance.pk and not self.instance.position:
            self.instance.follow()
        return super().save(commit)

    @property
    def cite_as(self) -> str:
        """Return the prefix of field names in the links: "party-12-"."""
        return f"{self.instance._meta.model_name}-{self.instance.pk}-"

    @property
    def line(self) -> list[tuple[str, str, str, bool]]:
        """Return (name, text, language, is_fallback) of the fields in the line.

        Texts may be empty. A fallback is shown if the text before it is empty.
        """
        model, found = self.instance._meta.model, []
        for name in self.in_line:
            if name in getattr(model, "translated", {}):
                for number, language in enumerate(preferred()):
                    column = column_in(language, name)
                    found.append((column, self._text(column), language, number > 0))
            else:
                found.append((name, self._text(name), "", False))
        return found

    def _text(self, name) -> str:
        if name in self.fields:
            return _shown(self[name])
        # Users who cannot change the part have no form field for it.
        display = getattr(self.instance, f"get_{name}_display", None)
        value = display() if display else getattr(self.instance, name)
        return _short(capfirst(self.instance._meta.get_field(name).verbose_name) if value is True else value)


def _shown(bound) -> str:
    value, box = bound.value(), getattr(bound.field.widget, "widget", bound.field.widget)
    if isinstance(bound.field, BooleanField):
        return str(bound.label) if value else ""
    if getattr(box, "labels", None) is not None:
        return _short(box.labels.get(str(value)))
    if value and (choices := getattr(bound.field, "choices", None)):
        return _short(_labels(choices).get(str(value), value))
    return _short(value)


def _labels(choices) -> dict[str, str]:
    """Return {value: label} of choices, which may be in groups."""
    groups = [label if isinstance(label, (list, tuple)) else [(value, label)] for value, label in choices]
    return {str(value): str(label) for group in groups for value, label in group}


def _short(value) -> str:
    if isinstance(value, PartialDate):
        return value.words
    return Truncator(" ".join(str(value or "").split())).chars(LONGEST)
