"""What stands in deploy/: nginx in front of a running site, and the units of systemd."""

import json
import os
import re
import signal
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from fnmatch import fnmatch

import pytest

from clinic.pictures import MOST_BYTES
from tests.clinic_site.running import ROOT, free_port, running
from tests.clinic_site.test_environment import KEY
from tests.factories import make_clinic
from tests.programs import needs

ADDRESS = "203.0.113.9"
PICTURE = MOST_BYTES + 1024


def shipped(folder, upstream):
    """The shipped configuration with paths and ports of this test; (its path, TLS port, other)."""
    tls, plain = free_port(), free_port()
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for before, after in [
        ("listen [::]:80;", ""),
        ("listen [::]:443 ssl http2;", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
        ("127.0.0.1:8000", upstream),
        ("/var/cache/nginx", str(folder)),
        ("/var/log/nginx", str(folder)),
        ("/etc/ssl", str(folder)),
    ]:
        assert before in text
        text = text.replace(before, after)
    make_certificate(folder)
    path = folder / "nginx.conf"
    # Else its workers would be nobody, who may not write here.
    user = "user root;" if os.geteuid() == 0 else ""
    path.write_text(
        f"{user} pid {folder}/nginx.pid; error_log {folder}/nginx.error; daemon off;"
        f" events {{ }} http {{ {text} }}",
        encoding="utf-8",
    )
    return path, tls, plain


class StayHere(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *arguments):
        return None


def make_certificate(folder):
    subprocess.run(  # noqa: S603
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=clinic"),
            *("-keyout", folder / "clinic.example.key", "-out", folder / "clinic.example.pem"),
        ],
        check=True,
        capture_output=True,
    )


@contextmanager
def serving(folder, path, port):
    """nginx as the file at ``path`` says, until the block ends; ``port`` is one it listens at."""
    command = ["nginx", "-p", folder, "-e", folder / "nginx.error", "-c", path]
    assert subprocess.run([*command, "-t"], capture_output=True).returncode == 0  # noqa: S603
    with subprocess.Popen(command) as process:  # noqa: S603
        try:
            wait_for(port)
            yield
        finally:
            process.terminate()


def trusting():
    """TLS that believes every certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def nginx_before(folder, upstream):
    """nginx in front of ``upstream``: ask(path, what is posted) → (status, headers, text)."""
    path, tls, plain = shipped(folder, upstream)
    https = urllib.request.HTTPSHandler(context=trusting())
    opener = urllib.request.build_opener(StayHere, https)

    def ask(path, data=None, *, scheme="https", **headers):
        place = f"{scheme}://127.0.0.1:{tls if scheme == 'https' else plain}"
        asked = urllib.request.Request(f"{place}{path}", data, headers)  # noqa: S310 - of this test
        asked.add_header("Host", "clinic.example")
        try:
            with opener.open(asked) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read().decode()

    with serving(folder, path, tls):
        yield ask


def wait_for(port):
    """Return when somebody listens."""
    show = (
        "import socket, sys\nwhile socket.socket().connect_ex(('127.0.0.1', int(sys.argv[1]))): 0"
    )
    subprocess.run([sys.executable, "-c", show, str(port)], check=True, timeout=30)  # noqa: S603


@needs("nginx", "openssl")
@pytest.mark.django_db(transaction=True)
def test_nginx_before_a_running_site_and_one_that_is_gone(tmp_path):
    make_clinic()
    values = {"SITE_URL": "https://clinic.example", "TRUSTED_PROXIES": "1", "SECRET_KEY": KEY}
    with running(tmp_path, **values) as site:
        upstream = site.address.removeprefix("http://")
        with nginx_before(tmp_path, upstream) as ask:
            status, headers, _ = ask("/book/?technique=Quince", **{"X-Forwarded-For": ADDRESS})
            assert status == 200
            assert "Strict-Transport-Security" in headers
            assert ask("/stories/mine/s3cret-key/")[0] == 404
            status, headers_of_plain, _ = ask("/request/s3cret-key/?q=Quince", scheme="http")
            there = "https://clinic.example/request/s3cret-key/?q=Quince"
            assert (status, headers_of_plain["Location"]) == (301, there)
            # Two pictures above the limit reach the site, which answers in its own words.
            assert "Please send it once more" in ask("/book/", bytes(2 * PICTURE))[2]
            status, _, text = ask("/book/", bytes(4 * PICTURE))
            assert (status, "choose a picture of at most 8 MB" in text) == (413, True)
            assert {ask("/")[0] for _ in range(5)} == {200}
            site.process.send_signal(signal.SIGINT)
            site.process.wait()
            status, away, text = ask("/book/")
            assert (status, away["Retry-After"]) == (503, "60")
            assert "send it again" in text
    log = (tmp_path / "clinic.log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert lines[0]["request_id"] == headers["X-Request-ID"]
    assert [(line["address"], line["status"]) for line in lines[:3]] == [
        ("/book/", 200),
        ("/stories/mine/…", 404),
        ("/request/…", 301),
    ]
    # A public page is kept until the second is over.
    assert "HIT" in [line["cache"] for line in lines[3:]]
    assert [word for word in ("Quince", "s3cret", ADDRESS, "127.0.0.1") if word in log] == []


@needs("systemd-analyze")
@pytest.mark.parametrize("name", ["clinic", "clinic-letters"])
def test_a_unit_is_right_and_in_a_sandbox(tmp_path, name):
    text = (ROOT / f"deploy/{name}.service").read_text(encoding="utf-8")
    unit = tmp_path / f"{name}.service"
    unit.write_text(text.replace("/srv/clinic/.venv", sys.prefix), encoding="utf-8")
    for command in (["verify", unit], ["security", "--offline=yes", "--threshold=20", unit]):
        done = subprocess.run(  # noqa: S603
            ["systemd-analyze", *command],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_no_image_holds_what_git_leaves_out():
    left_out = [line.removeprefix("**/") for line in read(".dockerignore").splitlines()]
    for line in read(".gitignore").splitlines():
        assert any(fnmatch(line.strip("/"), pattern) for pattern in left_out), line


def test_in_the_image_static_files_are_of_the_user_who_collects_them_again():
    text = read("deploy/Containerfile")
    assert text.index("USER clinic") < text.index("collectstatic")
    [number] = re.findall(r"useradd --uid (\d+)", text)
    assert f"chown -R {number} /srv/backups" in read("docs/deploy.md")


def test_whoever_stops_the_site_waits_for_its_last_answers():
    [answers] = re.findall(r"^graceful_timeout = (\d+)$", read("gunicorn.conf.py"), re.MULTILINE)
    page = read("docs/deploy.md").replace("\\\n", "")
    told = [line for line in page.splitlines() if "podman run -d" in line]
    told += [read(f"deploy/{unit}.service") for unit in ("clinic", "clinic-letters")]
    waits = [re.search(r"(?:--stop-timeout |TimeoutStopSec=)(\d+)", text) for text in told]
    assert [wait and int(wait[1]) > int(answers) for wait in waits] == [True] * 4
