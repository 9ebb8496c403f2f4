"""The kinds of record that search covers."""

from django.db import connection

from ..models import RECORDS, SEARCHED

# All searchable kinds, in the order in which results are grouped.
KINDS = {model._meta.model_name: model for model in SEARCHED}
# Kinds that are records, with a title.
RECORD_KINDS = tuple(model._meta.model_name for model in RECORDS)
# Readers see these only if a published record refers to them; the search rows do not store this.
REFERRED = ("organization", "topic", "source")
# The SQL condition for this. There may be many organizations, so the index stores which of them are public.
SEEN = dict.fromkeys(REFERRED, " AND registry_search_seen(kind, id)") | {
    "organization": " AND id IN (SELECT id FROM cooperation_entry WHERE kind = 'organization')"
}


def seen(kind: str, ids) -> set[int]:
    """Return those of the ids that readers may see."""
    if not ids:
        return set()
    if kind not in SEEN:
        return set(KINDS[kind].objects.published().filter(pk__in=ids).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM (SELECT %s AS kind, unnest(%s::bigint[]) AS id) AS hit WHERE true{SEEN[kind]}",
            [kind, list(ids)],
        )
        return {pk for (pk,) in cursor.fetchall()}


def seen_of(hits) -> set[tuple[str, int]]:
    """Return those of the (kind, id) pairs that readers may see, with one statement for each kind."""
    hits = set(hits)
    kinds = {kind for kind, _pk in hits}
    return {(kind, pk) for kind in kinds for pk in seen(kind, [pk for of, pk in hits if of == kind])}
