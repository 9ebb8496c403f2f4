"""Staff accounts. A role is a group, and the code defines its permissions: accounts have no individual permissions."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm, UsernameField
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat
from django.forms import CheckboxSelectMultiple, ChoiceField, ModelForm, ModelMultipleChoiceField
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from ..desk.site import confirmed
from ..domain.abilities import abilities, abilities_of
from ..domain.choices import AccountAction
from ..domain.people import full_name
from ..domain.roles import ADMINISTRATOR, GROUPS, ROLE_NAMES, lock_administrators, may_manage, why_still_administrators
from ..models.account_language import choose_language, language_of_account
from ..sign_in import second_factors
from ..workflow import audit, sessions
from ..workflow.factors import has_factor
from .base import RegistryAdmin
from .lists.filters import KnownValueFilter
from .lost_factor import reset_view

admin.site.unregister([User, Group, EmailAddress, Authenticator])


class RoleFilter(KnownValueFilter):
    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return list(ROLE_NAMES.items())

    def condition(self, model, value):
        return Q(pk__in=model.objects.filter(groups__name=value).values("pk"))


class SecondFactorFilter(KnownValueFilter):
    title = gettext_lazy("second factor")
    parameter_name = "second_factor"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]

    def condition(self, model, value):
        return has_factor() if value == "yes" else ~has_factor()


class RoleField(ModelMultipleChoiceField):
    """Roles, each with what it adds to the previous one."""

    def label_from_instance(self, group):
        roles = list(GROUPS)
        before = {each for role in roles[: roles.index(group.name)] for each in abilities_of(role)}
        sentences = [each for each in abilities_of(group.name) if each not in before]
        return format_html("<span><strong>{}</strong><br>{}</span>", ROLE_NAMES[group.name], " ".join(sentences))


class LanguageField(ChoiceField):
    """Each choice is in its own language. An empty value changes nothing."""

    def __init__(self):
        words = gettext_lazy("The language of the admin and of mails to this person, who can change it.")
        super().__init__(choices=settings.LANGUAGES, required=False, label=gettext_lazy("Language"), help_text=words)

    def has_changed(self, initial, data):
        return bool(data) and super().has_changed(initial, data)


class AccountForm(UserChangeForm):
    """Django's form without the password hash and password field; `changed_by` is the user who submits it."""

    changed_by = None
    language = LanguageField()

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        initial = {"language": language_of_account(instance)} | (initial or {}) if instance else initial
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = ""  # Django's speaks of password-based authentication

    def clean(self):
        cleaned = super().clean()
        field = self._field_ending_administration(cleaned)
        if field and (why := why_still_administrators(self.changed_by, [self.instance])):
            self.add_error(field, why)
        return cleaned

    def _field_ending_administration(self, cleaned) -> str:
        """Return the field that takes away the administrator's rights, or ""."""
        for name in ("is_active", "is_staff"):
            if not cleaned.get(name):
                return name
        names = {group.name for group in cleaned.get("groups", ())}
        is_administrator = self.instance.is_superuser or ADMINISTRATOR in names
        return "" if is_administrator or "groups" in self.errors else "groups"


