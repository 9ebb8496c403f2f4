"""The privileges of each PostgreSQL role: `migrate` installs them, and `differences` compares them.

The owner of the tables migrates. The web role (DATABASE_URL) reads and writes rows, but only reads the tables that
triggers write as the owner (programs.py): history, index, search, sums and the log of commits. The backup role
(DATABASE_BACKUP_URL) reads everything. Where the web role owns the tables, it is the only role and may do everything.
The administrator makes the roles (config/postgresql/roles.sql), and may give rights to others.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from . import classes
from .programs import ENTRIES

OBJECTS = """
WITH objects (kind, name, "table", owner, acl, "column") AS (
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, quote_ident(relname),
        coalesce((
            SELECT own.relname FROM pg_depend JOIN pg_class AS own ON own.oid = refobjid
            WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype IN ('a', 'i') AND c.relkind = 'S'
        ), (
            SELECT whole.relname FROM pg_inherits JOIN pg_class AS whole ON whole.oid = inhparent
            WHERE inhrelid = c.oid AND c.relispartition
        ), relname),
        relowner, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), ''
    FROM pg_class AS c
    WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
    UNION ALL
    SELECT 'TABLE', quote_ident(relname), relname, relowner, attacl, ' of ' || attname
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attacl IS NOT NULL AND relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT 'FUNCTION', oid::regprocedure::text, proname, proowner, coalesce(proacl, acldefault('f', proowner)), ''
    FROM pg_proc
    WHERE starts_with(proname, 'registry_') AND pronamespace = current_schema()::regnamespace AND prosecdef
    UNION ALL
    SELECT 'SCHEMA', quote_ident(nspname), '', nspowner, coalesce(nspacl, acldefault('n', nspowner)), ''
    FROM pg_namespace WHERE nspname = current_schema()
    UNION ALL
    SELECT 'DATABASE', quote_ident(datname), '', datdba, coalesce(datacl, acldefault('d', datdba)), ''
    FROM pg_database WHERE datname = current_database()
)
SELECT kind, name, "table", bool_and(pg_has_role(owner, 'USAGE')),
    coalesce(jsonb_object_agg(grantee, rights) FILTER (WHERE rights IS NOT NULL), '{}')
