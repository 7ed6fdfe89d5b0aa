"""Several deliverers at once, one killed half-way, and a site that answers meanwhile."""

import datetime
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from booking.models import AppointmentRequest
from outbox import delivery
from outbox.models import Letter
from outbox.worker import SECONDS_BETWEEN_LOOKS, Worker, look
from tests.booking.helpers import send
from tests.clinic_site.running import environment
from tests.factories import make_clinic
from tests.outbox.mail_server import HANG

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 30  # seconds until a test gives up; none waits that long


def deliver():
    try:
        return delivery.deliver_due()
    finally:
        connection.close()


def test_two_that_deliver_at_once_send_each_letter_once(server, letter):
    letters = [letter(to=f"p{n}@example.com") for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: deliver(), range(8)))
    assert sorted(message["To"] for message in server.messages) == sorted(
        each.to for each in letters
    )
    assert Letter.objects.filter(sent_at=None).count() == 0


def test_nobody_sends_what_somebody_is_sending(server, letter):
    server.to_letter.append(HANG)
    letter()
    first = threading.Thread(target=deliver)
    first.start()
    assert server.arrived.wait(WAIT)
    assert delivery.deliver_due() == 0
    server.released.set()
    first.join(WAIT)
    assert len(server.messages) == 1


def test_a_request_is_taken_while_the_mail_server_hangs(server, letter, client):
    make_clinic()
    server.to_letter.append(HANG)
    letter()
    delivering = threading.Thread(target=deliver)
    delivering.start()
    assert server.arrived.wait(WAIT)
    response = send(client)
    assert response.status_code == 303
    assert AppointmentRequest.objects.count() == 1
    assert delivering.is_alive()
    server.released.set()
    delivering.join(WAIT)


def test_killed_half_way_it_is_sent_again_after_the_lease(server, letter, settings, project_root):
    server.to_letter.append(HANG)
    sent = letter()
    process = start_process(project_root, server.port, settings.BACKUP_FOLDER)
    assert process.stdout.readline() == "Delivering letters. Stop with Ctrl+C.\n"
    assert server.arrived.wait(WAIT)
    process.kill()
    process.communicate(timeout=WAIT)
    server.released.set()
    assert delivery.deliver_due() == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=121)):
        assert delivery.deliver_due() == 1
    sent.refresh_from_db()
    assert sent.sent_at
    assert sent.attempts == 2
    assert server.ids == [f"<{sent.message_id}@clinic.example>"] * 2


def start_process(root, port, backups):
    """``manage.py deliver_letters`` on the database of the tests."""
    values = environment(
        backups.parent,
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        EMAIL_FROM="desk@clinic.example",
    )
    return subprocess.Popen(
        [sys.executable, "manage.py", "deliver_letters"],
        cwd=root,
        env=values,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_process_ends_when_told_to(server, letter, settings, project_root):
    letter()
    process = start_process(project_root, server.port, settings.BACKUP_FOLDER)
    assert server.arrived.wait(WAIT)
    process.terminate()
    process.communicate(timeout=WAIT)
    assert process.returncode == 0
    assert Letter.objects.get().sent_at


def test_the_thread_delivers_and_stops(server, letter):
    sent = letter()
    worker = Worker()
    assert server.arrived.wait(WAIT)
    worker.stop()
    assert not worker.thread.is_alive()
    sent.refresh_from_db()
    assert sent.sent_at


def test_a_backlog_leaves_without_pauses(server, letter, settings):
    settings.DAILY_ROUND = []
    for n in range(delivery.LETTERS_AT_ONCE + 1):
        letter(to=f"p{n}@example.com")
    assert look(threading.Event()) == 0
    assert look(threading.Event()) == SECONDS_BETWEEN_LOOKS
    assert Letter.objects.unsent().count() == 0
