"""The tables that have database programs, and the owners of their rows, all derived from the models."""

from django.apps import apps

from regions.models import Addressed, Country

from ..models import RECORDS as RECORD_MODELS
from ..models import Outcome, Part

_MODELS = [model for model in apps.get_app_config("cooperation").get_models() if model._meta.managed]
# The generated columns of a record. No other table has any.
COMPUTED = tuple(field.column for field in RECORD_MODELS[0]._meta.concrete_fields if field.generated)
# Models with pages, and the URL path before the slug.
ADDRESSED = {model._meta.model_name: f"/{model.address}/" for model in _MODELS if issubclass(model, Addressed)}
KEYED = tuple(model._meta.model_name for model in _MODELS if issubclass(model, Part))


def _links(model):
    """Yield the automatic many-to-many tables of a model, without the app label."""
    for field in model._meta.local_many_to_many:
        if field.remote_field.through._meta.auto_created:
            yield field.remote_field.through._meta.model_name


def _owners(model):
    """Return the relations from a part to its possible owners."""
    if issubclass(model, Part):
        return tuple(getattr(model, "owners", None) or (model.record_field,))
    return (model.record_field,) if hasattr(model, "record_field") else ()


# The parts and links of each kind, with the relations to their owners.
OWNERS = {
    **{model._meta.model_name: owners for model in _MODELS if (owners := _owners(model))},
    **{link: (model._meta.model_name,) for model in _MODELS if issubclass(model, Addressed) for link in _links(model)},
}
# Links of an outcome belong to its meeting.
OUTCOME_LINKS = tuple(link.removeprefix("outcome_") for link in _links(Outcome))

# The successors of a former country: the only links of reference data in `regions`.
SUCCESSORS = Country.successors.through._meta.db_table


def table_of(kind: str) -> str:
    return f"{'regions' if kind in ('region', 'country') else 'cooperation'}_{kind}"
