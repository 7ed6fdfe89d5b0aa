"""Reads the settings from the environment, and refuses a value it cannot read.

A typo must stop the start with a sentence, never pass as a default: ``env.bool("ture")``
of django-environ is silently False, so the readers here are strict.
"""

import difflib
import re
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from clinic_site.databases import connection_settings
from clinic_site.hosts import LOOPBACK
from clinic_site.larger_sites import LargerSites

KNOWN = {
    "BACKUP_AGE_RECIPIENT",
    "BACKUP_FOLDER",
    "CLINIC_ENV_FILE",
    "DATABASE_DIRECT_URL",
    "DATABASE_URL",
    "DEBUG",
    "DELIVER_LETTERS",
    "EMAIL_FROM",
    "EMAIL_URL",
    "HOSTS",
    "METRICS_KEY",
    "S3_URL",
    "SECRET_KEY",
    "SENTRY_DSN",
    "SITE_URL",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "WEB_WORKERS",
}
EMAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[A-Za-z0-9.-]+")


class Environment(LargerSites):
    """The settings of one start, with every fault found on the way.

    ``base`` is the project's folder; a relative CLINIC_ENV_FILE is looked for there. Each reader
    returns a usable value even after a fault, so that all faults are told at once by ``check``.
    """

    def __init__(self, base):
        self.env = environ.Env()
        self.faults = []
        name = self.env.str("CLINIC_ENV_FILE", default=".env")
        if name and (base / name).is_file():
            self._look_for_unknown_names(base / name)
            environ.Env.read_env(base / name)
        elif name and "CLINIC_ENV_FILE" in self.env.ENVIRON:
            self.fault("CLINIC_ENV_FILE", f'there is no file "{name}"', "Write its name", ".env")

    def fault(self, name, wrong, fix, example=None):
        """Note one fault: what is wrong, how to mend it, and a line that would do."""
        tail = f" Example: {name}={example}" if example else ""
        self.faults.append(f"{name}: {wrong}. {fix}.{tail}")

    def check(self):
        """Raise ImproperlyConfigured with every fault found, if there is one."""
        if self.faults:
            lines = "\n".join(f"  {fault}" for fault in self.faults)
            raise ImproperlyConfigured(
                f"\n{lines}\nThe site did not start. Fix these in .env and start again."
            )

    def boolean(self, name, *, default):
        """True or false as written; anything else is a fault."""
        value = self.env.str(name, default="")
        if value.lower() in {"", "true", "false"}:
            return value.lower() == "true" if value else default
        self.fault(
            name,
            f'"{value}" is neither true nor false',
            "Write true or false",
            str(default).lower(),
        )
        return default

    def count(self, name, *, default, least=0):
        """A whole number of at least ``least``."""
        value = self.env.str(name, default="")
        if not value:
            return default
        if value.isascii() and value.isdigit() and int(value) >= least:
            return int(value)
        self.fault(name, f'"{value}" is not a whole number from {least}', "Write digits", default)
        return default

    def folder(self, name, *, default):
        """The path of a folder; it may be made later, but not out of a relative path."""
        value = self.env.str(name, default="")
        if not value or Path(value).is_absolute():
            return Path(value or default)
        self.fault(name, f'"{value}" is not a whole path', "Begin it with /", "/srv/backups")
        return default

    def secret_key(self):
        """The key that signs links and sessions; its value is never printed."""
        value = self.env.str("SECRET_KEY", default="")
        if len(value) < 50 or len(set(value)) < 5:
            wrong = "it is too short" if value else "it is missing"
            self.fault(
                "SECRET_KEY",
                wrong,
                "Let make run write one, or use 50 random characters of your own",
            )
        return value or "missing"

    def site_url(self, *, default):
        """The public address without a path, as ``urlsplit`` gives it."""
        value = self.env.str("SITE_URL", default="") or default
        parts = urlsplit(value)
        fix, example = "Write the whole address", "https://clinic.example"
        try:
            usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            wrong = (
                f'"{value}" has no https:// in front'
                if "//" not in value
                else (f'"{value}" is not a web address')
            )
            self.fault("SITE_URL", wrong, fix, example)
            return urlsplit(default)
        if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
            self.fault("SITE_URL", f'"{value}" holds more than an address', fix, example)
        return parts

    def time_zone(self, *, default):
        """A name from the time zone list."""
        value = self.env.str("TIME_ZONE", default="") or default
        if value in zoneinfo.available_timezones():
            return value
        self.fault(
            "TIME_ZONE",
            f'there is no "{value}"',
            "Use a name from the time zone list",
            "America/New_York",
        )
        return default

    def database(self, *, default):
        """Django's dictionary for DATABASE_URL; ``default`` is the path of the SQLite file."""
        value = self.env.str("DATABASE_URL", default="") or f"sqlite:///{default}"
        scheme = value.split(":", 1)[0]
        if scheme in DATABASE_SCHEMES:
            return connection_settings(value)
        self.fault(
            "DATABASE_URL",
            f'"{scheme}" is not known',
            "Use sqlite or postgresql",
            "postgresql://name:password@host/clinic",
        )
        return connection_settings(f"sqlite:///{default}")

    def email(self):
        """Django's EMAIL_* settings for EMAIL_URL, or None when letters stay in a folder."""
        value = self.env.str("EMAIL_URL", default="")
        if not value:
            return None
        fix, example = "Use smtp+tls or smtp+ssl", "smtp+tls://name:password@mail.example:587"
        scheme, parts = value.split(":", 1)[0], urlsplit(value)
        if scheme not in EMAIL_PORTS or not parts.hostname:
            self.fault("EMAIL_URL", f'"{scheme}" is not a way to send mail', fix, example)
            return None
        if scheme == "smtp" and parts.password and parts.hostname not in LOOPBACK:
            self.fault("EMAIL_URL", "its password would travel for all to read", fix, example)
        found = environ.Env.email_url_config(value)
        return found | {"EMAIL_PORT": found["EMAIL_PORT"] or EMAIL_PORTS[scheme]}

    def sender(self, email, *, default):
        """The address letters come from: EMAIL_FROM, or the name that signs in to the mail server.

        ``email`` is what ``email()`` gave; without a mail server ``default`` does.
        """
        value = self.env.str("EMAIL_FROM", default="")
        if not value and email is None:
            return default
        found = value or email["EMAIL_HOST_USER"] or ""
        if ADDRESS.fullmatch(found):
            return found
        wrong = f'"{value}" is not an e-mail address' if value else "it is missing"
        fix = "Write the address letters come from"
        self.fault("EMAIL_FROM", wrong, fix, "desk@clinic.example")
        return default

    def _look_for_unknown_names(self, path):
        """A misspelled name in the file would otherwise be ignored without a word."""
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            name = line.split("=", 1)[0].removeprefix("export ").strip()
            if "=" not in line or name.startswith("#") or name in KNOWN:
                continue
            near = difflib.get_close_matches(name, KNOWN, n=1)
            hint = f"Did you mean {near[0]}? If not, take" if near else "Take"
            self.fault(name, "there is no such setting", f"{hint} the line out")
