"""The base admin of organizations and topics."""

from .base import RegistryAdmin
from .forms import duplicates
from .forms.record import NamedForm
from .merging.action import merge_selected


class ReferenceAdmin(RegistryAdmin):
    """Objects that records refer to by name. The form warns about similar names."""

    form = NamedForm
    prepopulated_fields = {"slug": ("name",)}
    actions = (merge_selected,)
    form_context = (duplicates.form_context, *RegistryAdmin.form_context)

    def get_urls(self):
        return [self.page("alike/", duplicates.similar_view, "alike"), *super().get_urls()]
