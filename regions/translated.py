"""Texts in the languages of the content: a column for each, declared once.

    title = Translated(ShortTextField(_("title"), max_length=600))

gives a model the columns `title` (in the first language) and `title_ko`. Either can be empty. Pages show the text in
the reader's language, else the other one.
"""

import re
from collections.abc import Mapping
from copy import copy

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Func, Index, Q, TextField, UniqueConstraint, Value
from django.db.models.functions import Coalesce, Collate, Lower, NullIf
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

# The names of the languages, by code. The first one has the column without a suffix. A new line needs a migration.
LANGUAGES = {"en": _("English"), "ko": _("Korean")}
FIRST = next(iter(LANGUAGES))
# Sorts after every text that a person writes.
LAST = chr(0x10FFFF)
# Words of Korean, for a text in another language.
_HANGUL = re.compile(r"[\uac00-\ud7a3](?:[\uac00-\ud7a3\d ·ㆍ~-]*[\uac00-\ud7a3])?")
NEEDED = _("This field is required in at least one language.")


class Translated:
    """Declares a text field with a column for each language. Migrations and forms see ordinary fields.

    A text that is not `blank` is required in one language: also declare the constraint `in_any_language(name)`.
    """

    def __init__(self, field: Field):
        self.is_needed = not field.blank
        self.fields = {}
        for language, label in LANGUAGES.items():
            each = copy(field)
            each.creation_counter = Field.creation_counter
            Field.creation_counter += 1
            each.blank, each.language = True, language
            if language != FIRST:
                each.verbose_name = format_lazy("{name} ({language})", name=field.verbose_name, language=label)
                each.help_text = _("Leave empty if there is none. Readers then see the text in the other language.")
            self.fields[language] = each

    def contribute_to_class(self, model, name):
        """Add the fields to the model, and the name to its `translated`."""
        for language, field in self.fields.items():
            field.contribute_to_class(model, column_in(language, name))
        model.translated = {**getattr(model, "translated", {}), name: self.is_needed}


class Text(str):
    """A text with its language; "" if that is not known. HTML marks it if it is not the language of the page.

    Use str(text) in attributes and in <title>, which have no markup.
    """

    __slots__ = ("language",)

    def __new__(cls, text: str, language: str):
        self = super().__new__(cls, text)
        self.language = language
        return self

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language than the page."""
        return bool(self and self.language) and self.language != get_language()

    def __html__(self) -> SafeString:
        text, is_foreign = escape(str(self)), self.is_foreign
        if self.language != "ko" and (is_foreign or get_language() != "ko"):
            text = with_hangul_marked(text)
        return format_html('<span lang="{}">{}</span>', self.language, text) if is_foreign else text

    def __getnewargs__(self):
        return str(self), self.language

    def column_of(self, name: str) -> str:
        """Return the column of the translated text `name` in this language."""
        return column_in(self.language, name)

    def with_text(self, text: str) -> "Text":
        """Return another text in the same language."""
        return Text(text, self.language)


def with_hangul_marked(html: SafeString) -> SafeString:
    """Return escaped text, or HTML, in which words in Hangul are marked as Korean: names that an English text has."""
    if not _HANGUL.search(html):
        return html
    return mark_safe(_HANGUL.sub(r'<span lang="ko">\g<0></span>', html))  # noqa: S308  it is HTML already


class ShownName:
    """A row with a name that pages show: `__str__` is plain, `__html__` marks a language other than the page's."""

    named_by = "name"  # the translated field
    translated: dict[str, bool] = {}  # by name of the text, whether it is needed

    def shown_name(self) -> Text:
        return text_of(self, self.named_by)

    def __str__(self):
        return str(self.shown_name())

    def __html__(self):
        return self.shown_name().__html__()

    def clean_fields(self, exclude=None):
        """Report a required text that is missing in every language, beside its first column."""
        errors = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, is_needed in self.translated.items():
            if is_needed and name not in (exclude or ()) and not text_of(self, name):
                errors.setdefault(name, []).append(ValidationError(NEEDED, code="required"))
        if errors:
            raise ValidationError(errors)


def column_in(language: str, name: str) -> str:
    """Return the name of the column (or the path to it) that has the text in the language."""
    return name if language == FIRST else f"{name}_{language}"


