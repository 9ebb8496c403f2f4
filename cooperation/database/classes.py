"""The privileges of the web server on each table: to write rows, only to add them, or only to read them."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site

from ..models import AccountEvent, Change, ClosedVersions, KeyCounter, PublicChange, PublicCommit, PublicVersion

WRITE = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
ADD = frozenset({"SELECT", "INSERT"})
READ = frozenset({"SELECT"})

_ADDED = (AccountEvent, ClosedVersions)
# The columns of a new row that the web server may write. The database sets the others: nobody can backdate a row.
ADDED_COLUMNS = {
    AccountEvent._meta.db_table: ("action", "account_id", "account_name", "user_id", "user_name", "details"),
    ClosedVersions._meta.db_table: ("kind", "record", "first", "last", "reason", "closed_by", "opens"),
}
# Triggers write the first line, and `migrate` the second.
_READ = (
    *(Change, KeyCounter, PublicChange, PublicCommit, PublicVersion),
    *(ContentType, Permission, Group, Group.permissions.through, Site),
)
# Tables without a model: index, sums and search, the commit queue, and what `migrate` stores.
_WITHOUT_MODEL = (
    *("cooperation_entry", "cooperation_entrystate", "cooperation_money", "cooperation_money_sum"),
    *("cooperation_cited", "cooperation_search", "cooperation_search_name", "cooperation_search_word"),
    *("cooperation_search_queue", "cooperation_search_mark", "cooperation_staff_search", "cooperation_commitqueue"),
    *("cooperation_program", "cooperation_release", "django_migrations"),
)
# Also without a model: tables that limit guessing.
_WRITTEN = ("cooperation_cache", "cooperation_signinattempt")


def rights() -> dict[str, frozenset[str]]:
    """Return the privileges on each table. Every other table of a model is written by the web server."""
    models = apps.get_models(include_auto_created=True)
    found = {model._meta.db_table: WRITE for model in models if model._meta.managed}
    found |= {model._meta.db_table: ADD for model in _ADDED} | dict.fromkeys(_WRITTEN, WRITE)
    return found | dict.fromkeys([*(model._meta.db_table for model in _READ), *_WITHOUT_MODEL], READ)