FROM (
    SELECT kind, name, max("table") AS "table", owner, coalesce(rolname, 'PUBLIC') AS grantee,
        array_agg(privilege_type || "column") FILTER (WHERE privilege_type IS NOT NULL) AS rights
    FROM objects
    LEFT JOIN LATERAL aclexplode(acl) AS entry ON grantee <> owner
    LEFT JOIN pg_roles ON pg_roles.oid = grantee
    GROUP BY kind, name, owner, rolname
) AS of_roles
GROUP BY kind, name, "table" ORDER BY kind, name
"""
OWNER = """
SELECT coalesce(
    (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('cooperation_release')), current_user
)
"""
# Rights that a role has without a grant.
BEYOND = """
SELECT role.rolname, said FROM pg_roles AS role CROSS JOIN LATERAL (
    VALUES
        (rolsuper, 'is a superuser'), (rolcreaterole, 'can make roles'), (rolcreatedb, 'can make databases'),
        (rolreplication AND role.rolname = %(web)s, 'can copy the database as a standby server'),
        (NOT rolsuper AND EXISTS (
            SELECT FROM pg_roles AS other WHERE pg_has_role(role.oid, other.oid, 'MEMBER') AND other.oid <> role.oid
            AND other.rolname IN (
                %(owner)s, 'pg_database_owner', 'pg_write_all_data', 'pg_maintain', 'pg_write_server_files',
                'pg_execute_server_program'
            )
        ), 'is a member of a role that can write more')
) AS beyond (is_so, said) WHERE is_so AND role.rolname IN (%(web)s, %(backup)s) ORDER BY 1, 2
"""

NOTHING = frozenset()
OF_BACKUP = {
    "DATABASE": frozenset({"CONNECT"}),
    "SCHEMA": frozenset({"USAGE"}),
    "TABLE": frozenset({"SELECT"}),
    "SEQUENCE": frozenset({"SELECT"}),
}
# What PUBLIC may keep, so that the administrator's own roles still work.
LEFT_TO_PUBLIC = {"DATABASE": frozenset({"CONNECT"}), "SCHEMA": frozenset({"USAGE"})}


class Roles(NamedTuple):
    """The names of the roles; `web` and `backup` are "" if they are not roles of their own."""

    owner: str
    web: str
    backup: str


class Right(NamedTuple):
    """The privileges that a role should have (`due`) and has (`now`), and whether this role may change them.

    A privilege is a name such as "INSERT", or "INSERT of action" for one column.
    """

    kind: str
    name: str
    role: str
    due: frozenset[str]
    now: frozenset[str]
    may_change: bool


def roles() -> Roles:
    with connection.cursor() as cursor:
        cursor.execute(OWNER)
        [owner] = cursor.fetchone()
        named = [settings.WEB_ROLE, settings.BACKUP_DATABASE.get("USER", "")]
        return Roles(owner, *(name if name != owner else "" for name in named))


def missing_roles() -> list[str]:
    """Return the roles of the settings that PostgreSQL does not have."""
    named = [name for name in roles()[1:] if name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [named])
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in named if name not in found]


def unclassified() -> list[str]:
    """Return the tables for which no rights of the web role are defined (classes.py)."""
    known = classes.rights()
    return [name for kind, name, table, *_rest in _objects() if kind == "TABLE" and table not in known]


def install() -> None:
    """Grant the roles their rights, and revoke others from them and from PUBLIC, as far as this role may."""
    with connection.cursor() as cursor:
        for right in _wrong():
            if not right.may_change:
                continue
            role = "PUBLIC" if right.role == "PUBLIC" else connection.ops.quote_name(right.role)
            if right.now:
                cursor.execute(f"REVOKE ALL ON {right.kind} {right.name} FROM {role} CASCADE")
            if right.due:
                due = ", ".join(sorted(re.sub(r" of (.+)", r" (\1)", each) for each in right.due))
                cursor.execute(f"GRANT {due} ON {right.kind} {right.name} TO {role}")


def differences() -> Iterator[str]:
    """Yield a sentence for each right that a role lacks or should not have."""
    if missing := missing_roles():
        for name in missing:
            yield f"the role {name} does not exist: config/postgresql/roles.sql makes it"
        return
    for kind, name, role, due, now, _may in _wrong():
        for said, rights in (("lacks", due - now), ("should not have", now - due)):
            if rights:
                yield f"{role} {said} {', '.join(sorted(rights))} on the {kind.lower()} {name}"
    named = roles()
    with connection.cursor() as cursor:
        cursor.execute(BEYOND, named._asdict())
        for name, said in cursor.fetchall():
            yield f"the role {name} {said}"


def _objects():
    with connection.cursor() as cursor:
        cursor.execute(OBJECTS)
        return cursor.fetchall()


def _wrong() -> Iterator[Right]:
    _owner, web, backup = roles()
    tables = classes.rights()
    for kind, name, table, may_change, found in _objects():
        now = {role: frozenset(rights) for role, rights in json.loads(found).items()}
        due = {"PUBLIC": now.get("PUBLIC", NOTHING) & LEFT_TO_PUBLIC.get(kind, NOTHING)}
        if web:
            due[web] = _of_web(kind, table, tables)
        elif kind == "DATABASE":
            continue  # no other role exists that could have too many rights
        if backup:
            due[backup] = OF_BACKUP.get(kind, NOTHING)
        for role, rights in due.items():
            if rights != now.get(role, NOTHING):
                yield Right(kind, name, role, rights, now.get(role, NOTHING), may_change)


def _of_web(kind, table, tables):
    if kind == "TABLE":
        rights, columns = tables.get(table, NOTHING), classes.ADDED_COLUMNS.get(table)
        return rights - {"INSERT"} | {f"INSERT of {column}" for column in columns} if columns else rights
    if kind == "SEQUENCE":
        # loaddata sets the sequence of a table that it filled.
        return frozenset({"SELECT", "USAGE", "UPDATE"}) if tables.get(table) == classes.WRITE else classes.READ
    if kind == "FUNCTION":
        return frozenset({"EXECUTE"}) if table in ENTRIES else NOTHING
    return OF_BACKUP[kind]
