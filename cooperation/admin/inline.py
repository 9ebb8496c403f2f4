"""The base class of inlines: the parts of a record on its form."""

from django.contrib.admin import StackedInline

from ..domain.roles import may_view
from .forms.fields import FormFields
from .forms.parts import PartForm
from .permission import may_edit_parts


class PartInline(FormFields, StackedInline):
    """Parts of a record, each collapsed into one line. The permissions of the record apply.

    `in_line` names the fields that the line shows. Parts that are `is_used_most` follow the first section of the form.
    """

    template = "admin/cooperation/parts.html"
    form = PartForm
    extra = 0
    view_on_site = False
    in_line = ()
    is_used_most = False
    # A template to include after the fields of a part.
    after_fields = None

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.in_line = self.in_line
        return formset

    def has_view_permission(self, request, obj=None):
        return may_view(request.user, self.parent_model)

    def has_add_permission(self, request, obj):
        return may_edit_parts(request, self.parent_model, obj)

    def has_change_permission(self, request, obj=None):
        return may_edit_parts(request, self.parent_model, obj)

    def has_delete_permission(self, request, obj=None):
        return may_edit_parts(request, self.parent_model, obj)
