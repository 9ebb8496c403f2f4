"""No write is lost: a form says which change it began from, and the second to save is told what the first made."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ... import history
from .merge import Merge
from .numbers import number, sent_number

BEGAN_FROM = "_began_from"


class Conflicts:
    """Lets a ModelAdmin notice that somebody else saved meanwhile.

    `compare` is called with the row locked: from then on nobody else changes it. If what the form began from is not the
    latest, the two are merged and the form refuses, so that it is shown again with what was, what the other made of it,
    and what was typed.
    """

    def compare(self, request, thing):
        """Merge the sent form of a thing that is locked by now, where somebody else was first."""
        match = request.resolver_match
        if not (match and match.url_name and match.url_name.endswith("_change")) or hasattr(request, "conflict"):
            return
        request.conflict = None
        kind = self.opts.model_name
        if kind not in history.kinds():
            return
        latest = history.last_change(kind, thing.pk)
        began = sent_number(request.POST, BEGAN_FROM)
        if began == latest and "_theirs" not in request.POST:
            return
        merge = self.merged(request, thing, request.POST, began)
        request.POST = merge.data
        if began != latest:
            request.conflict = merge
            request.refusal = ValidationError(_("Somebody else saved this meanwhile. Look at it, then save again."))

    def merged(self, request, thing, sent, began: int) -> Merge:
        """Return what a form that began from the change `began` sent, merged with what others saved since."""
        changes = list(history.changes_of(self.opts.model_name, thing.pk))
        base, now = history.replay(each for each in changes if each.pk <= began), history.replay(changes)
        merge = Merge(sent, self._forms(request, thing), base, now, thing.pk)
        merge.others = history.who_wrote(each for each in changes if each.pk > began)
        return merge

    def get_object(self, request, object_id, from_field=None):
        """Return the thing, and first remember its last change: who saves between the two is noticed."""
        pk = number(object_id)
        if pk is not None and not hasattr(request, "began_from"):
            request.began_from = history.last_change(self.opts.model_name, pk)
        return super().get_object(request, object_id, from_field)

    def _forms(self, request, thing):
        """Return (prefix, model, form class) of the record's form and of its formsets."""
        forms = [("", self.model, self.get_form(request, thing, change=True))]
        for formset, inline in self.get_formsets_with_inlines(request, thing):
            forms.append((formset.get_default_prefix(), inline.model, formset.form))
        return forms

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the page, with the change that it begins from and the conflict, if there is one."""
        if obj is not None and obj.pk:
            latest = history.last_change(self.opts.model_name, obj.pk)
            context["began_from"] = latest if request.method == "POST" else getattr(request, "began_from", latest)
            context["conflict"] = getattr(request, "conflict", None)
        return super().render_change_form(request, context, add, change, form_url, obj)
