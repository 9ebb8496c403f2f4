"""The admin of read-only models."""

from .base import RegistryAdmin


class ReadOnlyAdmin(RegistryAdmin):
    """Rows that only the registry itself creates."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