def columns(name: str) -> tuple[str, ...]:
    """Return the names of the columns of a translated text, or the paths to them, in the order of the languages."""
    return tuple(column_in(language, name) for language in LANGUAGES)


def in_any_language(name: str) -> Q:
    """Return the condition that the text exists in at least one language."""
    found = Q()
    for column in columns(name):
        found |= ~Q(**{column: ""})
    return found


def unique_in_each_language(name: str, model: str, message) -> tuple[UniqueConstraint, ...]:
    """Return the constraints that no two rows have the same text in a language. Empty texts do not count."""
    return tuple(
        UniqueConstraint(
            fields=[column],
            condition=~Q(**{column: ""}),
            name=f"{model}_{column}_unique",
            violation_error_message=message,
        )
        for column in columns(name)
    )


def preferred() -> list[str]:
    """Return the languages of the content, the reader's first."""
    shown = get_language()
    return sorted(LANGUAGES, key=lambda language: language != shown)


def first_text(row, name: str) -> Text:
    """Return the text in the first language that has it, whatever the reader's language is: for files and programs."""
    for language in LANGUAGES:
        if text := getattr(row, column_in(language, name)):
            return Text(text, language)
    return Text("", FIRST)


def name_in(row, language: str) -> Text:
    """Return the name of a row in the language, or else in another one, whatever the reader's language is."""
    with override(language):
        return row.shown_name()


def others() -> dict[str, str]:
    """Return the languages of the content besides the first one, with their names."""
    return {language: name for language, name in LANGUAGES.items() if language != FIRST}


def is_first(field: Field) -> bool:
    """Return whether the field is the column of a translated text in the first language."""
    return getattr(field, "language", "") == FIRST


def sorted_text(name: str, languages: list[str] | None = None) -> Collate:
    """Return the expression to sort by the shown text: those in the reader's language come first, without case.

    They are in the order of code points, which for Hangul is 가나다.
    """
    texts = []
    for number, language in enumerate(languages or preferred()):
        text = NullIf(F(column_in(language, name)), Value(""), output_field=TextField())
        if number:  # keep this order of arguments: migrations compare the expression
            template = {"arg_joiner": " || ", "template": "(%(expressions)s)"}
            text = Func(Value(LAST * number), text, output_field=TextField(), **template)
        texts.append(text)
    return Collate(Lower(Coalesce(*texts)), "C")


def indexes_of_sorted_text(name: str, model: str) -> tuple[Index, ...]:
    """Return the indexes for lists that are sorted by a translated text, one for the pages in each language."""
    return tuple(
        Index(
            sorted_text(name, sorted(LANGUAGES, key=lambda each: each != language)),
            "id",
            name=f"{model}_by_{column_in(language, f'shown_{name}')}",
        )
        for language in LANGUAGES
    )


def mixed(text: str, *parts) -> Text:
    """Return a text composed of `parts` and words of the page, where the parts cannot be marked one by one.

    Its language is that of the first foreign part, else that of the page.
    """
    foreign = (part.language for part in parts if isinstance(part, Text) and part.is_foreign)
    return Text(text, next(foreign, get_language()))


def filled(sentence: str, **texts) -> SafeString:
    """Return the sentence with the texts in place of its %(name)s, each marked with its language."""
    marked = {name: conditional_escape(text) for name, text in texts.items()}
    return mark_safe(escape(sentence) % marked)  # noqa: S308  everything is escaped


def text_of(row, name: str) -> Text:
    """Return the text in the reader's language, else in the other one; "" if there is none."""
    for language in preferred():
        if text := getattr(row, column_in(language, name)):
            return Text(text, language)
    return Text("", FIRST)


def stored_text(row: Mapping, *names: str) -> Text:
    """Return the first of the texts that a row has, as the history stores it; "" if it has none.

    Texts that are not translated and rows of earlier releases have no columns of other languages.
    """
    for name in names:
        for language in preferred():
            if text := row.get(column_in(language, name)):
                return Text(text, language)
    return Text("", FIRST)


def stored_name(row: Mapping) -> Text:
    """Return the name of a record or of a row of reference data, as the history stores it."""
    return stored_text(row, "title", "name")
