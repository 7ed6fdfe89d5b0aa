"""What every test in the browser needs: a running site, and a browser that opens its pages."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.booking.helpers import aged
from tests.browser.sites import running_site
from tests.conftest import CHROMIUM

# A machine with much else to do needs longer than the usual five seconds.
expect.set_options(timeout=20_000)


def a_minute_ago(page, site):
    """Make the form on the page one that was shown a minute ago: nobody is that quick."""
    stamp = page.locator("input[name=submission]")
    older = aged(stamp.input_value(), key=site.environment["SECRET_KEY"])
    stamp.evaluate("(field, text) => { field.value = text }", older)


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


def is_axes_guess(url):
    """Whether axe asked: it looks beside the page for what a style sheet imports beside itself."""
    return url.rstrip("/").endswith(".css") and "/static/" not in url


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
        url = said.location["url"]
        is_page = url in {page.url for c in contexts for page in c.pages}
        if said.type == "error" and not (is_status and (is_page or is_axes_guess(url))):
            faults.append(said.text)

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
