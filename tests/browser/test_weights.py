"""What a first visit costs: bytes, requests, and nothing that jumps."""

import gzip
import re
import urllib.request

import pytest

pytestmark = pytest.mark.browser
SOT = "/techniques/sacro-occipital-technique/"
FIRST_FLIGHT = 14_336  # what a server may send before the first answer from the phone
MOST = {
    "/": FIRST_FLIGHT,
    "/stories/": FIRST_FLIGHT,
    "/book/": FIRST_FLIGHT,
    "/about/": FIRST_FLIGHT,
    "/contact/": FIRST_FLIGHT,
    SOT: 26 * 1024,
}
MOST_CSS_OF_A_TECHNIQUE = 8 * 1024
MOST_WITH_FONTS = 100_000
MOST_REQUESTS = 6
LISTEN_FOR_SHIFTS = """
window.shifts = 0
new PerformanceObserver(list => { for (const entry of list.getEntries()) shifts += entry.value })
  .observe({ type: "layout-shift", buffered: true })
"""


def fetch(url):
    """The compressed body and the headers, as a phone gets them."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310
        return response.read(), response.headers


def weights(site, address):
    """Bytes of the page and of its style sheets."""
    body, headers = fetch(site.address + address)
    assert headers["Content-Encoding"] == "gzip"
    page = gzip.decompress(body).decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert sheets
    return len(body), sum(len(fetch(site.address + sheet)[0]) for sheet in sheets)


@pytest.mark.parametrize("address", MOST)
def test_the_first_view_is_small(site, address):
    page, sheets = weights(site, address)
    assert page + sheets <= MOST[address], f"{page} + {sheets}"
    if address == SOT:
        assert sheets <= MOST_CSS_OF_A_TECHNIQUE


@pytest.mark.parametrize("address", MOST)
@pytest.mark.parametrize("width", [390, 1280])
def test_few_requests_few_bytes_and_no_jump(visit, address, width):
    page = visit(width, script=True, bypass_csp=True)
    page.add_init_script(LISTEN_FOR_SHIFTS)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => 1)")
    assert 4 <= len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_WITH_FONTS
    assert page.evaluate("shifts") == 0


def test_hashed_files_are_kept_for_years(site):
    page = gzip.decompress(fetch(f"{site.address}/")[0]).decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert len(files) >= 3
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.", file), file
        kept = re.search(r"max-age=(\d+)", fetch(site.address + file)[1]["Cache-Control"])
        assert int(kept.group(1)) >= 365 * 24 * 60 * 60
