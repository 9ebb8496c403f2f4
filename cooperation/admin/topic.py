"""The admin of topics."""

from django.contrib import admin

from ..models import Topic
from .base import RegistryAdmin
from .forms.duplicates import Alike, NamedForm
from .lists.filters import OfRelated


@admin.register(Topic)
class TopicAdmin(Alike, RegistryAdmin):
    """The subjects, on two levels."""

    form = NamedForm
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "parent")
    list_select_related = ("parent",)
    list_filter = (("parent", OfRelated),)
    search_fields = ("name", "other_names", "slug")
    search_through = ("parent",)
    called = ("name", "other_names")
    autocomplete_fields = ("parent",)
