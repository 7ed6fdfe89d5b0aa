"""The desk: read, decide, add from paper; each act leaves its row, its letter and its trace."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from outbox.models import Letter
from staff.audit import Act
from staff.models import AuditEntry
from testimonials import decisions
from testimonials.models import Consent, Reason, Testimonial
from tests.factories import make_practitioner
from tests.html import read
from tests.staff.helpers import come_in, make_colleague
from tests.testimonials.desk import act, change, rows
from tests.testimonials.helpers import WORDS, confirmed_story, letters, sent_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
TODAY = timezone.localdate


def test_words_and_consent_stand_side_by_side_with_marks(client, boss):
    make_practitioner(name="Karen")
    story = confirmed_story(client, words="Karen and Anna cured my asthma.")
    page = read(client.get(change(story)))
    assert [mark.text for mark in page.all("mark")] == ["Anna", "cured", "asthma"]
    text = page.one("main").text
    assert f"Consent on file until {decisions.long_day(story.consent_until)}" in text
    assert "“Anna” looks like a person's name." in text
    assert "They decide nothing, and the stars play no part." in text
    assert page.all("button", value="publish")


def test_publish_shows_it_and_writes_to_the_writer(client, boss):
    story = confirmed_story(client)
    page = act(client, story, "publish", seen=decisions.digest(story))
    assert "It is on the site" in page.text
    assert WORDS in client.get("/stories/").content.decode()
    (letter,) = letters("published")
    assert "It shows 4 out of 5 stars and the name “Maria L.”." in letter.text
    assert f"/stories/?from={story.cursor}#" in letter.text
    assert LogEntry.objects.get().get_change_message() == "Published."


def test_undone_in_time_the_writer_hears_nothing(client, boss):
    story = confirmed_story(client)
    act(client, story, "publish", seen=decisions.digest(story))
    act(client, story, "take_down")
    assert story.published_at is None
    assert letters("published") == []
    assert story in Testimonial.objects.to_read()


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_told_and_counted(client, boss, reason):
    story = confirmed_story(client)
    act(client, story, "decline", reason=reason)
    assert (story.reason, bool(story.declined_at)) == (reason, True)
    (letter,) = letters("not_published")
    assert "It was not because of your stars" in letter.text
    assert "Not shown." in client.get(story.get_absolute_url()).content.decode()
    assert "1 received, 0 shown. Not shown:" in client.get("/stories/").content.decode()
    act(client, story, "reopen")
    assert (story.reason, story.declined_at) == ("", None)


def test_without_a_reason_nothing_is_decided(client, boss):
    story = confirmed_story(client)
    page = act(client, story, "decline", reason="")
    assert "Choose a reason. It is counted in public" in page.text
    assert story.declined_at is None
    assert not letters("not_published")


@pytest.mark.parametrize(
    "words",
    ["Other words entirely.", "", "kind met was I", WORDS],
    ids=["other", "", "moved", "all"],
)
def test_a_shorter_version_of_other_words_is_refused(client, boss, words):
    story = confirmed_story(client)
    data = {"headline": story.headline, "words": words, "reason": "health_result"}
    page = act(client, story, "shorten", **data)
    assert page.one("p", role="alert")
    assert (story.words_offered, story.asked_at) == ("", None)


def test_a_shorter_version_is_offered(client, boss):
    story = confirmed_story(client)
    data = {"headline": story.headline, "words": "I was met kindly.", "reason": "other_people"}
    act(client, story, "shorten", **data)
    assert story.words_offered == "[…] I was met kindly. […]"
    assert (story.words, story.published_at) == (WORDS, None)
    assert story not in Testimonial.objects.to_read()


def test_no_shorter_version_is_offered_before_we_called_the_writer(client, boss):
    story = sent_story(client, email="", phone="(202) 555-0177")
    data = {"headline": story.headline, "words": "I was met kindly.", "reason": "other_people"}
    page = act(client, story, "shorten", **data)
    assert "Nobody has confirmed this story." in page.one("p", role="alert").text
    assert (story.words_offered, story.asked_at) == ("", None)


def test_a_phone_writer_is_confirmed_by_us(client, boss):
    story = sent_story(client, email="", phone="(202) 555-0177")
    page = read(client.get(change(story)))
    assert page.one("a", href="tel:+12025550177", class_="call")
    assert "Call to confirm" in page.one("h1").text
    act(client, story, "confirm")
    line = Consent.objects.get()
    assert (line.recorded_by, line.wording) == (boss, story.wording_shown)
    assert story.words_agreed == WORDS
    assert not Letter.objects.exists()


def test_a_reply_stands_below_the_story(client, boss):
    story = confirmed_story(client)
    act(client, story, "publish", seen=decisions.digest(story))
    act(client, story, "reply", reply="Thank you for writing. We try to explain each step.")
    text = read(client.get("/stories/")).one("article").text
    assert "Reply from Natural Healthcare Services Thank you for writing." in text


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ("Thank you for your visit.", "“your visit” shows that the writer is a patient."),
        ("Migraines are hard.", "“Migraines” is about health. Leave it out."),
        ("Glad that it helped.", "“helped” claims a result. Leave it out."),
        ("a" * 601, "Ensure this value has at most 600 characters"),
    ],
)
def test_a_reply_that_tells_too_much_is_refused(client, boss, reply, sentence):
    story = confirmed_story(client)
    page = act(client, story, "reply", reply=reply)
    assert sentence in page.one("main").text
    assert page.one("textarea", name="reply").text == reply
    assert story.reply == ""
    if len(reply) <= 600:
        with pytest.raises(decisions.Refused):
            decisions.write_reply(story, boss, reply)


def test_the_writer_calls_to_withdraw(client, boss):
    story = confirmed_story(client)
    act(client, story, "publish", seen=decisions.digest(story))
    act(client, story, "withdraw")
    assert story.withdrawn_at
    assert WORDS not in client.get("/stories/").content.decode()
    assert Consent.objects.last().recorded_by == boss
    page = read(client.get(change(story)))
    assert [b["value"] for b in page.all("button", name="act")] == ["erase"]


def test_erasing_asks_for_the_password_first(client, boss):
    story = confirmed_story(client)
    act(client, story, "withdraw")
    assert act(client, story, "erase").one("h1").text == "Your password, please"
    assert WORDS in str(Testimonial.objects.values().get())


def test_only_an_owner_erases(client):
    story = confirmed_story(client)
    come_in(client, make_colleague("Editor"))
    page = act(client, story, "withdraw")
    assert page.all("button", name="act") == []
    address = reverse("admin:testimonials_testimonial_change", args=[story.pk])
    assert client.post(address, {"act": "erase"}).status_code == 403
    assert Testimonial.objects.get().erased_at is None


def test_erasing_empties_the_story_and_keeps_the_row(client, boss):
    come_in(client, boss)
    story = confirmed_story(client)
    assert "First withdraw it" in act(client, story, "erase").text
    act(client, story, "withdraw")
    act(client, story, "erase")
    assert AuditEntry.objects.filter(act=Act.ERASED).count() == 1
    kept = str(Testimonial.objects.values().get())
    for word in (WORDS, "Maria", "maria@", "They took"):
        assert word not in kept
    assert not Letter.objects.exists()
    assert Consent.objects.count() == 2
    assert client.get(story.get_absolute_url()).status_code == 404
    assert "1 at the writer's wish" in client.get("/stories/").content.decode()
    assert "Erased" in rows(client, tab="withdrawn")
