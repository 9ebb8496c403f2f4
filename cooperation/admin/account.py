"""The accounts of the staff. A role is a group, and the code says what a role may: nothing is handed out one by one."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..roles import GROUPS, may_manage
from .base import RegistryAdmin
from .filters import Known

admin.site.unregister([User, Group])


class Role(Known):
    """The role of an account."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        """Return the roles."""
        return [(name, _(name)) for name in GROUPS]

    def condition(self, model, value):
        """Return the condition of the role."""
        return Q(pk__in=model.objects.filter(groups__name=value).values("pk"))


@admin.register(User)
class AccountAdmin(RegistryAdmin, UserAdmin):
    """The accounts. Whoever is above all roles is managed by their like only, and made on the command line."""

    # Django's own: it shows no hash, and no password is typed into it.
    form = UserChangeForm
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Role"), {"fields": ("groups", "is_staff", "is_active")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (gettext_lazy("Role"), {"fields": ("groups", "is_staff")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = (Role,)
    list_prefetch = ("groups",)
    filter_horizontal = ()
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)

    @admin.display(description=gettext_lazy("role"))
    def roles(self, obj):
        """Return the roles of the account."""
        return ", ".join(group.name for group in obj.groups.all())

    def get_fieldsets(self, request, obj=None):
        """Return the fields of an account, or of a new one."""
        return UserAdmin.get_fieldsets(self, request, obj)

    def get_changeform_initial_data(self, request):
        """Return what a new account begins with: whoever gets one works here."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Return the roles as boxes to tick."""
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(name__in=GROUPS)
            kwargs["widget"] = CheckboxSelectMultiple()
            kwargs["help_text"] = _("A publisher also does what an editor does; an administrator does all of it.")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def why_unchanged(self, obj):
        """Return why an administrator does not change the account."""
        return _("This account is above all roles: only its like changes it.")

    def why_kept(self, obj):
        """Return why an administrator does not delete the account."""
        return _("Nobody deletes their own account, nor one whose work the history names. Take “active” away instead.")

    def has_change_permission(self, request, obj=None):
        """Return whether the user manages the account."""
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        """Return whether the user deletes the account: never one's own, nor one whose work the history names."""
        if obj is None:
            return super().has_delete_permission(request)
        return (
            super().has_delete_permission(request, obj)
            and may_manage(request.user, obj)
            and obj != request.user
            and not LogEntry.objects.filter(user=obj).exists()
        )
