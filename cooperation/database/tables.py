"""The tables that the programs in the database are about, and what each row belongs to: all of it from the models."""

from django.apps import apps

from regions.models import Addressed

from ..models import RECORDS as RECORD_MODELS
from ..models import Outcome, Part

_MODELS = [model for model in apps.get_app_config("cooperation").get_models() if model._meta.managed]
RECORDS = tuple(model._meta.model_name for model in RECORD_MODELS)
# The generated columns of a record. No other table has any.
COMPUTED = tuple(field.column for field in RECORD_MODELS[0]._meta.concrete_fields if field.generated)
# What has a page of its own, and the path before its slug.
ADDRESSED = {model._meta.model_name: f"/{model.address}/" for model in _MODELS if issubclass(model, Addressed)}
KEYED = tuple(model._meta.model_name for model in _MODELS if issubclass(model, Part))


def _links(model):
    """Yield the tables of the many-to-many relations of a model that Django made, without the name of the app."""
    for field in model._meta.local_many_to_many:
        if field.remote_field.through._meta.auto_created:
            yield field.remote_field.through._meta.model_name


def _owners(model):
    """Return the relations of a part to what it may belong to."""
    if issubclass(model, Part):
        return tuple(getattr(model, "owners", None) or (model.record_field,))
    return (model.record_field,) if hasattr(model, "record_field") else ()


# The parts and links of each kind, and the relations that lead to what they belong to.
OWNERS = {
    **{model._meta.model_name: owners for model in _MODELS if (owners := _owners(model))},
    **{link: (model._meta.model_name,) for model in _MODELS if issubclass(model, Addressed) for link in _links(model)},
}
# Links of an outcome belong to its meeting.
OUTCOME_LINKS = tuple(link.removeprefix("outcome_") for link in _links(Outcome))


def table_of(kind: str) -> str:
    return f"{'regions' if kind in ('region', 'country') else 'cooperation'}_{kind}"
