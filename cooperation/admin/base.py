"""What every list and form of the staff's rooms has in common."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import ManyToManyField, TextField
from django.db.models.functions import Lower
from django.forms import Textarea
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from regions.fields import LinesField, TextFormField

from ..domain.dates import PartialDateField
from .forms.autocomplete import Choice, Choices, share_labels
from .forms.conflict import Conflicts
from .forms.dates import BOX, DateInput, WrittenDateField, WrittenForm
from .forms.integrity import IntegrityErrorMessages
from .forms.numbers import number
from .history.pages import Histories
from .lists.filters import is_long
from .lists.search import ByName
from .permission import ByRole

WIDGETS = {
    TextField: {
        "form_class": TextFormField,
        "widget": Textarea(attrs={"class": "vLargeTextField", "rows": 4, "cols": 40}),
    },
    PartialDateField: {"form_class": WrittenDateField, "widget": DateInput(attrs=BOX)},
    LinesField: {"widget": Textarea(attrs={"class": "vLargeTextField", "rows": 3, "cols": 40})},
}
# The small scripts of the forms; without them everything can be entered all the same.
ENTRY_SCRIPTS = ("series", "dates", "home_country", "blocs", "reorder", "alike", "lines")


def in_lines(fields, lines) -> tuple:
    """Return the fields in their order, those of one of `lines` together where the first of them stands."""
    line_of = {name: line for line in lines for name in line}
    return tuple(dict.fromkeys(line_of.get(name, name) for name in fields))


class Fields:
    """How fields look in a form: dates and lines in small boxes, relations in ones that know their labels.

    Beside a relation one may add what is missing or correct what is there; to delete it or look at it one goes to it.
    """

    form = WrittenForm
    formfield_overrides = WIDGETS

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Return the field, with the box where it is to be found by typing."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Choice(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Return the field, with the box where it is to be found by typing."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Choices(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field, with the two links beside a relation."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class Pages(Paginator):
    """The pages of a list. Of more rows than MANY only the first are counted and shown; filters find the rest."""

    MANY = 1000

    @cached_property
    def count(self):
        """Return how many rows there are, MANY at most."""
        return self.object_list.order_by().values("pk")[: self.MANY].count()


class RowList(ChangeList):
    """The rows of a list, with what their columns show fetched together; of many rows the filters have no numbers."""

    def get_results(self, request):
        """Count and fetch the rows of the page."""
        super().get_results(request)
        self.add_facets = self.add_facets and not is_long(request, self.model)

    def get_ordering_field(self, field_name):
        """Return what a column is sorted by: names as people sort them, by the index that public lists use."""
        return Lower(field_name) if field_name in ("title", "name") else super().get_ordering_field(field_name)

    def get_queryset(self, request, exclude_parameters=None):
        queryset = super().get_queryset(request, exclude_parameters)
        return queryset.prefetch_related(*self.model_admin.list_prefetch)


class RegistryAdmin(Histories, Conflicts, ByRole, IntegrityErrorMessages, ByName, Fields, ModelAdmin):
    """A kind of thing in the registry: fieldsets in the groups of its model, search by name, filters with numbers."""

    change_form_template = "admin/cooperation/change_form.html"
    show_facets = ShowFacets.ALWAYS
    show_full_result_count = False
    paginator = Pages
    list_per_page = 50
    list_prefetch = ()
    # Groups that are folded away until one wants them.
    folded = ()
    # Fields that stand beside each other.
    lines = ()

    def view_on_site(self, obj):
        """Return the address of the public page, where staff preview drafts."""
        return obj.get_absolute_url()

    def get_fieldsets(self, request, obj=None):
        """Return the groups of the model, where it has some."""
        if not hasattr(self.model, "groups"):
            return super().get_fieldsets(request, obj)
        return [
            (name, {"fields": in_lines(fields, self.lines), "classes": ["collapse"] if name in self.folded else []})
            for name, fields in self.model.groups
        ]

    def get_prepopulated_fields(self, request, obj=None):
        """Return what the slug is made of, while the thing is new: later an address changes by intent only."""
        return self.prepopulated_fields if obj is None else {}

    def get_object(self, request, object_id, from_field=None):
        """Return the thing; where it is going to be changed, locked, as it is now that nobody else changes it."""
        thing = super().get_object(request, object_id, from_field)
        if thing is not None and request.method == "POST" and connection.in_atomic_block:
            thing = self.model._base_manager.select_for_update(of=("self",)).filter(pk=thing.pk).first()
            if thing is not None:
                self.compare(request, thing)
        return thing

    def get_changeform_initial_data(self, request):
        """Return what the address says is to be filled in; an id that is none is left out."""
        initial = super().get_changeform_initial_data(request)
        for name, value in list(initial.items()):
            try:
                field = self.opts.get_field(name)
            except FieldDoesNotExist:
                continue
            values = value if isinstance(field, ManyToManyField) else [value]
            if field.is_relation and not all(number(each) is not None for each in values):
                del initial[name]
        return initial

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Return the page of the form, with a word on what cannot be done here and why."""
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.forms
        share_labels(forms)
        context["entry_scripts"] = [f"admin_registry/{name}.js" for name in ENTRY_SCRIPTS]
        context["notes"] = self.notes(request, obj) if obj else ()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def notes(self, request, obj) -> list[str]:
        """Return what the form says of itself at its head: why it cannot be changed or deleted."""
        if self.has_change_permission(request) and not self.has_change_permission(request, obj):
            return [self.why_unchanged(obj)]
        if self.has_delete_permission(request) and not self.has_delete_permission(request, obj):
            return [self.why_kept(request, obj)]
        return []

    def why_unchanged(self, obj) -> str:
        return _("Readers see this, because something public refers to it. Only a publisher changes it.")

    def why_kept(self, request, obj) -> str:
        return _("Readers see this, because something public refers to it. It is not deleted.")

    def delete_view(self, request, object_id, extra_context=None):
        """Ask, then delete; or go back to the thing with the reason why it is kept."""
        thing = self.get_object(request, unquote(object_id))
        if (
            thing is not None
            and self.has_view_permission(request, thing)
            and self.has_delete_permission(request)
            and not self.has_delete_permission(request, thing)
        ):
            messages.error(request, self.why_kept(request, thing))
            return HttpResponseRedirect("../change/")
        return super().delete_view(request, object_id, extra_context)

    def get_changelist(self, request, **kwargs):
        return RowList

    def get_changelist_instance(self, request):
        """Return the list; raise IncorrectLookupParameters for whatever it does not know."""
        if any("\x00" in text for pair in request.GET.items() for text in pair):
            raise IncorrectLookupParameters("NUL")
        try:
            changelist = super().get_changelist_instance(request)
        except DisallowedModelAdminLookup as error:
            raise IncorrectLookupParameters(str(error)) from error
        self.tell_limit(request, changelist.query)
        return changelist

    def lookup_allowed(self, lookup, value, request):
        for each in self.get_list_filter(request):
            if isinstance(each, type):
                names = [each.parameter_name]
            else:
                name = each if isinstance(each, str) else each[0]
                names = [f"{name}__exact", f"{name}__id__exact", f"{name}__isnull"]
            if lookup in names:
                return True
        return False

    def changelist_view(self, request, extra_context=None):
        if ERROR_FLAG in request.GET:
            messages.warning(
                request, _("The address asked for something that this list does not know. This is the whole list.")
            )
            request.GET = request.GET.copy()
            del request.GET[ERROR_FLAG]
        return super().changelist_view(request, extra_context)
