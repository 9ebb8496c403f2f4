"""Detects changes that need a migration: tables, columns, checks and codes, but not display texts."""

from django.db.migrations.autodetector import MigrationAutodetector

from regions.fields import CodeField


class WordlessAutodetector(MigrationAutodetector):
    """Leaves verbose names, help texts, labels and messages out of migrations.

    They exist only in the code, not in the database. Editing or translating them needs no migration.
    """

    def __init__(self, from_state, to_state, questioner=None):
        for state in (from_state, to_state):
            for model in state.models.values():
                if model.app_label in ("regions", "cooperation"):
                    _without_words(model)
        super().__init__(from_state, to_state, questioner)


def _without_words(model):
    for field in model.fields.values():
        field.verbose_name = field._verbose_name = None
        field.help_text = ""
        if isinstance(field, CodeField) and field.choices:
            field.choices = [(code, code) for code, _label in field.flatchoices]
    for name in ("verbose_name", "verbose_name_plural"):
        model.options.pop(name, None)
    for constraint in model.options.get("constraints", ()):
        constraint.violation_error_message = constraint.default_violation_error_message
