"""The rows that link two things, which Django makes by itself for a many-to-many relation."""

from django.db import models


def protect_targets(models_with_links) -> None:
    """Let nothing be deleted that a row of one of the models links to, as PROTECT does for a foreign key.

    Django would remove the link and say nothing. RESTRICT, so that a meeting may go with its own outcomes' links to it.
    The rows also get a name, by which one sees what stands in the way.
    """
    for model in models_with_links:
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through._meta.auto_created:
                through._meta.get_field(field.m2m_reverse_field_name()).remote_field.on_delete = models.RESTRICT
                through.__str__ = _name(field.m2m_field_name(), field.m2m_reverse_field_name())


def _name(source, target):
    return lambda row: f"{getattr(row, source)} – {getattr(row, target)}"
