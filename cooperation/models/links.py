"""The intermediate tables that Django creates for many-to-many relations."""

from django.db import models


def protect_targets(models_with_links) -> None:
    """Prevent the deletion of objects that a row of one of the models links to, as PROTECT does for a foreign key.

    Django would delete the link without a message. Uses RESTRICT, so that a meeting can be deleted together with its
    outcomes' links to it. Also gives the rows a name, so that messages can show what prevents the deletion.
    """
    for model in models_with_links:
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through._meta.auto_created:
                through._meta.get_field(field.m2m_reverse_field_name()).remote_field.on_delete = models.RESTRICT
                through.__str__ = _name(field.m2m_field_name(), field.m2m_reverse_field_name())


def _name(source, target):
    return lambda row: f"{getattr(row, source)} – {getattr(row, target)}"
