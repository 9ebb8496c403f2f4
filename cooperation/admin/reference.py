"""The base admin of organizations and topics."""

from .base import RegistryAdmin
from .forms import duplicates
from .forms.record import NamedForm, show_other_slug
from .merging.action import merge_selected


class ReferenceAdmin(RegistryAdmin):
    """Objects that records refer to by name. The form warns about similar names."""

    form = NamedForm
    prepopulated_fields = {"slug": ("name",)}
    actions = (merge_selected,)
    form_context = (duplicates.form_context, *RegistryAdmin.form_context)
    save_steps = (*RegistryAdmin.save_steps, duplicates.mark_different, show_other_slug)

    def get_urls(self):
        return [
            self.page("alike/", duplicates.similar_view, "alike"),
            self.page("<int:object_id>/different/", duplicates.take_back_view, "take_back"),
            *super().get_urls(),
        ]
