"""Django's settings for the URL of a PostgreSQL database."""

from ipaddress import ip_address

import psycopg
from psycopg.conninfo import conninfo_to_dict


def parse(name, url, variables, *, must_verify: bool) -> tuple[dict, list[str]]:
    """Return Django's settings, and a sentence for each problem. The settings are {} if the URL cannot be read.

    `name` is the name of the setting, and `variables` the environment. libpq parses the URL, so the host can be a
    socket folder, and other libpq parameters (sslmode, connect_timeout ...) can follow the question mark. With
    `must_verify` a database on another machine needs sslmode=verify-full.
    """
    # The URL can contain a password, so the sentences do not repeat it.
    if not url.startswith(("postgresql://", "postgres://")):
        return {}, [f"{name} must begin with postgresql://, for the registry runs on PostgreSQL only."]
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return {}, [f"{name} cannot be read: it must be like postgresql://user:password@host/database."]
    problems = []
    if not parts.get("dbname"):
        problems.append(f"{name} names no database: it must end with a slash and the database's name.")
    if must_verify and _is_remote(parts, variables) and parts.get("sslmode") != "verify-full":
        problems.append(
            f"{name} names a database on another machine without a verified certificate: add "
            "?sslmode=verify-full&sslrootcert=FILE. In a private network of one machine, set DATABASE_TLS=off."
        )
    settings = {
        "ENGINE": "config.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": {"connect_timeout": 5, **parts},
    }
    return settings, problems


def _is_remote(parts, variables) -> bool:
    """Return whether libpq's parameters name a database that is not reached by a socket or loopback.

    Without a host, libpq uses the variables PGHOSTADDR and PGHOST, or a service from a file.
    """
    if "service" in parts or variables.get("PGSERVICE"):
        return True
    named = [parts.get("hostaddr"), parts.get("host"), variables.get("PGHOSTADDR"), variables.get("PGHOST")]
    hosts = str(next(filter(None, named), "")).split(",")
    return not all(host in {"", "localhost"} or host.startswith(("/", "@")) or _is_loopback(host) for host in hosts)


def _is_loopback(host) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
