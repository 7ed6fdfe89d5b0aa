"""What stands in deploy/: nginx in front of a running site, and the units of systemd."""

import json
import re
import signal
import subprocess
import sys
from fnmatch import fnmatch

import pytest

from clinic.pictures import MOST_BYTES
from tests.clinic_site.nginx import nginx_before
from tests.clinic_site.running import ROOT, running
from tests.clinic_site.test_environment import KEY
from tests.factories import make_clinic
from tests.programs import needs

ADDRESS = "203.0.113.9"
PICTURE = MOST_BYTES + 1024
GUARDS = ["Strict-Transport-Security", "X-Content-Type-Options", "Content-Security-Policy"]


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
            status, large, text = ask("/book/", bytes(4 * PICTURE))
            assert (status, "choose a picture of at most 8 MB" in text) == (413, True)
            assert (large["Cache-Control"], large["Retry-After"]) == ("no-store", None)
            assert {ask("/")[0] for _ in range(5)} == {200}
            site.process.send_signal(signal.SIGINT)
            site.process.wait()
            status, away, text = ask("/book/")
            assert (status, away["Retry-After"]) == (503, "60")
            assert "send it again" in text
    # The site's pages and nginx's own words are guarded alike, and once each.
    for each in (headers, large, away):
        assert {name: len(each.get_all(name, [])) for name in GUARDS} == dict.fromkeys(GUARDS, 1)
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
