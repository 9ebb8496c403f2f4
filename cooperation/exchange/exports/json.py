"""JSON: one document with the objects of the API (RFC 8259), one on each line."""

import json
from collections.abc import Iterator
from itertools import batched, chain

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..api import choices, objects
from .selection import Refused, Selection

LABEL = _("JSON")
CONTENT_TYPE = "application/json"
IS_FILE = True
READS = ("fields", "embed")
AT_ONCE = 100  # objects in one chunk of the response


def writes(table) -> bool:
    return True


def stream(selection: Selection) -> Iterator[bytes]:
    """Return the document in chunks. The parameters "fields" and "embed" are those of the API."""
    models = [objects.MODELS[kind] for kind in selection.ids]
    try:
        options = choices.of(models, selection.parameters)
    except choices.Unknown as error:
        raise Refused(str(error)) from None
    return _document(selection, options)


def _document(selection, options):
    about = {
        "title": str(selection.title),
        "url": f"{selection.origin}{selection.page}",
        "licence": settings.DATA_LICENCE.url,
        "on": selection.day.isoformat(),
        "count": sum(map(len, selection.ids.values())),
    }
    found = chain.from_iterable(
        objects.objects(objects.MODELS[kind], ids, selection.day, selection.origin, **options)
        for kind, ids in selection.ids.items()
    )
    prefix = f'{text(about)[:-1]},"results":['
    for part in batched(found, AT_ONCE):
        yield f"{prefix}\n{',\n'.join(map(text, part))}".encode()
        prefix = ","
    yield f"{prefix if prefix != ',' else ''}\n]}}\n".encode()


def text(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
