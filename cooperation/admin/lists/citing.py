"""The action that cites one source for the selected records."""

from dataclasses import replace

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...models import Citation, Source
from ..forms.autocomplete import AutocompleteChoice
from ..forms.citing import citable, last_source, remember
from .actions import why_not_changed
from .bulk import BulkAction, run

TYPED = ("source", "field", "locator", "quotation")


def _cite(model_admin, request, record, cleaned):
    owner = model_admin.opts.model_name
    Citation.objects.create(**{owner: record}, **{name: cleaned[name] for name in TYPED})
    remember(request, cleaned["source"].pk)
    return _("Cited the source “%(source)s”.") % {"source": cleaned["source"]}


CITATION = BulkAction(
    "cite_source",
    gettext_lazy("Cite a source"),
    gettext_lazy("These will cite the source:"),
    gettext_lazy("Cite the source"),
    why_not_changed,
    _cite,
    lambda number: ngettext(
        "The citation was added to %(count)s record.", "The citation was added to %(count)s records.", number
    ),
)


def _form(model_admin, request) -> type[forms.Form]:
    fields = {name: Citation._meta.get_field(name) for name in TYPED}
    labels = {
        name: {"label": capfirst(field.verbose_name), "help_text": field.help_text} for name, field in fields.items()
    }
    whole = [("", _("the whole record")), *citable(model_admin.model).items()]
    box = AutocompleteChoice(fields["source"], model_admin.admin_site)
    labels["source"]["help_text"] = ""
    long = forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2, "cols": 40})
    return type(
        "CitationForm",
        (forms.Form,),
        {
            "source": forms.ModelChoiceField(
                Source.objects.all(), widget=box, initial=last_source(request), **labels["source"]
            ),
            "field": forms.ChoiceField(choices=whole, required=False, **labels["field"]),
            "locator": forms.CharField(max_length=fields["locator"].max_length, required=False, **labels["locator"]),
            "quotation": forms.CharField(widget=long, required=False, **labels["quotation"]),
        },
    )


@admin.action(permissions=["change"], description=gettext_lazy("Cite a source for selected %(verbose_name_plural)s…"))
def cite_source(model_admin, request, queryset):
    return run(model_admin, request, queryset, replace(CITATION, form=_form(model_admin, request)))
