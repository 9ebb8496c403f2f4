"""Edit conflicts: a form contains the id of the change it started from, so a second save cannot overwrite the first.

The object is locked before the comparison, so nobody else can change it in between. If it changed since the form was
opened, both are merged and the form is refused: it shows the earlier, the other user's and the sender's values.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ... import history
from .merge import Merge
from .numbers import number, sent_number
from .state import state_of

BEGAN_FROM = "_began_from"


def remember_last_change(model_admin, request, object_id) -> None:
    """Get the last change before the object is read, to detect a change in between."""
    pk, state = number(object_id), state_of(request)
    if pk is not None and state.began_from is None:
        state.began_from = history.last_change(model_admin.opts.model_name, pk)


def compare(model_admin, request, obj) -> None:
    """Merge the submitted form with what others have saved since; the object is locked."""
    match, state = request.resolver_match, state_of(request)
    if not (match and match.url_name and match.url_name.endswith("_change")) or state.is_compared:
        return
    state.is_compared = True
    kind = model_admin.opts.model_name
    if kind not in history.kinds():
        return
    latest = history.last_change(kind, obj.pk)
    began = sent_number(request.POST, BEGAN_FROM)
    if began == latest and "_theirs" not in request.POST:
        return
    merge = merged(model_admin, request, obj, request.POST, began)
    request.POST = merge.data
    if began != latest:
        state.conflict = merge
        state.refusal = ValidationError(
            _("Someone else saved changes while you were editing. Check their changes, then save again.")
        )


def merged(model_admin, request, obj, sent, began: int) -> Merge:
    """Return a submitted form that started from the change `began`, merged with what others saved since."""
    changes = list(history.changes_of(model_admin.opts.model_name, obj.pk))
    base, now = history.replay(each for each in changes if each.pk <= began), history.replay(changes)
    merge = Merge(sent, _forms(model_admin, request, obj), base, now, obj.pk)
    merge.others = history.who_wrote(each for each in changes if each.pk > began)
    return merge


def _forms(model_admin, request, obj):
    """Return (prefix, model, form class) of the object's form and of its formsets."""
    forms = [("", model_admin.model, model_admin.get_form(request, obj, change=True))]
    for formset, inline in model_admin.get_formsets_with_inlines(request, obj):
        forms.append((formset.get_default_prefix(), inline.model, formset.form))
    return forms


def form_context(model_admin, request, obj, context) -> dict:
    if obj is None or not obj.pk:
        return {}
    latest, state = history.last_change(model_admin.opts.model_name, obj.pk), state_of(request)
    is_fresh = request.method == "POST" or state.began_from is None
    return {"began_from": latest if is_fresh else state.began_from, "conflict": state.conflict}
