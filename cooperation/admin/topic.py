"""The admin of topics."""

from django.contrib import admin

from ..models import Topic
from .lists.filters import RelatedFilter
from .reference import ReferenceAdmin


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    list_display = ("name", "parent")
    list_select_related = ("parent",)
    list_filter = (("parent", RelatedFilter),)
    search_fields = Topic.staff_search
    name_fields = ("name", "other_names")
    autocomplete_fields = ("parent",)
