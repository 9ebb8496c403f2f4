"""Model fields used by both apps. Migrations import this module, so it cannot be moved."""

import json
import unicodedata
from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def composed(value):
    """Return a text in Unicode's composed form (NFC), as the database stores it; anything else unchanged."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def tidy_lines(text: str) -> str:
    """Return `text` with each line stripped, without blank or repeated lines, in the original order."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line))


class TextFormField(forms.CharField):
    """A text area. Browsers send CRLF line ends; they become LF, so that unedited text counts as unchanged."""

    def to_python(self, value):
        return composed(super().to_python(value)).replace("\r\n", "\n")


class ShortTextFormField(forms.CharField):
    """A text box. A Mac may send the jamo of a Korean syllable one by one; they become the syllable."""

    def to_python(self, value):
        return composed(super().to_python(value))


class LinesFormField(forms.CharField):
    """A text area for several short texts, one per line."""

    def to_python(self, value):
        return tidy_lines(composed(super().to_python(value)))


class LinesField(models.TextField):
    """Several short texts, one per line.

    Never split at commas: "Korea, Republic of" is one name. Templates read the lines with `.splitlines`.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """Return the tidied text; a list, as in a fixture, is joined into lines."""
        if isinstance(value, (list, tuple)):
            value = "\n".join(str(line) for line in value)
        return tidy_lines(composed(value)) if isinstance(value, str) else value

    def get_prep_value(self, value):
        return composed(super().get_prep_value(value))

    def formfield(self, **kwargs):
        return super().formfield(
            **{"form_class": LinesFormField, "widget": forms.Textarea(attrs={"rows": 3}), **kwargs}
        )


class ShortTextField(models.CharField):
    """A text of at most `max_length` characters, with column type text and a check constraint for the length.

    PostgreSQL cannot change the type of a column that a generated column uses; it can always change a check.
    """

    def db_type(self, connection):
        return "text"

    def to_python(self, value):
        return composed(super().to_python(value))

    def get_prep_value(self, value):
        """Return the text as the database stores it, also for a lookup."""
        return composed(super().get_prep_value(value))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": ShortTextFormField, **kwargs})

    def db_check(self, connection):
        return f"char_length({connection.ops.quote_name(self.column)}) <= {self.max_length}"


class ExactDecoder(json.JSONDecoder):
    """Reads numbers as Decimal, to keep every digit of amounts of money."""

    def __init__(self, **kwargs):
        super().__init__(parse_float=Decimal, **kwargs)


class ExactJSONField(models.JSONField):
    """JSON whose numbers keep every digit: they are read as Decimal."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, decoder=ExactDecoder)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["decoder"]
        return name, path, args, kwargs


class CodeField(ShortTextField):
    """A code from a list, or "" if blank is allowed. A database check enforces the list, also for imports."""

    def __init__(self, *args, choices=None, **kwargs):
        self.codes = choices  # as declared: a Django enumeration
        super().__init__(*args, choices=choices, **kwargs)

    # Changed choices change the check, so migrations must detect them.
    non_db_attrs = tuple(name for name in models.CharField.non_db_attrs if name not in ("choices", "blank"))

    def db_check(self, connection):
        codes = [code for code, _ in self.flatchoices]
        if self.blank:
            codes.append("")
        return f"{connection.ops.quote_name(self.column)} IN ({', '.join(map(repr, codes))})"


class AddressField(ShortTextField, models.SlugField):
    """A slug: lower-case letters, digits and single hyphens, unique.

    At most 120 characters, so that the whole path fits `django_redirect.old_path` (200).
    """

    pattern = r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"
    default_validators = (
        RegexValidator(
            pattern, _("Use lower-case letters without accents, digits and single hyphens, such as “temm-14”.")
        ),
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("unique", True)
        kwargs.setdefault(
            "help_text",
            _(
                "The address of the public page. If you change it after publication, the old address redirects to "
                "the new one."
            ),
        )
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.SlugField, **kwargs})

    def db_check(self, connection):
        """Return the column check: the length, and the same pattern as in the form."""
        return f"{super().db_check(connection)} AND {connection.ops.quote_name(self.column)} ~ '{self.pattern}'"
