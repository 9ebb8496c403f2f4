"""The objects that refer to a record: readers see them differently when the record is published or withdrawn."""

from ..models import RECORDS, Citation, Meeting, Outcome
from ..models.links import field_of, foreign_keys_to, parents
from .tables import ADDRESSED


def _owner(model):
    """Return the kind of the object that rows of a model belong to, and the column with its id."""
    if model._meta.auto_created:
        return field_of(model).model._meta.model_name, f"{field_of(model).m2m_field_name()}_id"
    if model is Outcome or model._meta.model_name in ADDRESSED:
        return model._meta.model_name, "id"
    return model.record_field, f"{model.record_field}_id"


def _referring(model, target):
    """Yield queries for what refers to a row of the model, apart from its own parts and what was merged into it."""
    for key in foreign_keys_to(model):
        if key.model is Citation or key.name in parents(key.model) or key.name == "merged_into":
            continue
        kind, column = _owner(key.model)
        yield f"SELECT '{kind}', link.{column} FROM {key.model._meta.db_table} link WHERE link.{key.column} {target}"


def _function(model):
    queries = [*_referring(model, "= record")]
    if model is Meeting:
        outcomes = "(SELECT id FROM cooperation_outcome WHERE meeting_id = record)"
        queries += [f"SELECT 'outcome', id FROM {outcomes} own", *_referring(Outcome, f"IN {outcomes}")]
    return f"""
    CREATE FUNCTION registry_note_referrers_of_{model._meta.model_name}(record bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cooperation_publicchange (kind, record)
    {" UNION ".join(queries) or "SELECT NULL, 0 WHERE false"}
    $$;
    """


PROGRAMS = tuple(map(_function, RECORDS))
