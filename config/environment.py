"""Read settings from environment variables. Each has a name and a format; each error is reported as a sentence."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

from . import database_url
from .licences import LICENCES, Licence

# Settings that can also be read from the file that NAME_FILE names.
SECRETS = {
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "DATABASE_URL",
    "DATABASE_PASSWORD",
    "DATABASE_OWNER_URL",
    "DATABASE_OWNER_PASSWORD",
    "DATABASE_BACKUP_URL",
    "DATABASE_BACKUP_PASSWORD",
    "REHEARSAL_DATABASE_URL",
    "REHEARSAL_DATABASE_PASSWORD",
    "EMAIL_PASSWORD",
}


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
            raise WrongEnvironment("\n".join(dict.fromkeys(self.problems)))

    def text(self, name, default=""):
        """Return the setting without surrounding whitespace; an empty setting counts as missing.

        A secret may be the content of the file NAME_FILE instead.
        """
        value = self.variables.get(name, "").strip()
        if name in SECRETS and (file := self.variables.get(f"{name}_FILE", "").strip()):
            if value:
                self.problems.append(f"{name} and {name}_FILE are both set: set only one of them.")
            else:
                value = self._content(f"{name}_FILE", file)
        return value or default

    def _content(self, name, file):
        try:
            return Path(file).read_text().strip()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            self.problems.append(f'{name} is "{file}", which cannot be read: {reason}.')
            return ""

    def required(self, name, what):
        """Return a required setting; `what` completes the sentence "NAME is not set: it must hold ..."."""
        problems = len(self.problems)
        value = self.text(name)
        if not value and len(self.problems) == problems:  # otherwise it is in a file that cannot be read
            self.problems.append(f"{name} is not set: it must hold {what}.")
        return value

    def secret(self, name):
        """Return a key of at least 50 characters, the minimum for `check --deploy`."""
        value = self.required(name, "a long random text that nobody else knows")
        if value and len(value) < 50:
            self.problems.append(f"{name} is too short: it must have at least 50 characters, it has {len(value)}.")
        return value

    def secrets(self, name):
        """Return keys of at least 50 characters each, separated by commas or line ends."""
        values = [value.strip() for value in re.split(r"[,\n]", self.text(name)) if value.strip()]
        if any(len(value) < 50 for value in values):
            self.problems.append(f"{name} holds a key that is too short: each must have at least 50 characters.")
        return values

    def switch(self, name, default):
        """Return True or False, written as on/off, yes/no, true/false or 1/0."""
        value = self.text(name, "on" if default else "off").lower()
        if value in {"on", "yes", "true", "1"}:
            return True
        if value not in {"off", "no", "false", "0"}:
            self.problems.append(f'{name} is "{value}": it must be on or off.')
        return False

    def number(self, name, default, least=0):
        """Return a whole number, `least` or more."""
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < least:
            words = {0: "zero", 1: "one"}[least]
            self.problems.append(f'{name} is "{value}": it must be a whole number, {words} or more.')
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

    def several(self, name, instead_of=None):
        """Return texts separated by commas. The setting `instead_of`, if named, must not be set as well."""
        found = [text.strip() for text in self.text(name).split(",") if text.strip()]
        if found and instead_of and self.text(instead_of):
            self.problems.append(f"{instead_of} and {name} are both set: set only one of them.")
        return found

    def keep(self, name, default):
        """Return how many backups are kept of each period, such as {"daily": 7, "monthly": 12}."""
        value = self.text(name, default)
        found = [re.fullmatch(r"([0-9]{1,4}) (daily|weekly|monthly|yearly)", part.strip()) for part in value.split(",")]
        if not all(found):
            self.problems.append(f'{name} is "{value}": it must be like {default}, and can also have yearly.')
            return self.keep("", default)
        return {match[2]: int(match[1]) for match in found}

    def networks(self, name):
        """Return IP addresses or networks, separated by commas; "*" means every address."""
        networks = []
        for text in filter(None, map(str.strip, self.text(name).split(","))):
            try:
                networks += [ip_network(each) for each in (("0.0.0.0/0", "::/0") if text == "*" else (text,))]
            except ValueError:
                self.problems.append(f'{name} holds "{text}": it must be an IP address or a network like 10.0.0.0/8.')
        return networks

    def address(self, name):
        """Return the host and the port of an address to listen on, such as 127.0.0.1:9100; None if it is not set."""
        value = self.text(name)
        host, _colon, port = value.rpartition(":")
        if value and not (host and re.fullmatch("[0-9]{1,5}", port) and int(port) < 65536):
            self.problems.append(f'{name} is "{value}": it must be an address and a port, like 127.0.0.1:9100.')
            return None
        return (host.strip("[]"), int(port)) if value else None

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

    def website(self, name, what=""):
        """Return an http or https address. It is required if `what` says what it must hold."""
        value = self.required(name, what) if what else self.text(name)
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

    def site_address(self, name, needed_by):
        """Return the scheme and host of the registry, or "". It is required if a setting of `needed_by` is set."""
        address = self.text(name)
        if not address and any(self.text(other) for other in needed_by):
            self.required(name, "the address of the registry that links begin with, https://host")
        address = address.rstrip("/")
        if address and not re.fullmatch(r"https?://[^/\s]+", address):
            self.problems.append(f'{name} is "{address}": it must be like https://registry.ministry.example.')
        return address

    def mail(self):
        """Return Django's MAILERS and DEFAULT_FROM_EMAIL.

        Without EMAIL_HOST no mail is sent. With it, EMAIL_FROM is required.
        """
        if not self.text("EMAIL_HOST"):
            for name in ("EMAIL_PORT", "EMAIL_USER", "EMAIL_PASSWORD", "EMAIL_SECURITY", "EMAIL_FROM"):
                if self.text(name):
                    self.problems.append(f"{name} is set and EMAIL_HOST is not: mail needs the name of its server.")
            return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}, ""
        security = self.choice("EMAIL_SECURITY", "STARTTLS", ["STARTTLS", "TLS", "NONE"])
        sender = self.required("EMAIL_FROM", "the address that the registry's mails come from")
        if sender and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>", sender):
            self.problems.append(f'EMAIL_FROM is "{sender}": it must be like registry@ministry.example.')
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
        return {"default": {"BACKEND": backend, "OPTIONS": options}}, sender

    def folder(self, name, default=None):
        """Return an absolute path, which need not exist yet; None if it is not set and has no default."""
        value = self.text(name, str(default or ""))
        return Path(value).absolute() if value else None

    def iati_organisation(self, name):
        """Return an organization identifier of IATI, such as KR-GOV-0123 or XM-DAC-41114, or "".

        That is the code of a list of organizations from org-id.guide, a hyphen, and the organization's code in that
        list.
        """
        value = self.text(name)
        if value and not re.fullmatch(r"[A-Z]{2}-[A-Z0-9_]+-[A-Za-z0-9._-]+", value):
            self.problems.append(f'{name} is "{value}": it must be an IATI organisation identifier like XM-DAC-41114.')
            return ""
        return value

    def other_database(self, name):
        """Return the same as `database`, or {} if the setting is missing."""
        return self.database(name) if self.text(name) else {}

    def owner_database(self, name, database):
        """Return the same for the role that owns the tables, or {}. If it is set, both URLs must name their user."""
        found = self.other_database(name)
        for each, settings in ((name, found), ("DATABASE_URL", database)):
            if found and settings and not settings["USER"]:
                self.problems.append(f"{each} names no user: with several roles each address must name its own.")
        return found

    def database(self, name):
        """Return Django's settings for a PostgreSQL URL, `postgresql://user:password@host:port/database`.

        Without a password in the URL, DATABASE_PASSWORD is used for DATABASE_URL, and so on. A database on another
        machine needs sslmode=verify-full.
        """
        value = self.required(name, "the address of a PostgreSQL database, postgresql://user:password@host/database")
        password = self.text(name.replace("_URL", "_PASSWORD"))
        verify = self.switch("DATABASE_TLS", True)
        if not value:
            return {}
        found, problems = database_url.parse(name, value, self.variables, must_verify=verify)
        self.problems += problems
        return {**found, "PASSWORD": found["PASSWORD"] or password} if found else {}
