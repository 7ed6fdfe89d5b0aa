"""Letters at the clinic desk: lists, one letter, a test letter, and letters that came back."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from outbox import delivery
from outbox.models import Letter, Round
from outbox.wording import LINK
from tests.factories import make_clinic, make_letter, make_staff
from tests.html import read
from tests.staff.helpers import come_in

pytestmark = pytest.mark.django_db
LIST = "/admin/outbox/letter/"
NOT_YET = "No e-mail leaves this site yet."


@pytest.fixture(autouse=True)
def _desk(client, settings):
    settings.MAIL_LEAVES = True
    make_clinic()
    come_in(client, make_staff())


def main(response):
    return read(response).one("main").text


def test_each_tab_lists_its_own(client):
    make_letter(to="waits@example.com")
    make_letter(kind="other", to="sent@example.com", sent_at=timezone.now(), left_by="mail")
    make_letter(to="dropped@example.com", dropped_at=timezone.now())
    make_letter(
        to="back@example.com", failed_at=timezone.now(), error_class="SMTPRecipientsRefused 550"
    )
    shown = {
        state: {name for name in ("waits", "sent", "dropped", "back") if f"{name}@" in text}
        for state in ("waiting", "sent", "back")
        for text in [main(client.get(LIST, {"state": state}))]
    }
    assert shown == {"waiting": {"waits"}, "sent": {"sent", "dropped"}, "back": {"back"}}
    assert "waits@" in main(client.get(LIST))
    assert "The mail server does not take letters to this address" in main(
        client.get(LIST, {"state": "back"})
    )


def test_the_list_asks_as_often_for_many_as_for_one(client, django_assert_num_queries):
    make_letter()
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)
    for _ in range(30):
        make_letter()
    with django_assert_num_queries(10):
        client.get(LIST)


def test_a_letter_is_read_but_not_changed(client):
    letter = make_letter(text=f"Hello,\n\nYour reference: 4K7-P29\n\nSee it: {LINK}")
    response = client.get(f"{LIST}{letter.pk}/change/")
    assert "Your reference 4K7-P29" in main(response)
    assert "a secret link, made when the letter leaves" in main(response)
    assert LINK not in main(response)
    assert client.post(f"{LIST}{letter.pk}/change/", {"to": "x@example.com"}).status_code == 403
    assert client.post(f"{LIST}{letter.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_a_letter_whose_words_are_erased_says_so(client):
    letter = make_letter(text="", to="", sent_at=timezone.now(), left_by="mail")
    assert "Its words are erased." in main(client.get(f"{LIST}{letter.pk}/change/"))


def test_a_test_letter_goes_to_who_asks(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    response = client.post(f"{LIST}test/", follow=True)
    assert "A test letter is on its way to desk@example.com." in read(response).text
    delivery.deliver_due()
    [message] = mail.outbox
    assert message.subject == "Test letter from your website"
    assert message.to == ["desk@example.com"]
    assert "It works: this letter left the site at " in message.body


def test_somebody_says_that_the_test_letter_arrived(client):
    letter = make_letter(sent_at=timezone.now(), left_by="mail", to="desk@example.com")
    assert "reach desk@example.com? Yes, it arrived" in main(client.get(LIST))
    client.post(f"{LIST}test/arrived/")
    letter.refresh_from_db()
    assert letter.seen_at
    assert "Yes, it arrived" not in main(client.get(LIST))


def test_a_letter_that_came_back_is_sent_again(client):
    letter = make_letter(failed_at=timezone.now(), error_class="SMTPDataError 554", attempts=1)
    assert "Send again" in main(client.get(f"{LIST}{letter.pk}/change/"))
    client.post(f"{LIST}{letter.pk}/again/")
    letter.refresh_from_db()
    assert (letter.failed_at, letter.attempts) == (None, 0)
    response = client.post(f"{LIST}{letter.pk}/again/", follow=True)
    assert "It did not come back" in read(response).text


def test_the_first_page_tells_what_is_wrong(client, settings):
    text = main(client.get("/admin/"))
    assert "came back" not in text
    assert NOT_YET not in text
    make_letter(failed_at=timezone.now())
    make_letter(not_before=timezone.now() - datetime.timedelta(hours=2))
    settings.MAIL_LEAVES = False
    text = main(client.get("/admin/"))
    assert NOT_YET in text
    assert "1 letter came back" in text
    assert "1 letter waits longer than an hour" in text


def test_the_first_page_tells_what_the_daily_round_left_undone(client):
    today = timezone.now()
    row = Round.objects.create(day="2027-06-15", started_at=today, finished_at=today)
    assert "Not done" not in main(client.get("/admin/"))
    Round.objects.filter(pk=row.pk).update(failed=["backup"], days_ahead=2)
    text = main(client.get("/admin/"))
    assert "Not done on Tuesday, June 15, 2027: backup." in text
    assert "The clock jumped 2 days ahead. Nothing was erased" in text


def test_without_a_mail_server_a_letter_is_read_at_the_desk(client, settings, tmp_path):
    settings.MAIL_LEAVES = False
    settings.EMAIL_BACKEND = "outbox.folder.EmailBackend"
    settings.LETTER_FOLDER = tmp_path
    response = client.post(f"{LIST}test/", follow=True)
    assert "is kept here, under Sent: no e-mail leaves this site yet." in read(response).text
    delivery.deliver_due()
    text = main(client.get(LIST, {"state": "sent"}))
    assert NOT_YET in text
    assert "Kept here" in text
    assert "Yes, it arrived" not in text
    assert "It works" in main(client.get(f"{LIST}{Letter.objects.get().pk}/change/"))


@pytest.mark.parametrize(
    "act", ["test/", "test/arrived/", "1/again/", "wording/outbox.test/original/"]
)
def test_looking_does_nothing(client, act):
    assert client.get(f"{LIST}{act}").status_code == 405
    assert not Letter.objects.exists()


def test_who_may_not_see_letters_sees_none(client):
    make_letter(failed_at=timezone.now())
    colleague = make_staff("other@example.com", is_superuser=False)
    client.force_login(colleague)
    assert "came back" not in main(client.get("/admin/"))
    for method, act in [("get", ""), ("post", "test/"), ("get", "wording/"), ("post", "1/again/")]:
        assert getattr(client, method)(f"{LIST}{act}").status_code == 403
    colleague.user_permissions.add(Permission.objects.get(codename="view_letter"))
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}wording/").status_code == 200
    assert client.get(f"{LIST}wording/outbox.test/").status_code == 403
