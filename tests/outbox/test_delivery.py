"""Letters arrive: once, through every no that a mail server can say."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from outbox import delivery
from outbox.models import Letter
from outbox.post import take_back
from tests.outbox.conftest import use
from tests.outbox.mail_server import DROP, HANG, DrippingServer, MailServer, free_port
from tests.outbox.sample_kinds import links

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
NO = {
    "550": "550 no such mailbox",
    "450": "450 come back later",
    "451": "451 try again",
    "554": "554 we do not want this",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-06-15 10:00-04:00", tick=False) as clock:
        yield clock


def fresh(letter):
    letter.refresh_from_db()
    return letter


def test_a_letter_is_sent_and_marked(server, letter):
    sent = letter()
    assert delivery.deliver_due() == 1
    assert fresh(sent).sent_at == timezone.now()
    assert (sent.left_by, sent.attempts, sent.lease_token) == ("mail", 1, None)
    assert server.ids == [f"<{sent.message_id}@clinic.example>"]
    assert delivery.deliver_due() == 0


def test_a_letter_waits_for_its_moment(server, letter, clock):
    letter(not_before=timezone.now() + 5 * MINUTE)
    assert delivery.deliver_due() == 0
    clock.shift(5 * MINUTE)
    assert delivery.deliver_due() == 1
    assert len(server.messages) == 1


@pytest.mark.parametrize("answer", ["450", "451"])
def test_a_no_for_now_is_tried_again(server, letter, clock, answer):
    where = server.to_address if answer == "450" else server.to_letter
    where.append(NO[answer])
    sent = letter()
    delivery.deliver_due()
    assert not fresh(sent).sent_at
    assert not sent.failed_at
    assert sent.error_class.endswith(answer)
    assert delivery.deliver_due() == 0
    clock.shift(MINUTE)
    delivery.deliver_due()
    assert fresh(sent).sent_at
    assert (sent.attempts, sent.error_class) == (2, "")
    assert len(server.messages) == 1


@pytest.mark.parametrize("answer", ["550", "554"])
def test_a_no_for_good_stops_it(server, letter, clock, answer):
    where = server.to_address if answer == "550" else server.to_letter
    where.append(NO[answer])
    back, next_one = letter(), letter(to="tom@example.com")
    delivery.deliver_due()
    assert fresh(back).failed_at == timezone.now()
    assert back.error_class.endswith(answer)
    assert fresh(next_one).sent_at
    clock.shift(100 * MINUTE)
    assert delivery.deliver_due() == 0


def test_a_no_to_us_stops_no_letter(server, letter, settings):
    server.controller.stop()
    server.options["auth_required"] = True
    server.start()
    waiting = letter()
    delivery.deliver_due()
    assert not fresh(waiting).failed_at
    assert waiting.error_class == "SMTPSenderRefused 530"


def test_a_server_that_is_away(settings, letter, clock):
    port = free_port()
    use(settings, port)
    letters = [letter(), letter()]
    delivery.deliver_due()
    assert {fresh(each).error_class for each in letters} == {"ConnectionRefusedError"}
    server = MailServer(port)
    server.start()
    clock.shift(MINUTE)
    delivery.deliver_due()
    server.stop()
    assert all(fresh(each).sent_at for each in letters)
    assert len(server.messages) == 2


def test_a_line_dropped_after_the_letter_brings_a_copy_with_the_same_id(server, letter, clock):
    server.to_letter.append(DROP)
    sent = letter()
    delivery.deliver_due()
    assert fresh(sent).error_class == "SMTPServerDisconnected"
    clock.shift(MINUTE)
    delivery.deliver_due()
    assert fresh(sent).sent_at
    assert server.ids == [f"<{sent.message_id}@clinic.example>"] * 2


def test_a_server_that_hangs_is_left(server, letter, settings, clock):
    settings.EMAIL_TIMEOUT = 0.2
    server.to_letter.append(HANG)
    sent = letter()
    delivery.deliver_due()
    assert fresh(sent).error_class == "SMTPServerDisconnected"
    clock.shift(MINUTE)
    settings.EMAIL_TIMEOUT = 10
    delivery.deliver_due()
    assert fresh(sent).sent_at


def test_a_server_that_drips_is_cut_off_within_the_lease(settings, letter):
    server = DrippingServer()
    server.start()
    use(settings, server.port)
    settings.EMAIL_TIMEOUT = 0.2
    sent = letter()
    delivery.deliver_due()
    server.stop()
    assert fresh(sent).error_class == "SMTPServerDisconnected"
    assert delivery.lease().total_seconds() == 2.4


def test_the_waits_grow_to_an_hour_and_end_after_72_hours(settings, letter, clock):
    use(settings, free_port())
    back = letter()
    waits = []
    while not fresh(back).failed_at:
        delivery.deliver_due()
        if fresh(back).lease_until:
            waits.append((back.lease_until - timezone.now()) // MINUTE)
            clock.move_to(back.lease_until)
    assert waits[:7] == [1, 2, 5, 10, 30, 60, 60]
    assert set(waits[6:]) == {60}
    assert 71 * 60 < sum(waits) <= 72 * 60


def test_a_letter_that_came_back_is_sent_again(server, letter, clock):
    server.to_address.append(NO["550"])
    back = letter()
    delivery.deliver_due()
    assert delivery.send_again(back)
    delivery.deliver_due()
    assert fresh(back).sent_at
    assert not delivery.send_again(back)
    assert len(server.messages) == 1


def test_an_unsent_letter_is_taken_back(server, letter, clock):
    assert take_back(letter(not_before=timezone.now() + MINUTE))
    clock.shift(MINUTE)
    assert delivery.deliver_due() == 0
    sent = letter()
    delivery.deliver_due()
    assert not take_back(sent)
    assert fresh(sent).sent_at


def test_a_letter_in_hand_is_not_taken_back(letter):
    waiting = letter()
    delivery.claim(waiting.pk)
    assert not take_back(waiting)
    assert Letter.objects.get() == waiting


def test_a_letter_that_waits_after_a_no_is_taken_back(server, letter):
    server.to_address.append(NO["450"])
    waiting = letter()
    delivery.deliver_due()
    assert take_back(waiting)


def test_the_link_is_made_when_the_letter_leaves(server, letter):
    letter("sample.linked", reference="4K7-P29")
    links["4K7-P29"] = "https://clinic.example/request/a:b&c/"
    delivery.deliver_due()
    [message] = server.messages
    assert (
        "request: https://clinic.example/request/a:b&c/" in message.get_body("plain").get_content()
    )
    html = message.get_body("html").get_content()
    assert html.count('href="https://clinic.example/request/a:b&amp;c/"') == 2


def test_a_letter_about_something_erased_is_dropped(server, letter):
    gone = letter("sample.linked", reference="4K7-P29")
    delivery.deliver_due()
    assert fresh(gone).dropped_at == timezone.now()
    assert gone.error_class == "What it is about is gone"
    assert server.messages == []
    assert delivery.deliver_due() == 0


def test_a_letter_erased_while_it_is_sent_stays_erased(letter):
    waiting = letter()
    claimed = delivery.claim(waiting.pk)
    Letter.objects.all().erase()
    delivery.settle(claimed, sent_at=timezone.now())
    assert not Letter.objects.exists()


def test_a_letter_ends_one_way_in_the_database(letter):
    waiting = letter()
    ends = {"sent_at": timezone.now(), "failed_at": timezone.now()}
    with pytest.raises(IntegrityError):
        Letter.objects.filter(pk=waiting.pk).update(**ends)
