"""The admin of rows that staff only look at."""

from .base import RegistryAdmin


class ReadOnlyAdmin(RegistryAdmin):
    """Rows that only the registry itself enters."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
