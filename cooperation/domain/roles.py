"""Who may do what. One function for each action, and every path calls it.

Django's groups say which kinds of thing a role works on; the functions here also look at the thing itself: what readers
see, once saw, or are going to see at a planned time, is changed only by those who may publish.
"""

from itertools import chain

from django.apps import apps
from django.db.models import Model, Q
from django.utils.translation import gettext as _

EDITOR, PUBLISHER, ADMINISTRATOR = "Editor", "Publisher", "Administrator"

# Parts are changed with their record; topics, organizations and sources stand on their own.
PUBLISHED = ("agreement", "meeting", "project", "mechanism", "topic", "organization", "source")
PARTS = ("party", "lineage", "outcome", "projectorganization", "phase", "document", "citation", "membership")


def permission(action: str, model) -> str:
    """Return the name of Django's permission, such as "cooperation.change_meeting"."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def is_seen(thing: Model) -> bool:
    """Return whether readers see the thing or once saw it: what was withdrawn may come back."""
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
    """Return whether readers are going to see the thing without anybody looking at it again."""
    return getattr(thing, "publish_at", None) is not None


def _whole(thing) -> Model | None:
    """Return what the thing is part of, or None."""
    if hasattr(thing, "owner_name"):
        return getattr(thing, thing.owner_name)
    return getattr(thing, thing.record_field) if hasattr(thing, "record_field") else None


def may_view(user, model) -> bool:
    return user.has_perm(permission("view", model)) or user.has_perm(permission("change", model))


def may_add(user, model) -> bool:
    return user.has_perm(permission("add", model))


def may_change(user, thing: Model | type[Model]) -> bool:
    """Return whether the user changes this thing, its parts included; of a kind, whether there is any they change."""
    if not user.has_perm(permission("change", thing)):
        return False
    if isinstance(thing, type):
        return True
    if whole := _whole(thing):
        return may_change(user, whole)
    return not (is_seen(thing) or is_planned(thing)) or may_publish(user, thing)


def may_delete(user, thing: Model | type[Model]) -> bool:
    """Return whether the user deletes this thing: only what was never public; a part of what they change. As above."""
    if not user.has_perm(permission("delete", thing)):
        return False
    if isinstance(thing, type):
        return True
    if whole := _whole(thing):
        return may_change(user, whole)
    return not is_seen(thing) and (not is_planned(thing) or may_publish(user, thing))


def may_publish(user, thing) -> bool:
    """Return whether the user publishes, plans and withdraws this thing, or things of this kind."""
    return user.has_perm(permission("publish", thing))


def may_submit(user, record) -> bool:
    """Return whether the user hands this draft to a publisher: whoever changes it and does not publish it."""
    return may_change(user, record) and not record.was_public and not may_publish(user, record)


def may_propose(user, record) -> bool:
    """Return whether the user proposes changes of this record: whoever would change it if readers did not see it."""
    is_record = hasattr(record, "was_public")
    return is_record and user.has_perm(permission("change", record)) and not may_change(user, record)


def may_decide(user, submission) -> bool:
    return may_publish(user, submission.record)


def may_take_back(user, submission) -> bool:
    """Return whether the user takes the submission back: it is their own."""
    return user.pk is not None and submission.author_id == user.pk


def may_manage(user, account) -> bool:
    """Return whether the user changes this account: only a superuser changes a superuser's."""
    return user.has_perm(permission("change", account)) and (user.is_superuser or not account.is_superuser)


def administrators():
    """Return the accounts of active administrators: those with the role, and superusers, who can use the admin."""
    has_role = Q(pk__in=apps.get_model("auth", "Group").objects.filter(name=ADMINISTRATOR).values("user"))
    return apps.get_model("auth", "User").objects.filter(has_role | Q(is_superuser=True), is_active=True, is_staff=True)


def lock_administrators() -> None:
    """Keep other transactions from changing an administrator's account until this one ends.

    To be called before anything else is locked: two people who remove each other would otherwise wait for each other.
    """
    list(administrators().order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def why_still_administrators(user, accounts) -> str:
    """Return why `user` may not deactivate, demote or delete these accounts; "" where nothing is against it."""
    leaving = set(administrators().filter(pk__in=[each.pk for each in accounts]).values_list("pk", flat=True))
    if user.pk in leaving:
        return _("You cannot deactivate, demote or delete your own account. Ask another administrator to do it.")
    if leaving and not administrators().exclude(pk__in=leaving).exists():
        return _("At least one active administrator must remain. Make someone else an administrator first.")
    return ""


def _names(app: str, models, *actions) -> set[str]:
    return {f"{app}.{action}_{model}" for model in models for action in actions}


_EDITED = ("add", "change", "delete", "view")
_OF_EDITORS = (
    _names("cooperation", PUBLISHED + PARTS, *_EDITED)
    | _names("cooperation", ("rating",), "view")
    | _names("regions", ("region", "country"), "view")
)
_OF_PUBLISHERS = _OF_EDITORS | _names("cooperation", PUBLISHED, "publish")
_OF_ADMINISTRATORS = (
    _OF_PUBLISHERS
    | _names("regions", ("region", "country"), *_EDITED)
    | _names("auth", ("user",), *_EDITED)
    | _names("auth", ("group",), "view")
    | _names("redirects", ("redirect",), "view")
)
GROUPS = {EDITOR: _OF_EDITORS, PUBLISHER: _OF_PUBLISHERS, ADMINISTRATOR: _OF_ADMINISTRATORS}


def make_groups(**kwargs):
    """Give the three groups exactly their permissions, after each migration: the code says what a role is.

    A receiver of `post_migrate`: while migrations run no permission exists yet.
    """
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    by_name = {f"{each.content_type.app_label}.{each.codename}": each for each in permissions}
    for name, wanted in GROUPS.items():
        group, _is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set(by_name[each] for each in wanted if each in by_name)
