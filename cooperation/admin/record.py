"""The base admin of agreements, meetings, projects and mechanisms."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import history
from ..database.timeouts import first_locked
from ..domain.dates import period_words
from ..domain.roles import is_merged
from ..models.record import IDENTITY, STAFF, STAFF_SEARCH
from .base import RegistryAdmin
from .forms import citing, duplicates
from .forms.integrity import check_constraints
from .forms.numbers import number
from .forms.record import RecordForm, show_other_slug
from .forms.state import state_of
from .forms.warnings import show_warnings
from .lists import editing, tokens
from .lists.actions import add_topic, delete_selected, publish, withdraw
from .lists.citing import cite_source
from .lists.download import download_view
from .lists.export import export_actions
from .lists.filters import DeskFilter, ImportFilter, NullsLast, PublicationFilter, QualityFilter, RegionFilter
from .lists.rows import RecordRowList
from .merging import refused
from .merging.action import merge_selected
from .merging.pages import merged_note
from .publication import planning, proposals, publishing, submitting
from .publication.dry_run import dry_run


class RecordAdmin(RegistryAdmin):
    """The list, the form and the publication of a kind of record.

    A save takes these steps, in Django's order:

    1. `changeform_view` checks the message to the publisher and locks the record. Then the save becomes a proposal (it
       is rolled back, and the form data is stored), or it applies one, or neither.
    2. `get_object` compares the record with the state that the form started from, and merges other users' changes.
    3. The form checks dates, years far ahead, the slug and duplicates. It also shows the errors of 1 and 2.
    4. `save_model` saves the row. Each of `save_steps` follows.
    5. `log_change` or `log_addition`, then `response_change` or `response_add`.

    If the database raises an error, everything is rolled back and the form shows the reason.
    """

    form = RecordForm
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("publication",)
    autocomplete_fields = ("topics", "regions")
    list_display_links = ("title",)
    change_list_template = "admin/cooperation/change_list.html"
    delete_confirmation_template = "admin/cooperation/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/cooperation/delete_selected_confirmation.html"
    actions = (submitting.submit_for_review, publish, withdraw, add_topic, cite_source, merge_selected, delete_selected)
    list_filter = (PublicationFilter, DeskFilter, ImportFilter, QualityFilter, RegionFilter)
    name_fields = STAFF_SEARCH
    search_help_text = gettext_lazy(
        "Searches titles, other names, references and participants. The first letters of a word are enough."
    )
    collapsed = (IDENTITY[0], STAFF[0])
    # Relations to parties or participants, for the downloaded list.
    download_participants = ("countries", "organizations")
    form_context = (
        duplicates.form_context,
        submitting.form_context,
        planning.form_context,
        publishing.form_context,
        *RegistryAdmin.form_context,
    )
    save_steps = (
        admin.ModelAdmin.save_related,
        citing.remember_cited,
        duplicates.mark_different,
        show_other_slug,
        publishing.publish,
        proposals.decide,
        submitting.submit,
        check_constraints,  # also updates the search, once, after the publication
        show_warnings,
    )

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.actions = (*self.actions, *export_actions(model))

    def get_urls(self):
        return [
            self.page("alike/", duplicates.similar_view, "alike"),
            self.page("<int:object_id>/different/", duplicates.take_back_view, "take_back"),
            self.publisher_page("plan", planning.plan_view),
            self.publisher_page("withdraw", publishing.withdraw_view),
            self.page("list.<str:suffix>", download_view, "download"),
            *super().get_urls(),
        ]

    def publisher_page(self, name, view):
        """Return the URL pattern of a record's page for publishers; `view` takes model admin, request and record."""

        def of_record(model_admin, request, object_id):
            record = model_admin.get_object(request, unquote(object_id))
            if record is None:
                return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
            if not model_admin.has_publish_permission(request, record):
                raise PermissionDenied
            return view(model_admin, request, record)

        return self.page(f"<path:object_id>/{name}/", of_record, name)

    def has_submit_permission(self, request):
        """Return whether the user can change but not publish drafts, and so submits them."""
        return self.has_change_permission(request) and not self.has_publish_permission(request)

    def why_not_changed(self, obj):
        if is_merged(obj):
            return _("This was merged into another record and cannot be changed.")
        return _("This is or was public, or its publication is planned. Only a publisher can change it.")

    def why_not_deleted(self, request, obj):
        if is_merged(obj):
            return _("This was merged into another record and cannot be deleted.")
        if not obj.was_public:
            return _("Its publication is planned. Only a publisher can delete it.")
        return _("A record that has been published cannot be deleted. Withdraw it instead.")

    # The form

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            name, options = fieldsets[0]
            fieldsets[0] = (name, {**options, "fields": ("publication", *options["fields"])})
        return fieldsets

    @admin.display(description=gettext_lazy("publication"))
    def publication(self, obj):
        return publishing.publication_in_words(obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        submitting.check_message(request)
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if object_id is None or "_saveasnew" in request.POST:
            return view()
        if request.method != "POST":
            proposals.prefill(self, request, self.get_object(request, unquote(object_id)))
            return view()
        with transaction.atomic():
            record = self._locked(object_id)
            if is_merged(record):
                refused.refuse(request, record)
                return view()
            if proposals.becomes_proposal(request, record):
                return proposals.propose(self, request, record, view)
            proposals.find_applied(request, record)
            with proposals.attributed(request):
                return view()

    def get_object(self, request, object_id, from_field=None):
        """Return the record, even if it was merged into another and is in no list."""
        if obj := super().get_object(request, object_id, from_field):
            return obj
        return self.model._base_manager.filter(pk=number(object_id), merged_into__isnull=False).first()

    def _locked(self, object_id):
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return None
        return first_locked(self.model._base_manager.filter(pk=pk))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        sent = state_of(request).prefilled
        return form if sent is None else proposals.prefilled(form, sent)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        sent = state_of(request).prefilled
        return kwargs if sent is None else {"data": sent, **kwargs}

    def response_add(self, request, obj, post_url_continue=None):
        publishing.stay_on_form(request)
        response = publishing.show_page(request, obj, super().response_add(request, obj, post_url_continue))
        return publishing.ask_if_incomplete(request, response)

    def response_change(self, request, obj):
        if state_of(request).proposes:
            return HttpResponseRedirect(request.path)
        publishing.stay_on_form(request)
        response = publishing.show_page(request, obj, super().response_change(request, obj))
        return publishing.ask_if_incomplete(request, response)

    def notes(self, request, obj):
        if is_merged(obj):
            return [merged_note(self, request.user, obj)]
        if state_of(request).proposes:
            words = _(
                "Only a publisher can change this. What you save is a proposal, which a publisher accepts or returns."
            )
            return [words]
        # The form of a public record has Withdraw in place of Delete, which needs no explanation.
        own = [] if obj.is_public and self.has_publish_permission(request, obj) else super().notes(request, obj)
        return [*planning.refusal_notes(obj), *own]

    def dry_run(self, request, proposal):
        """Return what applying the proposal would change, for the review page of the site."""
        return dry_run(self, request, proposal)

    def delete_view(self, request, object_id, extra_context=None):
        pk = number(unquote(object_id)) or 0
        context = {"began_from": history.last_change(self.opts.model_name, pk), **(extra_context or {})}
        try:
            return super().delete_view(request, object_id, context)
        except tokens.ChangedMeanwhile as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request, obj):
        tokens.must_be_unchanged(request, obj)
        super().delete_model(request, obj)

    # The list

    def get_ordering(self, request):
        """Return the order by date, undated records last. It is an expression because relations use it too."""
        return (F("date").desc(nulls_last=True), "-pk")

    def get_changelist(self, request, **kwargs):
        return RecordRowList

    def get_changelist_formset(self, request, **kwargs):
        formset = super().get_changelist_formset(request, formset=editing.RowFormSet, **kwargs)
        formset.refusals = getattr(request, "row_refusals", {})
        return formset

    def changelist_view(self, request, extra_context=None):
        context = {"downloads": f"{self.address('changelist')}list", **(extra_context or {})}
        view = partial(super().changelist_view, request, context)
        if request.method == "POST" and "_save" in request.POST and self.list_editable:
            return editing.save_list(self, request, view)
        return view()

    @admin.display(description=gettext_lazy("publication"), ordering="published_at")
    def state(self, obj):
        return publishing.state_in_words(obj)

    @admin.display(description=gettext_lazy("date"), ordering=NullsLast("date"))
    def day(self, obj):
        return obj.date and obj.date.words

    def date_range(self, obj, end):
        """Return the start and the end in words: 3 to 4 May 2012."""
        if not obj.date or not end or end == obj.date:
            return obj.date.words if obj.date else end and end.words
        first, last = period_words(obj.date, end)
        return _("{start} to {end}").format(start=first, end=last)

    def join_names(self, rows):
        names = [str(row) for row in rows]
        return ", ".join(names[:4]) + ("" if len(names) < 5 else " …")

    # The downloaded list

    @property
    def download_dates(self) -> tuple[str, ...]:
        return (*self.model.date_fields, *self.model.end_fields)

    def download_rows(self, rows):
        return rows.prefetch_related(*self.download_participants)

    def download_status(self, row) -> str:
        return str(row.get_status_display()) if hasattr(row, "get_status_display") else ""
