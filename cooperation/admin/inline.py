"""What the inlines have in common: the parts of a record on its form."""

from django.contrib.admin import StackedInline

from ..domain.roles import may_view
from .forms.fields import FormFields
from .permission import may_edit_parts


class PartInline(FormFields, StackedInline):
    """Parts of a record. Who may change the record may change its parts."""

    extra = 0
    view_on_site = False

    def has_view_permission(self, request, obj=None):
        return may_view(request.user, self.parent_model)

    def has_add_permission(self, request, obj):
        return may_edit_parts(request, self.parent_model, obj)

    def has_change_permission(self, request, obj=None):
        return may_edit_parts(request, self.parent_model, obj)

    def has_delete_permission(self, request, obj=None):
        return may_edit_parts(request, self.parent_model, obj)
