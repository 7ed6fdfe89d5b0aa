"""S4, S5: no markup anybody typed runs, even where no policy would stop it."""

import json

import pytest

from tests.browser.sites import running_site

pytestmark = pytest.mark.browser
COUNT = "window.runs = 0; window.ran = () => { window.runs += 1 }"
LEAST_PAGES = 100


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A site with markup in every text: (the site, what there is to open)."""
    with running_site(tmp_path_factory.mktemp("markup")) as site:
        yield site, json.loads(site.shell("from tests.browser.markup import run; run()"))


def opened(visit, filled, **options):
    """A page that counts what runs, signed in as the owner."""
    site, found = filled
    page = visit(1200, script=True, at=site, **options)
    page.add_init_script(COUNT)
    page.on("dialog", lambda dialog: pytest.fail(f"{page.url} opened a dialog"))
    cookie = {"name": "sessionid", "value": found["session"], "url": site.address}
    page.context.add_cookies([cookie])
    return page


def runs(page):
    assert page.locator("[href^='javascript:' i], [src^='javascript:' i]").count() == 0, page.url
    return page.evaluate("window.runs")


@pytest.mark.parametrize("has_policy", [False, True], ids=["without a policy", "with the policy"])
def test_s4_no_page_runs_what_somebody_typed(visit, filled, has_policy):
    page = opened(visit, filled, bypass_csp=not has_policy)
    assert len(filled[1]["pages"]) > LEAST_PAGES
    for address in filled[1]["pages"]:
        page.goto(address)
        assert runs(page) == 0, address


def test_s4_no_answer_and_no_letter_runs_what_somebody_typed(visit, filled):
    page = opened(visit, filled, bypass_csp=True)
    page.goto("/healthz")
    for html in filled[1]["shown"]:
        page.set_content(html)
        assert runs(page) == 0, html[:2000]


def test_the_corpus_runs_where_nothing_is_escaped(visit, filled):
    page = opened(visit, filled, bypass_csp=True)
    page.goto("/healthz")
    for call in ("<svg onload=ran()>", "<details open ontoggle=ran()>"):  # these ask for nothing
        page.set_content(f"<p>{call}</p>")
        page.wait_for_function("window.runs > 0")
        page.evaluate("window.runs = 0")
