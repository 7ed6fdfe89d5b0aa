"""S29: texts that take years. What is read in one go, whatever its length, is no way to hang us."""

import signal
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from clinic_site.logs import masked
from tests.factories import make_caution, make_clinic, make_hours, make_staff, make_technique
from tests.staff.helpers import come_in
from tests.threats import payloads
from tests.threats.forms import TEXTS, send

pytestmark = pytest.mark.django_db
# Of computing, whatever else the machine does. The slowest of these texts takes half of one; where
# the time grows with the square of the length, they take more than ten.
SECONDS = 5
LONG_COOKIES = [
    'a="' + "\\" * 50_000 + '"',
    'a="' + '\\"' * 25_000 + '"',
    "a=b;" * 12_000,
    "=" * 50_000,
]
HEADERS = ["accept", "accept_encoding", "cookie", "if_modified_since", "if_none_match", "range"]
HEADERS += ["origin", "referer", "user_agent", "x_forwarded_for", "x_request_id"]


@contextmanager
def no_hanging(text):
    """What computes for too long fails, instead of hanging the tests."""

    def stop(*args):
        raise AssertionError(f"it hangs on {text[:20]!r}")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def site(db):
    make_clinic()
    make_hours()
    make_caution(make_technique())


@pytest.mark.parametrize("address", TEXTS)
def test_s29_no_text_makes_a_form_hang(site, address):
    for text in payloads.SLOW:
        with no_hanging(text):
            answer = send(address, **dict.fromkeys(TEXTS[address], text))
        assert answer.status_code == 422, text[:20]
    # The longest room is that of the last one.
    too_long = "a b " * 500 + "c"
    assert send(address, **{TEXTS[address][-1]: too_long}).status_code == 422


DESK = {
    "/admin/reading/": ["text"],
    "/admin/testimonials/testimonial/invite/": ["addresses"],
    "/admin/staff/staffmember/add/": ["first_name", "email"],
    "/admin/clinic/notice/add/": ["sentence"],
}


@pytest.mark.parametrize("address", DESK)
def test_s29_no_text_makes_the_desk_hang(site, client, address):
    come_in(client, make_staff())
    for text in payloads.SLOW:
        with no_hanging(text):
            answer = client.post(address, dict.fromkeys(DESK[address], text) | {"role": "Editor"})
        assert answer.status_code in {200, 422}, text[:20]


def test_s29_no_password_makes_the_desk_hang():
    with no_hanging("a long password"), pytest.raises(ValidationError):
        validate_password("a" * 1_000_000, make_staff(first_name="a" * 80))


def test_s29_no_line_makes_the_log_hang():
    for text in payloads.SLOW:
        with no_hanging(text):
            assert masked(f"Not Found: /{text} a@b.example").endswith("…@…")


def test_s29_no_address_makes_the_site_hang(whole):
    for text in payloads.SLOW:
        with no_hanging(text):
            assert whole.ask(f"/{quote(text)}").status == 404
            assert whole.ask(f"/stories/?after={quote(text)}").status in {200, 404}


@pytest.mark.parametrize("header", HEADERS)
def test_s29_no_header_makes_the_site_hang(whole, header):
    for text in [*payloads.SLOW, *LONG_COOKIES]:
        with no_hanging(text):
            answer = whole.ask("/book/", **{header: text.encode().decode("latin-1")})
        assert answer.status == 200, text[:20]
