"""Set up the demo's database: tables, fixtures and an account for each role. Refuse other databases."""

import hashlib
import io
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import NamedTuple

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from cooperation.management.owner import as_owner

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


class Account(NamedTuple):
    """An account of the demo. The role is a group that cooperation creates when it is migrated."""

    role: str
    may: str  # what the role may do
    last_name: str
    first_name: str
    language: str


ACCOUNTS = {
    "editor": Account("Editor", "enters and changes drafts, in Korean", "김", "민지", "ko"),
    "publisher": Account("Publisher", "also publishes and withdraws", "박", "서준", "en"),
    "administrator": Account("Administrator", "also keeps the accounts and the reference data", "이", "하은", "en"),
}
MARK = "made by the demo of the registry"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without characters that look alike


class NotOurs(Exception):
    """The demo cannot use the given database; the message says why."""


def fixtures():
    """Return the fixtures in loading order: reference data, then demo data.

    File names are numbered: a row's country, topic or organization must be loaded before it.
    """
    return [path for folder in ("reference", "demo") for path in sorted((FIXTURES / folder).glob("*.json"))]


def migrate(passwords=None):
    """Create or upgrade the tables, and mark the database as the demo's. `passwords` is the file of `make_accounts`."""
    django.setup()
    with as_owner():
        _migrate(passwords)


def _migrate(passwords):
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise NotOurs(f"The database of DATABASE_URL does not answer: {error}") from None
    if connection.pg_version < 15_00_00:
        raise NotOurs(f"The registry needs PostgreSQL 15 or later; this is {connection.pg_version // 10_000}.")
    refuse_strangers(passwords)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except CommandError as error:
        raise NotOurs(f"{error} `make demo-reset` makes one for the demo.") from None
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{MARK}'")


def refuse_strangers(passwords=None):
    """Raise NotOurs if the database has tables that are not the registry's, or rows that the demo did not create.

    A restored database has no mark: it is the demo's if an account has its password in the demo's file.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')  -- of an extension
            ORDER BY 1
            """
        )
        tables = [name for (name,) in cursor.fetchall()]
        tables_of_models = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
        ours = {f"public.{name}" for name in [*tables_of_models, "django_migrations"]}
        for name in tables:
            if name not in ours and not name.startswith(("public.cooperation_", "public.regions_")):
                raise NotOurs(f"The demo wants a database of its own; this one has a table {name}.")
        if "public.django_migrations" in tables:
            cursor.execute("SELECT obj_description('public.django_migrations'::regclass, 'pg_class')")
            if cursor.fetchone() == (MARK,):
                return
            if "public.auth_user" in tables and _has_account(_stored_passwords(passwords)):
                return
        for model in [*domain(), get_user_model()]:
            if f"public.{model._meta.db_table}" in tables and model._base_manager.exists():
                raise NotOurs(
                    f"The demo wants a database of its own; this one has {model._meta.verbose_name_plural} "
                    "that the demo did not enter."
                )


def _stored_passwords(passwords):
    return json.loads(passwords.read_text()) if passwords and passwords.exists() else {}


def _has_account(kept):
    accounts = get_user_model().objects.filter(username__in=kept)
    return any(account.check_password(kept[account.username]) for account in accounts)


def domain():
    """Return the models with the registry's contents, without the history."""
    models = [model for label in ("regions", "cooperation") for model in apps.get_app_config(label).get_models()]
    return [model for model in models if model._meta.managed]


def load_fixtures():
    """Load the fixtures in one transaction if the registry is empty; otherwise do nothing."""
    if not any(model._base_manager.exists() for model in domain()):
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute("SET application_name TO 'config.demo'")  # the source that the history records
            call_command("loaddata", *fixtures(), verbosity=0)


def make_accounts(passwords, chosen=None):
    """Create an account for each role. Return {account: password}, with None if its owner changed the password.

    `passwords` is the file that stores them for the next start; `chosen` is one password for all accounts.
    """
    kept = _stored_passwords(passwords)
    known, valid = {}, {}
    with transaction.atomic():
        for name, account in ACCOUNTS.items():
            new = {"is_staff": True, "last_name": account.last_name, "first_name": account.first_name}
            user, is_new = get_user_model().objects.get_or_create(username=name, defaults=new)
            if is_new:
                user.groups.add(apps.get_model("auth", "Group").objects.get(name=account.role))
                apps.get_model("cooperation", "AccountLanguage").objects.create(account=user, code=account.language)
            known[name] = valid[name] = chosen or kept.get(name) or random_password()
            if not is_new and user.check_password(known[name]):
                continue
            if is_new or chosen or name not in kept:
                user.set_password(known[name])
                user.save()
            else:
                valid[name] = None
    keep_secret(passwords, json.dumps(known))
    return valid


def random_password():
    """Return a password of about 80 bits that is easy to type."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def keep_secret(path, text):
    """Write a file that only its owner can read."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def collect_static():
    """Collect the static files, unless they are unchanged."""
    now = fingerprint()
    stamp = Path(settings.STATIC_ROOT) / "fingerprint"
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now)


def fingerprint():
    """Return a hash of the names, sizes and modification times of the static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def export():
    """Write the zip of everything public, and archive one for each month."""
    call_command("export_public", stdout=io.StringIO())
    month = settings.ARCHIVE_FOLDER / f"{timezone.localtime():%Y-%m}"
    if not month.exists():
        shutil.copytree(settings.EXPORT_FOLDER, month)
