"""The kinds that search finds."""

from ..models import SEARCHED

# Every kind that search finds, in the order in which results are grouped.
KINDS = {model._meta.model_name: model for model in SEARCHED}
# Of these a reader sees what something published refers to; the search rows do not know.
REFERRED = ("organization", "topic", "source")
# The condition of that. Organizations may be many, and the index has those that are public.
SEEN = dict.fromkeys(REFERRED, " AND registry_search_seen(kind, id)") | {
    "organization": " AND id IN (SELECT id FROM cooperation_entry WHERE kind = 'organization')"
}
