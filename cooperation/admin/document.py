"""Links to files on a record's form."""

from django.contrib.admin import StackedInline

from ..models import Document
from .base import Fields
from .permission import WithRecord


class DocumentInline(WithRecord, Fields, StackedInline):
    """The documents of a record."""

    model = Document
    fields = (("title", "url"), ("kind", "language"), ("is_internal", "position"))
    extra = 0
    view_on_site = False
