"""A setting with a typo stops the start with a sentence; a right one is understood."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clinic_site import databases
from clinic_site.databases import connection_settings
from tests.programs import run_python

KEY = "k3y-for-tests-" * 4
GOOD = {"CLINIC_ENV_FILE": "", "SECRET_KEY": KEY}
SHOW = (
    "import json, sys; from clinic_site import settings as s;"
    "print(json.dumps({name: getattr(s, name, None) for name in sys.argv[1:]}, default=str))"
)


def start(values, *names, code=SHOW):
    """Load the settings in a process of its own: (exit code, what it printed)."""
    environment = {"PATH": os.environ["PATH"]} | GOOD | values
    return run_python("-c", code, *names, environment=environment)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "DEBUG",
            "ture",
            'DEBUG: "ture" is neither true nor false. Write true or false. Example: DEBUG=false',
        ),
        (
            "SITE_URL",
            "clinic.example",
            'SITE_URL: "clinic.example" has no https:// in front. Write the whole address. '
            "Example: SITE_URL=https://clinic.example",
        ),
        ("SITE_URL", "ftp://clinic.example", 'SITE_URL: "ftp://clinic.example" is not a web'),
        ("SITE_URL", "http://127.0.0.1:80000", "is not a web address"),
        ("SITE_URL", "http://127.0.0.1/sub", "holds more than an address"),
        ("SECRET_KEY", "", "SECRET_KEY: it is missing. Let make run write one, or use 50 random"),
        ("SECRET_KEY", "short-and-telling", "SECRET_KEY: it is too short."),
        (
            "EMAIL_URL",
            "smpt://mail.example",
            'EMAIL_URL: "smpt" is not a way to send mail. Use smtp+tls or smtp+ssl. '
            "Example: EMAIL_URL=smtp+tls://name:password@mail.example:587",
        ),
        (
            "EMAIL_URL",
            "smtp://desk:pass@mail.example",
            "its password would travel for all to read.",
        ),
        (
            "EMAIL_URL",
            "smtp+tls://name:pass@mail.example",
            "EMAIL_FROM: it is missing. Write the address letters come from. "
            "Example: EMAIL_FROM=desk@clinic.example",
        ),
        ("EMAIL_FROM", "desk", 'EMAIL_FROM: "desk" is not an e-mail address.'),
        (
            "DELIVER_LETTERS",
            "no",
            'DELIVER_LETTERS: "no" is neither true nor false. Write true or false. '
            "Example: DELIVER_LETTERS=true",
        ),
        (
            "DATABASE_URL",
            "postgress://host/clinic",
            'DATABASE_URL: "postgress" is not known. Use sqlite or postgresql. '
            "Example: DATABASE_URL=postgresql://name:password@host/clinic",
        ),
        (
            "TIME_ZONE",
            "America/Pittsburg",
            'TIME_ZONE: there is no "America/Pittsburg". Use a name from the time zone list. '
            "Example: TIME_ZONE=America/New_York",
        ),
        ("CLINIC_ENV_FILE", ".evn", 'CLINIC_ENV_FILE: there is no file ".evn". Write its name.'),
        ("WEB_WORKERS", "two", 'WEB_WORKERS: "two" is not a whole number from 1.'),
        ("WEB_WORKERS", "0", 'WEB_WORKERS: "0" is not a whole number from 1.'),
        (
            "BACKUP_FOLDER",
            "backups",
            'BACKUP_FOLDER: "backups" is not a whole path. Begin it with /. '
            "Example: BACKUP_FOLDER=/srv/backups",
        ),
        ("TRUSTED_PROXIES", "-1", 'TRUSTED_PROXIES: "-1" is not a whole number from 0.'),
        (
            "SITE_URL",
            "https://clinic.example",
            "TRUSTED_PROXIES: it is 0, but SITE_URL starts with https. Write how many proxies "
            "stand in front. Example: TRUSTED_PROXIES=1",
        ),
    ],
)
def test_a_fault_stops_the_start_with_a_sentence(name, value, sentence):
    code, printed = start({name: value})
    assert code != 0
    assert sentence in printed
    assert "The site did not start. Fix these in .env and start again." in printed


def test_a_secret_is_never_printed():
    _, printed = start({"SECRET_KEY": "short-and-telling"})
    assert "short-and-telling" not in printed


def test_all_faults_are_told_at_once():
    _, printed = start({"DEBUG": "ture", "TIME_ZONE": "Nowhere", "SECRET_KEY": ""})
    assert [name in printed for name in ("DEBUG:", "TIME_ZONE:", "SECRET_KEY:")] == [True] * 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("SITE_ULR=https://a.example", "there is no such setting. Did you mean SITE_URL?"),
        ("COLOR=blue", "COLOR: there is no such setting. Take the line out."),
    ],
)
def test_a_misspelled_name_in_the_file(tmp_path, line, sentence):
    file = tmp_path / "env"
    file.write_text(f"# a remark\n\nDEBUG=false\n{line}\n", encoding="utf-8")
    code, printed = start({"CLINIC_ENV_FILE": str(file)})
    assert code != 0
    assert sentence in printed


def test_the_file_is_read_and_the_environment_wins(tmp_path):
    file = tmp_path / "env"
    file.write_text("TIME_ZONE=America/Chicago\nDEBUG=true\n", encoding="utf-8")
    values = {"CLINIC_ENV_FILE": str(file), "DEBUG": "false"}
    code, printed = start(values, "TIME_ZONE", "DEBUG")
    assert (code, printed) == (0, '{"TIME_ZONE": "America/Chicago", "DEBUG": false}\n')


def test_https_turns_on_what_it_allows():
    values = {"SITE_URL": "https://clinic.example", "TRUSTED_PROXIES": "1"}
    names = [
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SITE_IS_LOCAL",
        "SECURE_REDIRECT_EXEMPT",
    ]
    assert start(values, *names) == (
        0,
        '{"ALLOWED_HOSTS": ["clinic.example"], "SECURE_SSL_REDIRECT": true, '
        '"SESSION_COOKIE_NAME": "__Host-sessionid", "CSRF_COOKIE_NAME": "__Host-csrftoken", '
        '"SITE_IS_LOCAL": false, "SECURE_REDIRECT_EXEMPT": ["^(healthz|readyz|metrics)$"]}\n',
    )


def test_http_on_loopback_needs_nothing_more():
    names = ["ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SITE_IS_LOCAL", "DEBUG"]
    assert start({}, *names) == (
        0,
        '{"ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"], "SECURE_SSL_REDIRECT": null, '
        '"SITE_IS_LOCAL": true, "DEBUG": false}\n',
    )


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("", "clinic_site.sqlite"),
        ("postgresql://name:p%40ss@db.example/clinic", "django.db.backends.postgresql"),
    ],
)
def test_the_database(url, engine):
    code, printed = start({"DATABASE_URL": url}, "DATABASES")
    assert code == 0
    assert engine in printed


@pytest.mark.parametrize(
    ("scheme", "port", "tls", "ssl"),
    [("smtp+tls", 587, "true", "null"), ("smtp+ssl", 465, "null", "true")],
)
def test_mail_by_smtp_with_tls(scheme, port, tls, ssl):
    values = {"EMAIL_URL": f"{scheme}://desk@clinic.example:p%40ss@mail.example"}
    names = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"]
    names += ["EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL"]
    assert start(values, *names) == (
        0,
        f'{{"EMAIL_HOST": "mail.example", "EMAIL_PORT": {port}, '
        '"EMAIL_HOST_USER": "desk@clinic.example", "EMAIL_HOST_PASSWORD": "p@ss", '
        f'"EMAIL_USE_TLS": {tls}, "EMAIL_USE_SSL": {ssl}, "EMAIL_TIMEOUT": 10, '
        '"DEFAULT_FROM_EMAIL": "desk@clinic.example"}\n',
    )


def test_the_address_letters_come_from():
    values = {
        "EMAIL_URL": "smtp+tls://name:pass@mail.example",
        "EMAIL_FROM": "front@clinic.example",
    }
    assert start(values, "DEFAULT_FROM_EMAIL") == (
        0,
        '{"DEFAULT_FROM_EMAIL": "front@clinic.example"}\n',
    )


def test_mail_stays_in_a_folder_without_an_address():
    assert start({}, "EMAIL_BACKEND", "MAIL_LEAVES", "DEFAULT_FROM_EMAIL") == (
        0,
        '{"EMAIL_BACKEND": "outbox.folder.EmailBackend", "MAIL_LEAVES": false, '
        '"DEFAULT_FROM_EMAIL": "letters@127.0.0.1"}\n',
    )


def test_gunicorn_does_not_start_with_a_fault_and_says_it_once(project_root):
    done = subprocess.run(  # noqa: S603
        [Path(sys.executable).with_name("gunicorn"), "--check-config", "-c", "gunicorn.conf.py"],
        cwd=project_root,
        env={"PATH": os.environ["PATH"]} | GOOD | {"SITE_URL": "clinic.example"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.count("has no https:// in front") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("host", "checked"),
    [
        ("db.example", True),
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("localhost", False),
        ("192.168.1.20", False),
        ("", False),
        ("%2Fvar%2Frun%2Fpostgresql", False),
    ],
)
def test_over_a_network_the_database_has_to_prove_its_name(host, checked):
    found = connection_settings(f"postgresql://clinic:x@{host}/clinic")
    assert found["OPTIONS"].get("sslmode") == ("verify-full" if checked else None)


def test_the_address_of_a_database_may_say_otherwise():
    found = connection_settings("postgresql://clinic:x@db.example/clinic?sslmode=require")
    assert found["OPTIONS"]["sslmode"] == "require"
    # libpq refuses "system" beside it, and with a file would check all the same.
    assert "sslrootcert" not in found["OPTIONS"]
    found = connection_settings("postgresql://clinic:x@db.example/clinic?sslrootcert=/srv/ca.pem")
    assert found["OPTIONS"]["sslrootcert"] == "/srv/ca.pem"
    assert found["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.parametrize("is_there", [True, False])
def test_a_database_is_checked_by_the_authorities_of_the_computer(monkeypatch, tmp_path, is_there):
    path = tmp_path / "authorities"
    if is_there:
        path.touch()
    monkeypatch.setattr(databases, "AUTHORITIES", path)
    found = connection_settings("postgresql://clinic:x@db.example/clinic?sslmode=verify-full")
    assert found["OPTIONS"]["sslrootcert"] == (str(path) if is_there else "system")
