"""Staff accounts. A role is a group, and the code defines its permissions: accounts have no individual permissions."""

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.models import Case, Q, When
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..domain.abilities import abilities, abilities_of
from ..domain.choices import AccountAction
from ..domain.roles import ADMINISTRATOR, GROUPS, lock_administrators, may_manage, why_still_administrators
from ..workflow import audit
from .base import RegistryAdmin
from .lists.filters import KnownValueFilter

admin.site.unregister([User, Group])


class RoleFilter(KnownValueFilter):
    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(name, _(name)) for name in GROUPS]

    def condition(self, model, value):
        return Q(pk__in=model.objects.filter(groups__name=value).values("pk"))


class RoleField(ModelMultipleChoiceField):
    """The roles, each with what it adds to the one before."""

    def label_from_instance(self, group):
        roles = list(GROUPS)
        before = {each for role in roles[: roles.index(group.name)] for each in abilities_of(role)}
        sentences = [each for each in abilities_of(group.name) if each not in before]
        return format_html("<span><strong>{}</strong><br>{}</span>", _(group.name), " ".join(sentences))


class AccountForm(UserChangeForm):
    """Django's form without the password hash and without a password field; `changed_by` is the user who sends it."""

    changed_by = None

    def clean(self):
        cleaned = super().clean()
        field = self._ends_administration(cleaned)
        if field and (why := why_still_administrators(self.changed_by, [self.instance])):
            self.add_error(field, why)
        return cleaned

    def _ends_administration(self, cleaned) -> str:
        """Return the field that would make the account no active administrator, or ""."""
        for name in ("is_active", "is_staff"):
            if not cleaned.get(name):
                return name
        names = {group.name for group in cleaned.get("groups", ())}
        is_administrator = self.instance.is_superuser or ADMINISTRATOR in names
        return "" if is_administrator or "groups" in self.errors else "groups"


@admin.register(User)
class AccountAdmin(RegistryAdmin, UserAdmin):
    """Staff accounts. Superusers are created on the command line, and only superusers can change them."""

    form = AccountForm
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Role"), {"fields": ("groups", "abilities", "is_staff", "is_active")}),
        (gettext_lazy("Dates"), {"fields": ("last_sign_in", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username",)}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Role"), {"fields": ("groups", "is_staff")}),
        (gettext_lazy("Password"), {"fields": ("usable_password", "password1", "password2")}),
    )
    readonly_fields = ("abilities", "last_sign_in", "date_joined")
    list_display = ("username", "first_name", "last_name", "email", "roles", "is_active", "last_sign_in")
    list_filter = (RoleFilter,)
    list_prefetch = ("groups",)
    filter_horizontal = ()
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    actions = ("delete_selected",)

    class Media:
        css = {"all": ("admin_registry/desk.css",)}

    @admin.display(description=gettext_lazy("role"))
    def roles(self, obj):
        return _("Superuser") if obj.is_superuser else ", ".join(_(group.name) for group in obj.groups.all())

    @admin.display(description=gettext_lazy("what this person can do"))
    def abilities(self, obj):
        if not obj.is_active or not obj.is_staff:
            return _("Nothing: the account cannot sign in.")
        sentences = abilities(obj.get_all_permissions())
        return format_html_join("", "<div>{}</div>", ([each] for each in sentences)) or _("Nothing: it has no role.")

    @admin.display(description=gettext_lazy("last sign-in"), ordering="last_login")
    def last_sign_in(self, obj):
        return date_format(localtime(obj.last_login), "j F Y, H:i") if obj.last_login else _("never")

    def get_fieldsets(self, request, obj=None):
        return UserAdmin.get_fieldsets(self, request, obj)

    def get_changeform_initial_data(self, request):
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            roles = [When(name=name, then=number) for number, name in enumerate(GROUPS)]
            kwargs["queryset"] = Group.objects.filter(name__in=GROUPS).order_by(Case(*roles))
            kwargs["form_class"] = RoleField
            kwargs["widget"] = CheckboxSelectMultiple()
            kwargs["label"] = _("Role")
            kwargs["help_text"] = _("A publisher can also do what an editor can. An administrator can do all of it.")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.changed_by = request.user
        return form

    def get_object(self, request, object_id, from_field=None):
        # While one account is changed, no other administrator's account can be changed.
        if request.method == "POST" and connection.in_atomic_block:
            lock_administrators()
        return super().get_object(request, object_id, from_field)

    def user_change_password(self, request, id, form_url=""):  # noqa: A002 - the URL pattern is Django's
        """Set or remove a password. Removal is refused if deactivating the account would be."""
        with transaction.atomic():
            account = self.get_object(request, unquote(id)) if "unset-password" in request.POST else None
            if account is not None and (why := why_still_administrators(request.user, [account])):
                messages.error(request, why)
                return HttpResponseRedirect(request.get_full_path())
            return super().user_change_password(request, id, form_url)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, queryset):
        """Delete after confirmation, unless one of the accounts must be kept."""
        with transaction.atomic():
            lock_administrators()
            accounts = list(queryset)
            kept = [each for each in accounts if not self.has_delete_permission(request, each)]
            whys = [f"{each}: {self.why_not_deleted(request, each)}" for each in kept]
            if not kept and (why := why_still_administrators(request.user, accounts)):
                whys = [why]
            for why in whys[:5]:
                self.message_user(request, why, messages.ERROR)
            return None if whys else delete_selected(self, request, queryset)

    def why_not_changed(self, obj):
        return _("Only a superuser can change this account.")

    def why_not_deleted(self, request, obj):
        if not may_manage(request.user, obj):
            return self.why_not_changed(obj)
        return why_still_administrators(request.user, [obj]) or _(
            "The history names this account, so it cannot be deleted. Deactivate it instead: clear “Active”."
        )

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        """An account that is named in the history, or that must remain, cannot be deleted."""
        if obj is None:
            return super().has_delete_permission(request)
        return (
            super().has_delete_permission(request, obj)
            and may_manage(request.user, obj)
            and not why_still_administrators(request.user, [obj])
            and not LogEntry.objects.filter(user=obj).exists()
        )

    def construct_change_message(self, request, form, formsets, add=False):
        request.account_form = form  # for log_change: it says what is changed, and the roles before
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request, obj, message):
        audit.account_changed(request.user, obj, AccountAction.CREATED, "Created.")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Log the names of the changed fields, never a password."""
        entry = super().log_change(request, obj, message)
        form, action, what = request.account_form, AccountAction.CHANGED, entry.get_change_message()
        if not isinstance(form, AccountForm):
            action = AccountAction.PASSWORD
            what = "Changed password." if obj.has_usable_password() else "Removed the password."
        elif "groups" in form.changed_data:
            before = ", ".join(sorted(group.name for group in form.initial["groups"])) or "no role"
            action, what = AccountAction.ROLE, f"{what} Before: {before}."
        audit.account_changed(request.user, obj, action, what)
        return entry

    def log_deletions(self, request, queryset):
        for account in queryset:
            audit.account_deleted(request.user, account)
        return super().log_deletions(request, queryset)
