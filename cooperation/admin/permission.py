"""Checks permissions with cooperation.domain.roles."""

from ..domain.roles import may_add, may_change
from .forms.state import state_of


def is_allowed(request, may, thing) -> bool:
    """Return the result of the rule `may` for an object or a model; for a record it is cached in the request.

    Django checks about twenty times for one form, and each check of a record may take a query.
    """
    if isinstance(thing, type) or not hasattr(thing, "referred_by"):
        return may(request.user, thing)
    answers = request.__dict__.setdefault("answers_of_roles", {})
    question = (may, type(thing), thing.pk)
    if question not in answers:
        answers[question] = may(request.user, thing)
    return answers[question]


def may_edit(request, thing) -> bool:
    """Return whether the user can change the object, or proposes a change in this request (the save is rolled back), or
    sent the form of a merged record, which is refused.
    """
    state = state_of(request)
    is_proposed = state.proposes == (type(thing), getattr(thing, "pk", None))
    return is_proposed or state.is_merged or is_allowed(request, may_change, thing)


def may_edit_parts(request, model, record) -> bool:
    """Return whether the user can change the parts of a record, which may be new: the record's permission applies."""
    if record is None or record.pk is None:
        return may_add(request.user, model)
    return may_edit(request, record)
