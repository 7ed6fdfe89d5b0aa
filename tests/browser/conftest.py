"""A real site for the browser: gunicorn, hashed static files, a database of its own."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.booking.helpers import aged
from tests.conftest import CHROMIUM

ROOT = Path(__file__).parents[2]
# A machine with much else to do needs longer than the usual five seconds.
expect.set_options(timeout=20_000)
EMAIL = "desk@example.com"
PASSWORD = "four plain words here"
MAKE_STAFF = (
    "from staff.models import StaffMember;"
    f"StaffMember.objects.create_superuser({EMAIL!r}, {PASSWORD!r})"
)


def a_minute_ago(page, site):
    """Make the form on the page one that was shown a minute ago: nobody is that quick."""
    stamp = page.locator("input[name=submission]")
    older = aged(stamp.input_value(), key=site.environment["SECRET_KEY"])
    stamp.evaluate("(field, text) => { field.value = text }", older)


@dataclass
class Site:
    """A running site: its address, and how to run a management command on its database."""

    address: str
    environment: dict

    def shell(self, code):
        """Run Python on its database and return what it printed."""
        return self.manage("shell", "--no-imports", "--command", code).strip()

    def manage(self, *command):
        """Run manage.py with ``command`` and return what it printed."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(site):
    """Start gunicorn and wait for its word that it listens."""
    process = subprocess.Popen(  # noqa: S603
        [
            Path(sys.executable).with_name("gunicorn"),
            "--config=gunicorn.conf.py",
            f"--bind={site.address.removeprefix('http://')}",
            "clinic_site.wsgi:application",
        ],
        cwd=ROOT,
        env=site.environment | {"WEB_WORKERS": "1", "CLINIC_READY": "Ready."},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "Ready.\n", f"gunicorn ended with {process.poll()}"
    return process


def new_site(folder, host="127.0.0.1"):
    """A Site on a free port, without a database yet; ``folder`` holds what it keeps."""
    address = f"http://{host}:{free_port()}"
    environment = {
        "PATH": os.environ["PATH"],
        "CLINIC_ENV_FILE": "",
        "SECRET_KEY": "k3y-for-tests-" * 4,
        "SITE_URL": address,
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "BACKUP_FOLDER": f"{folder}/backups",
    }
    return Site(address, environment)


@contextmanager
def running_site(folder):
    """A site with its first content and one colleague, on a free port, until the block ends."""
    site = new_site(folder)
    site.manage("migrate", "--verbosity=0")
    site.manage("load_first_content")
    site.shell(MAKE_STAFF)
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    process = start(site)
    yield site
    process.send_signal(signal.SIGQUIT)  # at once, whatever lines the browser holds open
    process.communicate(timeout=30)


FORGET = "from clinic.models import SendingCount; SendingCount.objects.all().delete()"


@pytest.fixture
def nothing_counted(site):
    """All tests send from one connection; none is to be held for what another sent."""
    site.shell(FORGET)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site most tests look at. What a test changes there, every later test sees."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def own_site(tmp_path):
    """A site for one test that changes what every page says."""
    with running_site(tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def chromium():
    assert CHROMIUM, "no Chromium was found. Install it; here it is required."
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site):
    """Opens pages: ``visit(width=390, dark=False, script=False)`` gives a Playwright page.

    Pages are those of ``site``, or of the site given as ``at``.

    Whatever a page asks of another origin, and every violation of the policy, fails the test.
    """
    contexts, faults = [], []

    def open_page(width=390, *, dark=False, script=False, at=site, **options):
        context = chromium.new_context(
            base_url=at.address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: note(asked.url, at))
        page.on("console", hear)
        return page

    def note(url, at):
        if not url.startswith((at.address, "data:")):
            faults.append(f"asked elsewhere: {url}")

    def hear(said):
        # The status of the page itself, 404 or 422, is what some tests are about.
        is_status = said.text.startswith("Failed to load resource") and "text/" not in said.text
        is_page = said.location["url"] in {page.url for c in contexts for page in c.pages}
        if said.type == "error" and not (is_status and is_page):
            faults.append(said.text)

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
