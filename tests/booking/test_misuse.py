"""Against misuse: the stamp, the field nobody sees, and the counts. Nothing is lost by them."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from booking import misuse
from booking.models import AppointmentRequest
from clinic import counting
from clinic.models import DailySalt, SendingCount
from outbox.models import Letter
from tests.booking.helpers import aged, errors, payload, send
from tests.factories import make_caution, make_clinic, make_hours, make_technique
from tests.html import read

NOW = datetime.datetime(2026, 6, 2, 14, 14, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def clinic(db):
    """Tuesday, June 2, 2026, 10:14 am in New York; the desk has an address."""
    with time_machine.travel(NOW, tick=False) as clock:
        make_clinic(notified="front@example.com")
        make_hours()
        yield clock


def statuses():
    return list(AppointmentRequest.objects.order_by("pk").values_list("status", flat=True))


def send_many(client, n, **changes):
    """Send ``n`` requests of different people from one network."""
    for k in range(n):
        changes.setdefault("phone", "")
        response = send(client, email=f"a{k}@{changes.get('name', 'x')}.example", **changes)
    return response


def test_a_form_that_was_just_shown_is_too_quick(client, clinic):
    answers = payload(client)
    answers["submission"] = aged(answers["submission"], by=-datetime.timedelta(seconds=58))
    response = client.post("/book/", answers)
    assert response.status_code == 422
    assert errors(response) == [
        "That was very quick. Check your answers and press Send request again"
    ]
    assert read(response).one("input", name="name")["value"] == "Maria Lopez"
    clinic.shift(3)
    assert client.post("/book/", answers).status_code == 303


def test_a_stamp_with_another_moment_is_not_ours(client, clinic):
    answers = payload(client)
    told, _, signature = answers["submission"].rpartition(":")
    submission_id, _, shown = told.rpartition(".")
    forged = f"{submission_id}.{int(shown) - 60}:{signature}"
    response = client.post("/book/", answers | {"submission": forged})
    assert response.status_code == 422
    assert errors(response)[0].startswith("We could not check where this form came from")
    assert not AppointmentRequest.objects.exists()


def test_a_form_shown_before_the_clock_was_put_back_is_not_too_quick(client, clinic):
    answers = payload(client)
    clinic.shift(-2 * 60 * 60)
    assert client.post("/book/", answers).status_code == 303


def test_too_quick_is_not_told_beside_another_fault(client, clinic):
    answers = payload(client, name="")
    answers["submission"] = aged(answers["submission"], by=-datetime.timedelta(seconds=60))
    assert errors(client.post("/book/", answers)) == ["Enter your name"]


def test_a_form_of_four_hours_ago_is_shown_again_and_may_be_sent_at_once(client, clinic):
    answers = payload(client, note="Ring twice.")
    clinic.shift(4 * 60 * 60)
    response = client.post("/book/", answers)
    assert response.status_code == 422
    assert errors(response) == [
        "This page was open for a long time. Your answers are still here. Check them and press "
        "Send request again"
    ]
    page = read(response)
    assert page.one("textarea", name="note").text == "Ring twice."
    renewed = page.one("input", name="submission")["value"]
    assert client.post("/book/", answers | {"submission": renewed}).status_code == 303


def test_an_old_form_that_was_sent_before_leads_to_the_first_request(client, clinic):
    answers = payload(client)
    first = client.post("/book/", answers).headers["Location"]
    clinic.shift(5 * 60 * 60)
    page = read(client.post("/book/", answers))
    renewed = page.one("input", name="submission")["value"]
    again = client.post("/book/", answers | {"submission": renewed})
    assert again.headers["Location"] == first


def test_what_fills_in_the_hidden_field_is_held_and_sees_the_same_page(client, clinic):
    make_caution(make_technique())
    real = client.get(send(client, email="real@example.com").headers["Location"])
    letters = Letter.objects.count()
    trapped = send(client, email="real@example.com", website="https://spam.example")
    row = AppointmentRequest.objects.get(status="held")
    assert (row.held_reason, row.erase_on) == ("hidden_field", datetime.date(2026, 6, 9))
    assert trapped.headers["Location"] == row.get_absolute_url()
    assert Letter.objects.count() == letters
    first = AppointmentRequest.objects.get(status="received")
    page = client.get(trapped.headers["Location"])

    def told(response, request):
        return read(response).text.replace(request.reference, "")

    assert told(page, row) == told(real, first)


def test_a_held_yes_looks_as_if_we_call(client, clinic):
    make_caution(make_technique())
    trapped = send(client, website="x", safety="yes")
    assert read(client.get(trapped.headers["Location"])).one("h1").text == "We will call you first"


def test_the_hidden_field_is_out_of_everybodys_way(client, clinic):
    trap = read(client.get("/book/")).one("input", name="website")
    assert (trap["tabindex"], trap["autocomplete"], trap["type"]) == ("-1", "off", "text")
    assert trap.parent["aria-hidden"] == "true"


def test_beyond_the_limit_of_a_network_requests_are_held(client, clinic):
    send_many(client, misuse.NETWORK.most + 2)
    assert statuses() == ["received"] * misuse.NETWORK.most + ["held"] * 2
    assert set(AppointmentRequest.objects.filter(status="held").values_list("held_reason")) == {
        ("too_many",)
    }
    told = Letter.objects.filter(kind="booking.new_request").count()
    assert told == misuse.NETWORK.most
    other = send(client, phone="(202) 555-0199", REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 303


def test_another_network_and_the_next_hour_are_counted_anew(client, clinic):
    send_many(client, misuse.NETWORK.most + 1)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    send(elsewhere, phone="(202) 555-0199")
    clinic.shift(60 * 60)
    send(client, phone="(202) 555-0198")
    assert statuses()[-3:] == ["held", "received", "received"]


@pytest.mark.parametrize("contact", [{"phone": "(202) 555-0177"}, {"email": "A@example.com"}])
def test_beyond_the_limit_of_a_contact_requests_are_held(clinic, contact):
    values = {"phone": "", "email": ""} | contact
    for n in range(misuse.CONTACT.most + 1):
        send(Client(REMOTE_ADDR=f"203.0.{n}.9"), **values)
    assert statuses() == ["received"] * misuse.CONTACT.most + ["held"]
    clinic.shift(24 * 60 * 60)
    send(Client(), **values)
    assert statuses()[-1] == "received"


def test_no_letter_that_stays_away_tells_that_a_phone_number_asked_today(clinic):
    send(Client(REMOTE_ADDR="203.0.113.9"), email="maria@example.com")
    for n in range(misuse.CONTACT.most):
        send(Client(REMOTE_ADDR=f"198.51.{n}.9"), email=f"nosy{n}@example.com")
    assert statuses() == ["received"] * (misuse.CONTACT.most + 1)


def test_a_mixed_case_address_is_the_same_contact(clinic):
    for n, email in enumerate(["a@example.com", "A@example.com", "A@EXAMPLE.COM", "a@Example.com"]):
        send(Client(REMOTE_ADDR=f"203.0.{n}.9"), phone="", email=email)
    assert statuses()[-1] == "held"


def flood(n):
    """Fill the hour's count of held requests up to ``n``."""
    with transaction.atomic():
        misuse.count("seed", "seed", is_trapped=True)
    assert SendingCount.objects.filter(limit="held").update(n=n) == 1


