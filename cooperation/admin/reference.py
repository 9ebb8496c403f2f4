"""What the admin of organizations and topics has in common."""

from .base import RegistryAdmin
from .forms import duplicates
from .forms.record import NamedForm


class ReferenceAdmin(RegistryAdmin):
    """What records refer to by name. The form asks about similar names."""

    form = NamedForm
    prepopulated_fields = {"slug": ("name",)}
    form_context = (duplicates.form_context, *RegistryAdmin.form_context)

    def get_urls(self):
        return [self.page("alike/", duplicates.similar_view, "alike"), *super().get_urls()]
