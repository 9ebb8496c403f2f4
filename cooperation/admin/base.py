"""The base class of all model admins."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import FieldDoesNotExist
from django.db import DataError, IntegrityError, connection
from django.db.models import ManyToManyField
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import history
from ..database.errors import in_words
from ..database.timeouts import first_locked
from ..domain.addresses import admin_address
from ..domain.roles import may_add, may_change, may_delete, may_merge, may_publish, may_view
from ..models import LISTED, SEARCHED
from ..workflow.merge_relations import MERGEABLE
from .forms import autocomplete, citing, conflict, deletion, sections
from .forms.fields import FormFields, in_lines, with_columns
from .forms.integrity import check_constraints, refused
from .forms.numbers import number
from .forms.sections import USED_MOST
from .forms.state import state_of
from .history import closing, pages, restore
from .lists import search
from .lists.filters import is_long
from .lists.rows import BoundedPaginator, RowList
from .merging import pages as merging
from .permission import is_allowed, may_edit

# Columns sorted with an index: "day" and "period" are the date.
INDEXED = ("shown_title", "day", "period")
# The scripts of the forms. The forms also work without them.
ENTRY_SCRIPTS = ("form", "series", "dates", "home_country", "blocs", "reorder", "alike", "lines", "cite")


def scripts_and_notes(model_admin, request, obj, context) -> dict:
    return {
        "entry_scripts": [f"admin_registry/{name}.js" for name in ENTRY_SCRIPTS],
        "notes": model_admin.notes(request, obj) if obj else (),
    }


class RegistryAdmin(FormFields, ModelAdmin):
    """Fieldsets by the groups of the model, search by name, filters with counts, history, edit conflicts."""

    change_form_template = "admin/cooperation/change_form.html"
    change_list_template = "admin/cooperation/list.html"
    show_facets = ShowFacets.ALWAYS
    show_full_result_count = False
    paginator = BoundedPaginator
    list_per_page = 50
    list_prefetch = ()
    # The fields of the first section, collapsed groups, and fields on the same line.
    used_most = ()
    collapsed = ()
    lines = ()
    # The fields with names and codes, by which suggestions are ordered.
    name_fields = ()
    # Functions of (model_admin, request, obj, context), called in this order, that return context for the form's
    # page. `obj` is None for a new object.
    form_context = (
        autocomplete.form_context,
        sections.form_context,
        citing.form_context,
        scripts_and_notes,
        pages.form_context,
        merging.form_context,
        conflict.form_context,
    )
    # Functions of (model_admin, request, form, formsets, change), called in this order after the row is saved.
    save_steps = (ModelAdmin.save_related, citing.remember_cited, check_constraints)

    def get_urls(self):
        return [
            self.page("<int:object_id>/restore/", restore.restore_view, "restore"),
            self.page("<int:object_id>/restore/<int:number>/", restore.restore_view, "restore"),
            self.page("<int:object_id>/close/<int:number>/", closing.closing_view, "close"),
            self.page("<int:object_id>/open/<int:number>/", closing.opening_view, "open"),
            *(merging.routes(self) if self.model in MERGEABLE else ()),
            *super().get_urls(),
        ]

    def page(self, route, view, name):
        """Return the URL pattern of a page; `view` takes the model admin, the request and the captured arguments."""
        view = self.admin_site.admin_view(partial(view, self))
        return path(route, view, name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")

    def address(self, page, *args) -> str:
        return admin_address(self.model, page, *args)

    def view_on_site(self, obj):
        """Return the address of the public page, where staff can preview drafts."""
        return obj.get_absolute_url()

    # Permissions

    def has_module_permission(self, request):
        return may_view(request.user, self.model)

    def has_view_permission(self, request, obj=None):
        return may_view(request.user, self.model)

    def has_add_permission(self, request):
        return may_add(request.user, self.model)

    def has_change_permission(self, request, obj=None):
        return may_edit(request, obj) if obj is not None else may_change(request.user, self.model)

    def has_delete_permission(self, request, obj=None):
        return is_allowed(request, may_delete, self.model if obj is None else obj)

    def has_publish_permission(self, request, obj=None):
        return may_publish(request.user, self.model if obj is None else obj)

    def has_merge_permission(self, request):
        return may_merge(request.user, self.model)

    def why_not_changed(self, obj) -> str:
        return _("This is public, because a published record refers to it. Only a publisher can change it.")

    def why_not_deleted(self, request, obj) -> str:
        words = _("This is public, because a published record refers to it. It cannot be deleted.")
        return format_html('{} <a href="{}">{}</a>', words, self.address("delete", obj.pk), _("See what refers to it"))

    # The form

    def get_fieldsets(self, request, obj=None):
        if not hasattr(self.model, "groups"):
            return super().get_fieldsets(request, obj)
        most = with_columns(self.model, self.used_most)
        used_most = in_lines(self.model, most, self.lines)
        fieldsets = [(_("Main facts"), {"fields": used_most, "classes": [USED_MOST]})] if used_most else []
        for name, fields in self.model.groups:
            if rest := [each for each in fields if each not in most]:
                classes = ["collapse"] if name in self.collapsed else []
                fieldsets.append((name, {"fields": in_lines(self.model, rest, self.lines), "classes": classes}))
        return fieldsets

    def get_prepopulated_fields(self, request, obj=None):
        """Prepopulate the slug of new objects only, so that existing addresses do not change by accident."""
        return self.prepopulated_fields if obj is None else {}

    def get_changeform_initial_data(self, request):
        """Return the initial values from the query string, without ids that are not numbers."""
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

    def get_object(self, request, object_id, from_field=None):
        """Return the object; for a change, lock it and compare it with the state that the form started from."""
        conflict.remember_last_change(self, request, object_id)
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST" and connection.in_atomic_block:
            obj = first_locked(self.model._base_manager.filter(pk=obj.pk))
            if obj is not None:
                conflict.compare(self, request, obj)
        return obj

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = state_of(request).refusal
        return refused(form, refusal) if refusal else form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form. Database errors are shown in the form, which is validated a second time."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, DataError) as error:
            state_of(request).refusal = in_words(error)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        for step in self.save_steps:
            step(self, request, form, formsets, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        for added in self.form_context:
            context |= added(self, request, obj, context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def notes(self, request, obj) -> list[str]:
        """Return the notes above the form: why the object cannot be changed or deleted."""
        if self.has_change_permission(request) and not self.has_change_permission(request, obj):
            return [self.why_not_changed(obj)]
        if self.has_delete_permission(request) and not self.has_delete_permission(request, obj):
            return [self.why_not_deleted(request, obj)]
        return []

    def get_deleted_objects(self, objs, request):
        """Return what else is deleted, or only the references that prevent the deletion."""
        if found := deletion.refusal(self.model, list(objs)):
            return [], {}, set(), found
        return super().get_deleted_objects(objs, request)

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        deletes = obj is not None and self.has_view_permission(request, obj) and self.has_delete_permission(request)
        if deletes and (found := deletion.refusal(self.model, [obj])):
            return deletion.refused(self, request, obj, found)
        if deletes and not self.has_delete_permission(request, obj):
            messages.error(request, self.why_not_deleted(request, obj))
            return HttpResponseRedirect("../change/")
        try:
            return super().delete_view(request, object_id, extra_context)
        except (IntegrityError, DataError) as error:
            reason = " ".join(in_words(error).messages)
            messages.error(request, _("It was not deleted. %(reason)s") % {"reason": reason})
        return HttpResponseRedirect("../change/")

    def history_view(self, request, object_id, extra_context=None):
        if self.opts.model_name not in history.kinds():
            return super().history_view(request, object_id, extra_context)
        return pages.history_view(self, request, object_id, extra_context)

    # The list

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def shown_title(self, obj):
        """Return the title in the user's language, else in the other one, with `lang`."""
        return obj.__html__()

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def shown_name(self, obj):
        return obj.__html__()

    def get_list_display(self, request):
        return self._shown(super().get_list_display(request))

    def get_list_display_links(self, request, list_display):
        return self._shown(super().get_list_display_links(request, list_display))

    def _shown(self, names):
        translated = getattr(self.model, "translated", ())
        return tuple(f"shown_{name}" if name in translated else name for name in names)

    def get_changelist(self, request, **kwargs):
        return RowList

    def get_sortable_by(self, request):
        columns = super().get_sortable_by(request)
        if self.model in LISTED and is_long(request, self.model):
            return [name for name in columns if name in INDEXED]
        return columns

    def get_changelist_instance(self, request):
        """Return the list; raise IncorrectLookupParameters for any unknown parameter."""
        if any("\x00" in text for pair in request.GET.items() for text in pair):
            raise IncorrectLookupParameters("NUL")
        try:
            changelist = super().get_changelist_instance(request)
        except DisallowedModelAdminLookup as error:
            raise IncorrectLookupParameters(str(error)) from error
        search.warn_of_limit(request, changelist.query)
        return changelist

    def get_search_results(self, request, queryset, search_term):
        """Return the rows, and False because there are no duplicates."""
        if self.model not in SEARCHED:
            return super().get_search_results(request, queryset, search_term)
        return search.results(self, request, queryset, search_term), False

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
                request, _("The address contains a filter that this list does not have. The whole list is shown.")
            )
            request.GET = request.GET.copy()
            del request.GET[ERROR_FLAG]
        try:
            return super().changelist_view(request, extra_context)
        except (IntegrityError, DataError) as error:
            messages.error(request, " ".join(in_words(error).messages))
        return HttpResponseRedirect(request.get_full_path())
