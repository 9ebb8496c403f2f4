"""The changes since a public state, commit by commit, for mirrors of all objects.

Objects are returned in their current state, which may be later than the commit: the later change follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ...models import RECORDS, Organization, Outcome, Source, Topic
from ...workflow.merged import traces
from .addresses import Addresses
from .changed_objects import Line, by_kind, objects_changed_in
from .objects import MODELS, objects
from .problems import Problem, Wrong, refusal, repeated
from .properties import time_value
from .states import NoState, State, UnknownState

# An entry of the index of organizations changes when one becomes public or stops being public.
LOGGED = """
SELECT logged.token, logged.at, logged.transaction, change.id, change.kind, change.record, change.is_entry
FROM cooperation_publiccommit logged LEFT JOIN cooperation_publicchange change
ON change.token = logged.token AND (NOT change.is_entry OR change.kind = 'organization')
AND (logged.number, change.id) > (%(number)s, %(change)s)
WHERE logged.number > %(number)s OR (logged.number = %(number)s AND change.id IS NOT NULL)
ORDER BY logged.number, change.id
LIMIT %(most)s
"""
REFERRED = (Topic, Organization, Source)  # public while a public record refers to them


@dataclass(frozen=True)
class Changes:
    """Changes in the order of their commits, the state that they lead to, and whether others follow."""

    state: State
    listed: list[dict]
    has_more: bool


def answer(parameters: QueryDict, origin: str) -> dict:
    """Return the response to these parameters. Raises Problem."""
    if wrong := repeated(parameters, "since"):
        raise refusal(*wrong)
    if not (text := parameters.get("since", "").strip()):
        return {"state": str(State.now()), "has_more": False, "changes": []}
    try:
        found = changes_since(State.of(text), origin)
    except NoState:
        detail = _("This is not a valid state. Use “state” from the previous response, or from the full download.")
        raise Problem(400, wrong=(Wrong("since", detail),)) from None
    except UnknownState:
        detail = _("This state is too old. Download everything again: {page} has the full download and its state.")
        raise Problem(410, detail.format(page=f"{origin}{reverse('data')}")) from None
    return {"state": str(found.state), "has_more": found.has_more, "changes": found.listed}


def changes_since(since: State, origin: str, most: int = 100) -> Changes:
    """Return the changes after a state, from `most` lines of the log. Raises UnknownState."""
    number, change = since.place()
    with connection.cursor() as cursor:
        cursor.execute(LOGGED, {"number": number, "change": change, "most": most + 1})
        lines = [Line(*row) for row in cursor]
    has_more, lines = len(lines) > most, lines[:most]
    if any(line.change and line.id is None for line in lines):
        raise UnknownState
    if not lines:
        return Changes(since, [], has_more=False)
    last = lines[-1]
    listed = list(_listed(objects_changed_in(lines), Addresses(origin)))
    return Changes(State(last.token, last.change if has_more else None), listed, has_more)


def _listed(found, to: Addresses) -> Iterator[dict]:
    """Yield the change of each object."""
    present = {kind: _present(kind, ids, to) for kind, ids in by_kind(found).items()}
    gone = {kind: _gone(kind, [pk for pk in ids if pk not in present[kind]]) for kind, ids in by_kind(found).items()}
    for (kind, pk), changed in found.items():
        entry = {"change": "", "type": kind, "id": pk, "api": to.api(MODELS[kind], pk), "at": time_value(changed.at)}
        if thing := present[kind].get(pk):
            yield entry | _change_of(kind, changed, to) | {"object": thing}
        elif changed.is_flipped and not changed.is_inserted and (state := gone[kind].get(pk, Gone("deleted"))):
            entry["change"] = state.change
            if state.survivor:
                entry["into"] = to.link(MODELS[kind], state.survivor)
            yield entry


def _change_of(kind, changed, to):
    if changed.is_inserted or changed.is_published:
        return {"change": "created"}
    # Not for referred objects: readers may never have seen the former slug.
    if changed.slugs and not issubclass(MODELS[kind], REFERRED):
        return {"change": "moved", "former_urls": [to.page(kind, slug) for slug in dict.fromkeys(changed.slugs)]}
    return {"change": "changed"}


def _present(kind, ids, to) -> dict[int, dict]:
    return {each["id"]: each for each in objects(MODELS[kind], ids, None, to.origin)}


class Gone(NamedTuple):
    """What became of an object: "deleted", "withdrawn", or "merged" into the survivor with this id."""

    change: str
    survivor: int | None = None


def _gone(kind, ids) -> dict[int, Gone | None]:
    """Return by id what became of objects that are not public, without deleted ones; None if one never was public."""
    model = MODELS[kind]
    merged = {pk: Gone("merged", trace.survivor) for pk, trace in traces(model, ids).items()}
    rows = model._base_manager.filter(pk__in=ids)
    if model in RECORDS:
        states = {pk: Gone("withdrawn") if at else None for pk, at in rows.values_list("pk", "published_at")}
    elif model is Outcome:
        states = {pk: Gone("withdrawn") if at else None for pk, at in rows.values_list("pk", "meeting__published_at")}
    else:
        states = dict.fromkeys(rows.values_list("pk", flat=True), Gone("withdrawn"))
    return states | merged