class NewAccountForm(ModelForm):
    """An account without a password: its owner sets one with a link."""

    clean_username = UserCreationForm.clean_username
    language = LanguageField()

    class Meta:
        model = User
        fields = ("username",)
        field_classes = {"username": UsernameField}

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class AccountAdmin(RegistryAdmin, UserAdmin):
    """Staff accounts. Superusers are created on the command line, and only superusers can change them."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email", "language")}),
        (gettext_lazy("Role"), {"fields": ("groups", "abilities", "is_staff", "is_active")}),
        (gettext_lazy("Signing in"), {"fields": ("second_factor", "last_sign_in", "sessions", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username",)}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email", "language")}),
        (gettext_lazy("Role"), {"fields": ("groups", "is_staff")}),
    )
    readonly_fields = ("abilities", "second_factor", "last_sign_in", "sessions", "date_joined")
    list_display = ("username", "name", "email", "roles", "is_active", "has_second_factor", "last_sign_in")
    list_filter = (RoleFilter, SecondFactorFilter)
    list_prefetch = ("groups",)
    filter_horizontal = ()
    search_fields = ("username", "first_name", "last_name", "email", "whole_name")
    ordering = ("username",)
    actions = ("delete_selected", "end_sessions")

    class Media:
        css = {"all": ("admin_registry/desk.css",)}

    def get_queryset(self, request):
        """Return the accounts, searchable by full name: 김민지, whose family name is 김."""
        accounts = super().get_queryset(request)
        return accounts.annotate(whole_name=Concat("last_name", "first_name"), has_second_factor=has_factor())

    @admin.display(description=gettext_lazy("name"), ordering=Concat("last_name", Value(" "), "first_name"))
    def name(self, obj):
        return full_name(obj)

    @admin.display(description=gettext_lazy("second factor"), boolean=True, ordering="has_second_factor")
    def has_second_factor(self, obj):
        return obj.has_second_factor

    @admin.display(description=gettext_lazy("role"))
    def roles(self, obj):
        return (
            _("Superuser")
            if obj.is_superuser
            else ", ".join(str(ROLE_NAMES.get(group.name, group.name)) for group in obj.groups.all())
        )

    @admin.display(description=gettext_lazy("what this person can do"))
    def abilities(self, obj):
        if not obj.is_active or not obj.is_staff:
            return _("Nothing: the account cannot sign in.")
        sentences = abilities(obj.get_all_permissions())
        return format_html_join("", "<div>{}</div>", ([each] for each in sentences)) or _("Nothing: it has no role.")

    @admin.display(description=gettext_lazy("last sign-in"), ordering="last_login")
    def last_sign_in(self, obj):
        return date_format(localtime(obj.last_login), "DATETIME_FORMAT") if obj.last_login else _("never")

    @admin.display(description=gettext_lazy("sessions"))
    def sessions(self, obj):
        """Return the number of sessions, linked to the page that lists and ends them."""
        number = sessions.sessions_of(obj).count()
        text = ngettext("%(number)s session", "%(number)s sessions", number) % {"number": number}
        link = format_html('<a href="{}">{}</a>', reverse("admin:account_sessions", args=[obj.pk]), text)
        return link if number else _("This person is not signed in.")

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, obj):
        """List the factors, with a link to reset them."""
        found = second_factors.described(obj)
        link = reverse("admin:account_factor", args=[obj.pk])
        return format_html('{}. <a href="{}">{}</a>', found, link, _("Lost? Reset it")) if found else _("none")

    def get_urls(self):
        page = self.admin_site.admin_view(confirmed(reset_view))
        return [path("<int:pk>/second-factor/", page, name="account_factor"), *super().get_urls()]

    def user_change_password(self, request, id, form_url=""):  # noqa: A002 - the name is Django's
        """Not offered: administrators create a link (desk/passwords.py)."""
        raise Http404

    @method_decorator(confirmed)
    def changeform_view(self, *args, **kwargs):
        return super().changeform_view(*args, **kwargs)

    @method_decorator(confirmed)
    def changelist_view(self, *args, **kwargs):
        return super().changelist_view(*args, **kwargs)

    @method_decorator(confirmed)
    def delete_view(self, *args, **kwargs):
        return super().delete_view(*args, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Return Django's fieldsets. In Korean, the family name comes first."""
        found = UserAdmin.get_fieldsets(self, request, obj)
        if get_language() != "ko":
            return found
        names = {"first_name": "last_name", "last_name": "first_name"}
        return [
            (title, {**options, "fields": tuple(names.get(each, each) for each in options["fields"])})
            for title, options in found
        ]

    def get_changeform_initial_data(self, request):
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        words = {
            "is_staff": _("Staff can sign in to the admin."),
            "is_active": _("Untick this when the person leaves, instead of deleting the account."),
        }
        if db_field.name in words:
            kwargs["help_text"] = words[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            roles = [When(name=name, then=number) for number, name in enumerate(GROUPS)]
            kwargs["queryset"] = Group.objects.filter(name__in=GROUPS).order_by(Case(*roles))
            kwargs["form_class"] = RoleField
            kwargs["widget"] = CheckboxSelectMultiple()
            kwargs["label"] = _("Role")
            kwargs["help_text"] = _("Publishers can do everything that editors can. Administrators can do everything.")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.changed_by = request.user
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "language" in form.changed_data:
            choose_language(form.instance, form.cleaned_data["language"])

    def response_add(self, request, obj, post_url_continue=None):
        """Redirect to the page that creates the account's link."""
        if "_addanother" in request.POST or IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, _("The account was added. It has no password yet."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:account_link", args=[obj.pk]))

    def get_object(self, request, object_id, from_field=None):
        # Only one administrator's account can be changed at a time.
        if request.method == "POST" and connection.in_atomic_block:
            lock_administrators()
        return super().get_object(request, object_id, from_field)

    @admin.action(permissions=["change"], description=gettext_lazy("End the sessions of the selected accounts"))
    def end_sessions(self, request, queryset):
        """End all sessions of these accounts except the current one."""
        number = 0
        for account in queryset:
            if may_manage(request.user, account):
                found = sessions.sessions_of(account).exclude(pk=request.session.session_key)
                number += sessions.end(request.user, account, list(found))
        done = ngettext("%(number)s session was ended.", "%(number)s sessions were ended.", number)
        self.message_user(request, done % {"number": number}, messages.SUCCESS)

    def get_deleted_objects(self, objs, request):
        """List the accounts only: related rows, such as sessions, are private."""
        _rows, _numbers, *refusals = super().get_deleted_objects(objs, request)
        names = [str(account) for account in objs]
        return names, {self.opts.verbose_name_plural: len(names)}, *refusals

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
        request.account_form = form  # for log_change: the changed fields and the previous roles
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request, obj, message):
        audit.account_changed(request.user, obj, AccountAction.CREATED, "Created.")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Log the names of the changed fields."""
        entry = super().log_change(request, obj, message)
        form, action = request.account_form, AccountAction.CHANGED
        with override(settings.LANGUAGE_CODE):  # the log is in one language
            what = entry.get_change_message()
        if "groups" in form.changed_data:
            before = ", ".join(sorted(group.name for group in form.initial["groups"])) or "no role"
            action, what = AccountAction.ROLE, f"{what} Before: {before}."
        audit.account_changed(request.user, obj, action, what)
        return entry

    def log_deletions(self, request, queryset):
        for account in queryset:
            audit.account_deleted(request.user, account)
        return super().log_deletions(request, queryset)
