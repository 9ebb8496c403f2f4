"""Atom feeds of the changes to a list, or to all records with one object, latest first, in pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...domain.languages import current_language, in_language
from ...filters.by_change import LAST, NoSuchPlace, page_by_change, read_beside
from ...models import RECORDS, Outcome
from ..feeds import atom
from ..feeds.atom import CONTENT_TYPE
from ..feeds.entries import MODELS, entries_of
from .everything import Everything
from .selection import Refused, Selection

__all__ = ("CONTENT_TYPE", "IS_FILE", "LABEL", "READS", "stream", "writes")

LABEL = gettext_lazy("Feed of changes")
IS_FILE = False
SIZE = 100  # entries of a page
CURSOR = "cursor"  # the parameter of a page, as in the links to it
READS = (CURSOR,)
NOT_READ = (CURSOR, "sort", "size", "page")  # the order and the pages of a feed are its own


def writes(table) -> bool:
    return True


def stream(selection: Selection) -> list[bytes]:
    """Return one page of the feed. Raises Refused if the page does not exist."""
    kinds = {kind: _rows(kind, ids, selection.snapshot) for kind, ids in selection.ids.items()}
    typed = selection.parameters.get(CURSOR, "").strip()
    try:
        page = page_by_change(kinds, beside := read_beside(typed, kinds), SIZE)
    except NoSuchPlace:
        raise Refused(_("This page of the feed does not exist. Start from the first page.")) from None
    links = {"self": beside, "first": "", "previous": page.previous, "next": page.next, "last": LAST}
    links = {
        relation: selection.address("atom", without=NOT_READ, **({CURSOR: text} if (text := str(beside)) else {}))
        for relation, beside in links.items()
        if beside is not None
    }
    feed = atom.Feed(selection.title, _name(selection), selection.page, links)
    day = selection.snapshot.day
    return [atom.write(feed, entries_of(page.places, day), day, selection.origin)]


def _name(selection):
    """Return the name of the feed. For one object it has the kind and id, so that it survives a new slug.

    A feed in another language is another feed, with the same entries.
    """
    path, question, query = selection.address("atom", without=NOT_READ).partition("?")
    if isinstance(selection.table, Everything):
        about = selection.table.about
        path = in_language(f"/{about._meta.model_name}/{about.pk}.atom", current_language())
    return f"{path}{question}{query}".lstrip("/")


def _rows(kind, ids, snapshot):
    """Return rows of a kind, and the ids of those that are wanted; None means all."""
    model = MODELS[kind]
    found = ids.found if hasattr(ids, "found") else frozenset(ids)
    if model in (*RECORDS, Outcome):
        return model.objects.published(), found
    # The index knows the public ones; a query would be slow.
    return model._base_manager.all(), snapshot[kind].whole if found is None else found
