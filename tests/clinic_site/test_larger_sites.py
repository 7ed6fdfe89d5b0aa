"""Settings of larger sites: what cannot work, and mixes that would do harm, stop the start."""

import pytest

from tests.clinic_site.test_environment import start

HTTPS = {"SITE_URL": "https://clinic.example", "TRUSTED_PROXIES": "1"}
SEVERAL = HTTPS | {
    "HOSTS": "2",
    "DATABASE_URL": "postgresql://name:pass@db.example/clinic",
    "S3_URL": "https://key:secret@s3.example/pictures?region=eu-1",
    "BACKUP_FOLDER": "/srv/backups",
}
PGBOUNCER = "postgresql://name:pass@db.example:6432/clinic?DISABLE_SERVER_SIDE_CURSORS=True"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "BACKUP_AGE_RECIPIENT",
            "AGE-SECRET-KEY-1",
            "BACKUP_AGE_RECIPIENT: it is not the public key of an age identity. Make one with "
            "age-keygen",
        ),
        ("METRICS_KEY", "short", "METRICS_KEY: it is too short. Use 20 random characters or more."),
        (
            "SENTRY_DSN",
            "sentry.example",
            "SENTRY_DSN: it is not the address of a Sentry server. Copy it from the Sentry server. "
            "Example: SENTRY_DSN=https://key@sentry.example/1",
        ),
        (
            "S3_URL",
            "http://key:secret@s3.example/pictures",
            "S3_URL: it is not the https address of a bucket with key and secret. Write all of it.",
        ),
        ("S3_URL", "https://s3.example/pictures", "S3_URL: it is not the https address"),
        ("S3_URL", "https://key:secret@s3.example/", "S3_URL: it is not the https address"),
        (
            "DATABASE_DIRECT_URL",
            "sqlite:////srv/clinic/var/db.sqlite3",
            "Write the address of PostgreSQL itself. Example: DATABASE_DIRECT_URL=postgresql://name",
        ),
        ("HOSTS", "0", 'HOSTS: "0" is not a whole number from 1.'),
    ],
)
def test_a_fault_stops_the_start_with_a_sentence(name, value, sentence):
    code, printed = start({name: value})
    assert code != 0
    assert sentence in printed


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"SITE_URL": "http://clinic.example"},
            "SITE_URL: it is http, so what patients write would travel for all to read. Use https.",
        ),
        (HTTPS | {"DEBUG": "true"}, "DEBUG: it shows the inside of the site to strangers."),
        (
            HTTPS | {"SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"},
            "SECRET_KEY: it is the tests' key, which everybody knows.",
        ),
        (HTTPS | {"TRUSTED_PROXIES": ""}, "TRUSTED_PROXIES: it is 0, but SITE_URL starts with"),
        (
            SEVERAL | {"DATABASE_URL": ""},
            "DATABASE_URL: with SQLite several hosts would each have one of their own.",
        ),
        (
            SEVERAL | {"DATABASE_URL": PGBOUNCER},
            "DATABASE_DIRECT_URL: a backup must not go through PgBouncer.",
        ),
        (
            SEVERAL | {"S3_URL": ""},
            "S3_URL: with pictures in a folder several hosts would each have one of their own.",
        ),
        (
            SEVERAL | {"BACKUP_FOLDER": ""},
            "BACKUP_FOLDER: of backups several hosts would each have one of their own.",
        ),
    ],
)
def test_a_mix_that_does_harm_stops_the_start(values, sentence):
    code, printed = start(values)
    assert code != 0
    assert sentence in printed
    assert printed.count("Example:") + printed.count("Take the line out") <= 1


def test_several_hosts_may_share_what_they_need():
    code, printed = start(SEVERAL, "STORAGES", "DATABASES")
    assert code == 0, printed
    assert '"endpoint_url": "https://s3.example"' in printed
    assert '"bucket_name": "pictures", "region_name": "eu-1"' in printed
    assert '"connect_timeout": 5' in printed


def test_a_house_of_its_own_may_do_without_https():
    assert start({"SITE_URL": "http://192.168.1.20:8000"})[0] == 0


@pytest.mark.parametrize(
    ("name", "value", "module"),
    [
        ("METRICS_KEY", "a" * 20, "prometheus_client"),
        ("SENTRY_DSN", "https://key@sentry.example/1", "sentry_sdk"),
    ],
)
def test_a_library_that_is_not_installed_is_told(name, value, module):
    without = f"import sys; sys.modules[{module!r}] = None; from clinic_site import settings"
    code, printed = start({name: value}, code=without)
    assert code != 0
    assert f"{name}: the library for it is not installed. Type .venv/bin/pip install" in printed
