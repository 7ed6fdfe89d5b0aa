"""Settings that larger sites need, and mixes of settings that would do harm."""

import importlib.util
import re
import shutil
from urllib.parse import parse_qs, unquote, urlsplit

from clinic_site.databases import SQLITE, connection_settings
from clinic_site.hosts import is_near

KEY_OF_THE_TESTS = "only-for-tests"


class LargerSites:
    """A part of Environment, which has the values (``env``) and takes faults (``fault``)."""

    def age_recipient(self):
        """For whom backups are locked, or "" when they are not."""
        value = self.env.str("BACKUP_AGE_RECIPIENT", default="")
        if value and not re.fullmatch(r"age1[a-z0-9]{58}", value):
            self.fault(
                "BACKUP_AGE_RECIPIENT",
                "it is not the public key of an age identity",
                "Make one with age-keygen -o clinic-key.txt, and keep that file somewhere else",
            )
        elif value and not shutil.which("age"):
            fix = "Install Debian's package of that name"
            self.fault("BACKUP_AGE_RECIPIENT", "age is not installed", fix)
        return value

    def direct_database(self, database):
        """Django's dictionary for the database that pg_dump and pg_restore speak to.

        They set what holds for a whole connection, and PgBouncer would lend it to others: a
        ``database`` that is behind it needs DATABASE_DIRECT_URL.
        """
        value = self.env.str("DATABASE_DIRECT_URL", default="")
        if value.startswith("postgres"):
            return connection_settings(value)
        if value or database.get("DISABLE_SERVER_SIDE_CURSORS"):
            self.fault(
                "DATABASE_DIRECT_URL",
                "a backup must not go through PgBouncer",
                "Write the address of PostgreSQL itself",
                "postgresql://name:password@host:5432/clinic",
            )
        return None

    def metrics_key(self):
        """The key Prometheus brings along, or "" when nobody may ask for figures."""
        value = self.env.str("METRICS_KEY", default="")
        if value and len(value) < 20:
            self.fault("METRICS_KEY", "it is too short", "Use 20 random characters or more")
        return self.needs("METRICS_KEY", value, "prometheus_client")

    def sentry_dsn(self):
        """The address a Sentry server gave us, or "" when faults stay in the log."""
        value = self.env.str("SENTRY_DSN", default="")
        parts = urlsplit(value)
        if value and not (parts.scheme in {"http", "https"} and parts.username and parts.hostname):
            fix, example = "Copy it from the Sentry server", "https://key@sentry.example/1"
            self.fault("SENTRY_DSN", "it is not the address of a Sentry server", fix, example)
            return ""
        return self.needs("SENTRY_DSN", value, "sentry_sdk")

    def needs(self, name, value, module):
        """``value``; or "" and a fault, when the library it needs is not installed."""
        if value and importlib.util.find_spec(module) is None:
            self.fault(
                name,
                "the library for it is not installed",
                "Type .venv/bin/pip install --require-hashes -r requirements/scale.txt",
            )
            return ""
        return value

    def pictures(self):
        """Django's storage of the pictures: a bucket for S3_URL, else a folder."""
        value = self.env.str("S3_URL", default="")
        if not self.needs("S3_URL", value, "storages"):
            return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        parts, bucket = urlsplit(value), urlsplit(value).path.strip("/")
        is_safe = parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", "127.0.0.1")
        if not (is_safe and parts.username and parts.password and bucket and "/" not in bucket):
            self.fault(
                "S3_URL",
                "it is not the https address of a bucket with key and secret",
                "Write all of it",
                "https://key:secret@s3.example/bucket?region=us-east-1",
            )
        region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
        options = {
            "endpoint_url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": bucket,
            "region_name": region,
        }
        return {"BACKEND": "clinic_site.s3.Pictures", "OPTIONS": options}

    def refuse_harm(self, *, site, debug, key, database, pictures):
        """Fault what would lose data, or show it to strangers, though each value alone is right.

        ``site`` is the public address in parts, the others are what the settings came to.
        """
        if site.scheme == "http" and not is_near(site.hostname):
            wrong = "it is http, so what patients write would travel for all to read"
            self.fault("SITE_URL", wrong, "Use https", f"https://{site.hostname}")
        if site.scheme == "https" and debug:
            fix = "Take the line out"
            self.fault("DEBUG", "it shows the inside of the site to strangers", fix)
        if site.scheme == "https" and key.startswith(KEY_OF_THE_TESTS):
            fix = "Use 50 random characters of your own"
            self.fault("SECRET_KEY", "it is the tests' key, which everybody knows", fix)
        if self.count("HOSTS", default=1, least=1) > 1:
            self._refuse_what_one_host_has(database, pictures)

    def _refuse_what_one_host_has(self, database, pictures):
        wrong = "several hosts would each have one of their own"
        if database["ENGINE"] == SQLITE:
            example = "postgresql://name:password@host/clinic"
            self.fault("DATABASE_URL", f"with SQLite {wrong}", "Use postgresql", example)
        if "OPTIONS" not in pictures:
            example = "https://key:secret@s3.example/bucket"
            self.fault("S3_URL", f"with pictures in a folder {wrong}", "Use a bucket", example)
        if not self.env.str("BACKUP_FOLDER", default=""):
            fix = "Name a folder that all of them share"
            self.fault("BACKUP_FOLDER", f"of backups {wrong}", fix, "/srv/backups")
