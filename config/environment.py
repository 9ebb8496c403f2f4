"""Read settings from environment variables. Each has a name and a format; each error is reported as a sentence."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from .licences import LICENCES, Licence


class WrongEnvironment(ImproperlyConfigured):
    """A setting is missing or invalid."""


class Environment:
    """Reads settings, collects errors, and reports all of them at once.

    Each method returns a value of the right type even if the setting is wrong, so that reading continues and the
    operator sees all errors at once instead of one per start. Call ``check`` at the end.
    """

    def __init__(self, variables=None):
        self.variables = os.environ if variables is None else variables
        self.problems = []

    def check(self):
        """Raise WrongEnvironment with one line for each missing or invalid setting."""
        if self.problems:
            raise WrongEnvironment("\n".join(self.problems))

    def text(self, name, default=""):
        """Return the setting without surrounding whitespace; an empty setting counts as missing."""
        return self.variables.get(name, "").strip() or default

    def required(self, name, what):
        """Return a required setting; `what` completes the sentence "NAME is not set: it must hold ..."."""
        value = self.text(name)
        if not value:
            self.problems.append(f"{name} is not set: it must hold {what}.")
        return value

    def secret(self, name):
        """Return a key of at least 50 characters, the minimum for `check --deploy`."""
        value = self.required(name, "a long random text that nobody else knows")
        if value and len(value) < 50:
            self.problems.append(f"{name} is too short: it must have at least 50 characters, it has {len(value)}.")
        return value

    def switch(self, name, default):
        """Return True or False, written as on/off, yes/no, true/false or 1/0."""
        value = self.text(name, "on" if default else "off").lower()
        if value in {"on", "yes", "true", "1"}:
            return True
        if value not in {"off", "no", "false", "0"}:
            self.problems.append(f'{name} is "{value}": it must be on or off.')
        return False

    def number(self, name, default):
        """Return a whole number, zero or more."""
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value):
            self.problems.append(f'{name} is "{value}": it must be a whole number, zero or more.')
            return default
        return int(value)

    def choice(self, name, default, choices):
        """Return one of `choices`; case does not matter."""
        value = self.text(name, default).upper()
        if value not in choices:
            self.problems.append(f'{name} is "{value}": it must be one of {", ".join(choices)}.')
            return default
        return value

    def hosts(self, name):
        """Return host names without scheme or port, separated by commas."""
        value = self.required(name, "the host names that the registry answers to, separated by commas")
        hosts = [host.strip() for host in value.split(",") if host.strip()]
        for host in hosts:
            if not re.fullmatch(r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]", host):
                self.problems.append(f'{name} holds "{host}": it must be a host name without scheme, port or path.')
        return hosts

    def networks(self, name):
        """Return IP addresses or networks, separated by commas; "*" means every address."""
        networks = []
        for text in filter(None, map(str.strip, self.text(name).split(","))):
            try:
                networks += [ip_network(each) for each in (("0.0.0.0/0", "::/0") if text == "*" else (text,))]
            except ValueError:
                self.problems.append(f'{name} holds "{text}": it must be an IP address or a network like 10.0.0.0/8.')
        return networks

    def country(self, name, default):
        """Return an ISO 3166-1 alpha-3 code."""
        value = self.text(name, default)
        if not re.fullmatch(r"[A-Z]{3}", value):
            self.problems.append(f'{name} is "{value}": it must be three capital letters, like {default}.')
        return value

    def contact(self, name):
        """Return a required e-mail address, or the https address of a form."""
        value = self.required(name, "the e-mail address, or the https address of a form, to which readers write")
        if value and not re.fullmatch(r"[^@\s/]+@[^@\s/]+|https://\S+", value):
            self.problems.append(f'{name} is "{value}": it must be an e-mail address or begin with https://.')
            return ""
        return value

    def website(self, name, what):
        """Return a required http or https address."""
        value = self.required(name, what)
        if value and not re.fullmatch(r"https?://\S+", value):
            self.problems.append(f'{name} is "{value}": it must begin with https://.')
        return value

    def licence(self, name) -> Licence:
        """Return one of LICENCES by its code; case does not matter."""
        value = self.required(name, f"the licence of data and text, one of {', '.join(LICENCES)}")
        found = next((code for code in LICENCES if code.casefold() == value.casefold()), None)
        if value and not found:
            self.problems.append(f'{name} is "{value}": it must be one of {", ".join(LICENCES)}.')
        return LICENCES[found] if found else Licence("", "")

    def image(self, name):
        """Return an https address or an absolute path on this host, or "" if not set."""
        value = self.text(name)
        if value and not re.fullmatch(r"https://\S+|/(?!/)\S+", value):
            self.problems.append(f'{name} is "{value}": it must begin with https:// or with one slash.')
        return value

    def time_zone(self, name, default):
        """Return a name from the IANA time zone database."""
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.problems.append(f'{name} is "{value}": it must be a time zone like {default}.')
            return default
        return value

    def mail(self):
        """Return Django's MAILERS and DEFAULT_FROM_EMAIL, and the site's address for links in mail: (dict, str, str).

        Without EMAIL_HOST no mail is sent. With it, EMAIL_FROM and SITE_ADDRESS are required.
        """
        if not self.text("EMAIL_HOST"):
            for name in ("EMAIL_PORT", "EMAIL_USER", "EMAIL_PASSWORD", "EMAIL_SECURITY", "EMAIL_FROM"):
                if self.text(name):
                    self.problems.append(f"{name} is set and EMAIL_HOST is not: mail needs the name of its server.")
            return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}, "", ""
        security = self.choice("EMAIL_SECURITY", "STARTTLS", ["STARTTLS", "TLS", "NONE"])
        sender = self.required("EMAIL_FROM", "the address that the registry's mails come from")
        if sender and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>", sender):
            self.problems.append(f'EMAIL_FROM is "{sender}": it must be like registry@ministry.example.')
        address = self.required("SITE_ADDRESS", "the address of the registry that mails lead to, https://host")
        address = address.rstrip("/")
        if address and not re.fullmatch(r"https?://[^/\s]+", address):
            self.problems.append(f'SITE_ADDRESS is "{address}": it must be like https://registry.ministry.example.')
        options = {
            "host": self.text("EMAIL_HOST"),
            "port": self.number("EMAIL_PORT", {"STARTTLS": 587, "TLS": 465, "NONE": 25}[security]),
            "username": self.text("EMAIL_USER"),
            "password": self.text("EMAIL_PASSWORD"),
            "use_tls": security == "STARTTLS",
            "use_ssl": security == "TLS",
            "timeout": 10,
        }
        backend = "django.core.mail.backends.smtp.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": options}}, sender, address

    def folder(self, name, default):
        """Return an absolute path; it need not exist yet."""
        return Path(self.text(name, str(default))).absolute()

    def database(self, name):
        """Return Django's settings for a PostgreSQL URL, `postgresql://user:password@host:port/database`.

        libpq parses it, so the host can be a percent-encoded socket folder, and other libpq parameters (sslmode,
        connect_timeout ...) can follow the question mark.
        """
        value = self.required(name, "the address of a PostgreSQL database, postgresql://user:password@host/database")
        if not value:
            return {}
        # The URL can contain a password, so error messages do not repeat it.
        if not value.startswith(("postgresql://", "postgres://")):
            self.problems.append(f"{name} must begin with postgresql://, for the registry runs on PostgreSQL only.")
            return {}
        try:
            parts = conninfo_to_dict(value)
        except psycopg.ProgrammingError:
            self.problems.append(f"{name} cannot be read: it must be like postgresql://user:password@host/database.")
            return {}
        if not parts.get("dbname"):
            self.problems.append(f"{name} names no database: it must end with a slash and the database's name.")
        return {
            "ENGINE": "config.postgresql",
            "NAME": parts.pop("dbname", ""),
            "USER": parts.pop("user", ""),
            "PASSWORD": parts.pop("password", ""),
            "HOST": parts.pop("host", ""),
            "PORT": str(parts.pop("port", "")),
            "OPTIONS": {"connect_timeout": 5, **parts},
        }
