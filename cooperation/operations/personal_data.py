"""Everything that the registry stores about one account, for the person who asks for it."""

from django.contrib.auth.models import User
from django.db.models import Model, Q

from ..models import AccountEvent, Change

# Secrets, and the content of files.
LEFT_OUT = {"password", "session_key", "session_data", "data"}
WRITTEN = ("at", "kind", "record", "table", "row", "action", "origin", "reason")


def of(account: User) -> dict[str, object]:
    """Return the account, the rows of every table that refers to it, and what it did. All of it can be JSON."""
    found = {"account": _rows(User, pk=account.pk)[0]}
    found["account"]["roles"] = sorted(account.groups.values_list("name", flat=True))
    for model, field in references():
        if rows := _rows(model, **{field: account}):
            found[f"{model._meta.label_lower}.{field}"] = rows
    events = AccountEvent.objects.filter(Q(account_id=account.pk) | Q(user_id=account.pk))
    found["account events"] = list(events.values())
    found["changes of records"] = list(Change.objects.filter(user_id=account.pk).values(*WRITTEN))
    return found


def references() -> list[tuple[type[Model], str]]:
    """Return each model that refers to accounts, with the name of the field, those without a related name too."""
    fields = User._meta.get_fields(include_hidden=True)
    return [(each.related_model, each.field.name) for each in fields if each.one_to_many or each.one_to_one]


def _rows(model, **conditions):
    names = [field.attname for field in model._meta.concrete_fields if field.name not in LEFT_OUT]
    return list(model._base_manager.filter(**conditions).values(*names))
