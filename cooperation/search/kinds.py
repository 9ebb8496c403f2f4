"""The kinds of record that search covers."""

from ..models import SEARCHED

# All searchable kinds, in the order in which results are grouped.
KINDS = {model._meta.model_name: model for model in SEARCHED}
# Readers see these only if a published record refers to them; the search rows do not store this.
REFERRED = ("organization", "topic", "source")
# The SQL condition for this. There may be many organizations, so the index stores which of them are public.
SEEN = dict.fromkeys(REFERRED, " AND registry_search_seen(kind, id)") | {
    "organization": " AND id IN (SELECT id FROM cooperation_entry WHERE kind = 'organization')"
}