def test_beyond_sixty_held_in_an_hour_the_form_asks_to_wait_or_call(client, clinic):
    flood(misuse.HELD.most)
    answers = payload(client, website="x", note="Ring twice.")
    response = client.post("/book/", answers)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == str(46 * 60)
    page = read(response)
    assert page.one(role="alert").text == (
        "There is a problem We had many requests from your connection. Your answers are still "
        "here. Wait 46 minutes and press Send request again, or call (202) 555-0136 ."
    )
    assert page.one("textarea", name="note").text == "Ring twice."
    assert not AppointmentRequest.objects.exists()
    assert SendingCount.objects.get(limit="held").n == misuse.HELD.most
    clinic.shift(46 * 60)
    assert client.post("/book/", answers).status_code == 303


def test_a_patient_is_received_during_a_flood(client, clinic):
    flood(misuse.HELD.most)
    assert send(client).status_code == 303
    assert statuses() == ["received"]


def test_sixty_from_everywhere_in_an_hour_are_received_and_more_are_held(clinic):
    for n in range(misuse.EVERYBODY.most + 1):
        with transaction.atomic():
            reason = misuse.count(f"203.0.{n}.0/24", f"{n}@x.example", is_trapped=False)
    assert reason == "too_many"


def test_sending_one_form_twice_counts_once(client, clinic):
    answers = payload(client)
    for _ in range(2):
        client.post("/book/", answers)
    assert set(SendingCount.objects.values_list("n", flat=True)) == {1}


def test_no_count_names_a_network_or_a_contact(client, clinic):
    send(client, email="maria@example.com")
    kept = str(list(SendingCount.objects.values())) + str(list(DailySalt.objects.values()))
    for private in ("127.0.0", "2025550177", "maria"):
        assert private not in kept


def test_the_salt_goes_with_its_day(client, clinic):
    send(client)
    first = bytes(DailySalt.objects.get().salt)
    old = set(SendingCount.objects.values_list("code", flat=True))
    clinic.shift(24 * 60 * 60)
    send(client)
    assert bytes(DailySalt.objects.get().salt) != first
    assert old.isdisjoint(SendingCount.objects.exclude(code="").values_list("code", flat=True))


def test_the_round_forgets_when_nobody_sends(client, clinic):
    send(client)
    counting.forget(NOW + A_DAY)
    assert not DailySalt.objects.exists()
    assert not SendingCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_one_by_one():
    make_clinic()
    ready = threading.Barrier(4)

    def sender():
        ready.wait()
        with transaction.atomic():
            misuse.count("203.0.113.0/24", "a@example.com", is_trapped=False)
        connection.close()

    threads = [threading.Thread(target=sender) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(SendingCount.objects.exclude(limit="held").values_list("limit", "n")) == {
        ("network", 4),
        ("contact", 4),
        ("everybody", 3),
    }
    assert DailySalt.objects.count() == 1


def test_invented_addresses_do_not_help(clinic):
    for n in range(misuse.NETWORK.most + 1):
        client = Client(HTTP_X_FORWARDED_FOR=f"9.9.{n}.9")
        send(client, phone="", email=f"{n}@x.example")
    assert statuses()[-1] == "held"
