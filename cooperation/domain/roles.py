"""Permissions: one function for each action, used by all code paths.

Django's groups define which models a role works on. The functions here also check the object: only users who may
publish can change what is public, was public, or is scheduled for publication.
"""

from itertools import chain

from django.apps import apps
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from .kinds import RECORDS

EDITOR, PUBLISHER, ADMINISTRATOR = "Editor", "Publisher", "Administrator"
# The names that people see. The publisher of a source is something else.
ROLE_NAMES = {
    EDITOR: pgettext_lazy("role", "Editor"),
    PUBLISHER: pgettext_lazy("role", "Publisher"),
    ADMINISTRATOR: pgettext_lazy("role", "Administrator"),
}

# Parts are changed with their record; topics, organizations and sources are changed separately.
PUBLISHED = (*RECORDS, "topic", "organization", "source")
PARTS = ("party", "lineage", "outcome", "projectorganization", "phase", "document", "citation", "membership")


def permission(action: str, model) -> str:
    """Return the name of the Django permission, such as "cooperation.change_meeting"."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def is_seen(thing: Model) -> bool:
    """Return whether the object is or was public: a withdrawn object may be published again."""
    if hasattr(thing, "was_public"):
        return thing.was_public
    if whole := _whole(thing):
        return is_seen(whole)
    if hasattr(type(thing), "referred_by"):
        if type(thing).objects.published().filter(pk=thing.pk).exists():
            return True
        children = thing.children.all() if hasattr(thing, "children") else ()
        rows = (getattr(thing, name).all() for name in type(thing).referred_by)
        return any(is_seen(row) for row in chain(children, *rows))
    return False


def is_planned(thing: Model) -> bool:
    """Return whether the object is scheduled for publication without another review."""
    return getattr(thing, "publish_at", None) is not None


def _whole(thing) -> Model | None:
    """Return the object that this one is part of, or None."""
    if hasattr(thing, "owner_name"):
        return getattr(thing, thing.owner_name)
    return getattr(thing, thing.record_field) if hasattr(thing, "record_field") else None


def may_view(user, model) -> bool:
    return user.has_perm(permission("view", model)) or user.has_perm(permission("change", model))


def may_add(user, model) -> bool:
    return user.has_perm(permission("add", model))


def is_merged(thing: Model | type[Model]) -> bool:
    """Return whether the object was merged into another one: nobody changes, publishes or deletes it then."""
    return not isinstance(thing, type) and getattr(thing, "merged_into_id", None) is not None


def may_change(user, thing: Model | type[Model]) -> bool:
    """Return whether the user may change this object and its parts; for a model, whether they may change any."""
    if is_merged(thing) or not user.has_perm(permission("change", thing)):
        return False
    if isinstance(thing, type):
        return True
    if whole := _whole(thing):
        return may_change(user, whole)
    return not (is_seen(thing) or is_planned(thing)) or may_publish(user, thing)


def may_delete(user, thing: Model | type[Model]) -> bool:
    """Return whether the user may delete this object: only if it was never public, or is a part of what they may
    change. For a model, whether they may delete any.
    """
    if is_merged(thing) or not user.has_perm(permission("delete", thing)):
        return False
    if isinstance(thing, type):
        return True
    if whole := _whole(thing):
        return may_change(user, whole)
    return not is_seen(thing) and (not is_planned(thing) or may_publish(user, thing))


def may_publish(user, thing) -> bool:
    """Return whether the user may publish, schedule and withdraw this object, or objects of this model."""
    return not is_merged(thing) and user.has_perm(permission("publish", thing))


def may_close_versions(user, record) -> bool:
    """Return whether the user may close old versions of this record, so that readers no longer see them."""
    return may_publish(user, record)


def may_merge(user, thing) -> bool:
    """Return whether the user may merge objects of this kind, and undo merges: publishers records, administrators
    reference data too.
    """
    return user.has_perm(permission("merge", thing))


def may_see_activity(user) -> bool:
    """Return whether the user may see who did what, to all records: publishers and administrators."""
    return all(user.has_perm(f"cooperation.publish_{kind}") for kind in PUBLISHED)


def may_see_accounts(user) -> bool:
    """Return whether the user may see accounts, and so who signed in and which accounts were changed."""
    return user.has_perm("auth.view_user")


def may_submit(user, record) -> bool:
    """Return whether the user may submit this draft to a publisher: if they may change but not publish it."""
    return may_change(user, record) and not record.was_public and not may_publish(user, record)


def may_propose(user, record) -> bool:
    """Return whether the user may propose changes to this record: if they could change it if it were not public."""
    is_record = hasattr(record, "was_public")
    if not is_record or is_merged(record):
        return False
    return user.has_perm(permission("change", record)) and not may_change(user, record)


def may_decide(user, submission) -> bool:
    return may_publish(user, submission.record)


def may_take_back(user, submission) -> bool:
    """Return whether the user may withdraw the submission: only if it is their own."""
    return user.pk is not None and submission.author_id == user.pk


def may_see_import(user, file) -> bool:
    """Return whether the user may see this imported file and act on its records: their own, or if they may publish its
    kind. The permission for each record is checked as well.
    """
    return (user.pk is not None and file.owner_id == user.pk) or may_publish(user, file.model)


def may_manage(user, account) -> bool:
    """Return whether the user may change this account: only superusers may change superusers."""
    return user.has_perm(permission("change", account)) and (user.is_superuser or not account.is_superuser)


def administrators():
    """Return the active administrators' accounts: those with the role, and superusers, who can use the admin."""
    has_role = Q(pk__in=apps.get_model("auth", "Group").objects.filter(name=ADMINISTRATOR).values("user"))
    return apps.get_model("auth", "User").objects.filter(has_role | Q(is_superuser=True), is_active=True, is_staff=True)


