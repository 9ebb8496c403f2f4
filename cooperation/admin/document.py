"""Links to files on a record's form."""

from ..models import Document
from .inline import PartInline


class DocumentInline(PartInline):
    model = Document
    fields = (("title", "url"), ("kind", "language"), ("is_internal", "position"))
    in_line = ("title", "kind", "language", "is_internal")