def lock_administrators() -> None:
    """Prevent other transactions from changing administrators' accounts until this one ends.

    Call this before locking anything else: otherwise two people who remove each other would deadlock.
    """
    list(administrators().order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def why_still_administrators(user, accounts) -> str:
    """Return why `user` may not deactivate, demote or delete these accounts; "" if they may."""
    leaving = set(administrators().filter(pk__in=[each.pk for each in accounts]).values_list("pk", flat=True))
    if user.pk in leaving:
        return _("You cannot deactivate, demote or delete your own account. Ask another administrator to do it.")
    if leaving and not administrators().exclude(pk__in=leaving).exists():
        return _("At least one active administrator must remain. Make someone else an administrator first.")
    return ""


def names_of_permissions(app: str, models, *actions) -> set[str]:
    return {f"{app}.{action}_{model}" for model in models for action in actions}


EDITED = ("add", "change", "delete", "view")
_OF_EDITORS = (
    names_of_permissions("cooperation", PUBLISHED + PARTS, *EDITED)
    | names_of_permissions("cooperation", ("rating",), "view")
    | names_of_permissions("regions", ("region", "country"), "view")
)
_OF_PUBLISHERS = (
    _OF_EDITORS
    | names_of_permissions("cooperation", PUBLISHED, "publish")
    | names_of_permissions("cooperation", RECORDS, "merge")
)
_OF_ADMINISTRATORS = (
    _OF_PUBLISHERS
    | names_of_permissions("cooperation", PUBLISHED, "merge")
    | names_of_permissions("regions", ("region", "country"), *EDITED)
    | names_of_permissions("auth", ("user",), *EDITED)
    | names_of_permissions("auth", ("group",), "view")
    | names_of_permissions("redirects", ("redirect",), "view")
)
GROUPS = {EDITOR: _OF_EDITORS, PUBLISHER: _OF_PUBLISHERS, ADMINISTRATOR: _OF_ADMINISTRATORS}


def make_groups(**kwargs):
    """Set the permissions of the three groups after each migration, so that the code defines the roles.

    A receiver of `post_migrate`: permissions do not exist yet while migrations run.
    """
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    by_name = {f"{each.content_type.app_label}.{each.codename}": each for each in permissions}
    for name, wanted in GROUPS.items():
        group, _is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set(by_name[each] for each in wanted if each in by_name)
