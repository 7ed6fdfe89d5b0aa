"""What happens to stories by itself: asked once, gone in time, erased without a trace."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from clinic.models import Clinic
from outbox.erasures import list_path
from outbox.models import Letter
from testimonials import decisions, invite, rounds, terms, writer
from testimonials.erasing import erase, erase_again
from testimonials.letters import ending_list
from testimonials.models import Consent, Invitation, Route, Testimonial
from tests.booking.test_rounds import trace
from tests.factories import make_clinic, make_staff, make_story
from tests.html import read
from tests.testimonials.helpers import WORDS, confirmed_story, letters, sent_story

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def boss(db):
    make_clinic()
    return make_staff()


def run(job, after=datetime.timedelta(0)):
    """A dry run, then the job, then the job again; what the job said."""
    now = timezone.now() + after
    with time_machine.travel(now, tick=False):
        before = list(Testimonial.objects.values())
        would = job.run(now, True)
        assert list(Testimonial.objects.values()) == before
        did = job.run(now, False)
        assert len(would) == len(did)
        assert job.run(now, False) == []
    return did


def published(client, boss):
    story = confirmed_story(client)
    return decisions.publish(story, boss, decisions.digest(story))


def test_writers_are_asked_once_before_their_consent_ends(client, boss):
    story = published(client, boss)
    assert run(rounds.ASK) == []
    until = (story.consent_until - timezone.localdate()) - 20 * DAY
    assert run(rounds.ASK, until) == ["asked about 1 story whose consent ends"]
    (letter,) = letters("ending")
    assert decisions.long_day(story.consent_until) in letter.text


def test_the_desk_is_told_once_of_consents_that_end(client, boss, settings):
    Clinic.objects.update(notified="front@clinic.example owner@clinic.example")
    ends = timezone.localdate() + 3 * DAY
    make_story(route=Route.CARRIED_OVER, consent_until=ends)
    make_story(consent_until=ends + DAY)
    assert run(rounds.ASK) == ["asked about 2 stories whose consent ends"]
    told = letters("consents_ending")
    assert [letter.to for letter in told] == ["front@clinic.example", "owner@clinic.example"]
    assert "2 stories leave the site within 30 days" in told[0].subject
    for day in (ends, ends + DAY):
        assert f"one on {decisions.long_day(day)}" in told[0].text
    client.force_login(boss)
    page = read(client.get(ending_list("").removeprefix(settings.SITE_URL)))
    assert "Consent ending" in [a.text for a in page.all("a", aria_current="page")]


def test_a_declined_story_loses_its_words_after_a_while(client, boss):
    story = confirmed_story(client)
    decisions.decline(story, boss, "advertises")
    assert run(rounds.ENDED, (terms.ERASED_AFTER_DAYS - 1) * DAY) == []
    run(rounds.ENDED, (terms.ERASED_AFTER_DAYS + 1) * DAY)
    story.refresh_from_db()
    assert (story.words, story.name, story.email) == ("", "", "")
    assert (story.reason, bool(story.declined_at)) == ("advertises", True)


def test_what_nobody_confirmed_is_erased_in_time(client):
    story = sent_story(client)
    assert run(rounds.UNCONFIRMED, terms.UNCONFIRMED_DAYS * DAY) == []
    after = (terms.UNCONFIRMED_DAYS + 1) * DAY
    assert run(rounds.UNCONFIRMED, after) == ["erased 1 story nobody confirmed"]
    story.refresh_from_db()
    assert (story.words, story.email, story.reason) == ("", "", "not_confirmed")
    assert not Letter.objects.exists()


def test_a_story_somebody_did_not_write_is_erased_at_once(client):
    writer.deny(sent_story(client))
    assert run(rounds.UNCONFIRMED) == ["erased 1 story nobody confirmed"]


def test_confirmed_and_carried_over_stories_stay(client):
    confirmed_story(client)
    make_story(
        route=Route.CARRIED_OVER,
        confirmed_at=None,
        headline_agreed="A",
        headline="A",
        words_agreed="B",
        words="B",
        received_on="2020-01-01",
    )
    assert run(rounds.UNCONFIRMED, 31 * DAY) == []


def test_withdrawn_stories_lose_their_words_but_not_their_proof(client, boss):
    story = published(client, boss)
    writer.withdraw(story)
    assert run(rounds.ENDED, 29 * DAY) == []
    assert run(rounds.ENDED, 31 * DAY) == [
        "erased 1 story withdrawn, not shown or with an ended consent"
    ]
    assert WORDS not in str(list(Testimonial.objects.values()))
    assert Consent.objects.first().words == WORDS
    assert run(rounds.PROOF, 5 * 365 * DAY) == []
    assert run(rounds.PROOF, (6 * 366 + 40) * DAY) == ["erased 2 lines of old proof"]
    assert not Consent.objects.exists()
    assert Testimonial.objects.count() == 1


def test_a_consent_that_ended_takes_the_words_along(client, boss):
    story = published(client, boss)
    after = story.consent_until - timezone.localdate()
    assert run(rounds.ENDED, after + 29 * DAY) == []
    assert run(rounds.ENDED, after + 32 * DAY)
    story.refresh_from_db()
    assert (story.words, story.published_at, story.reason) == ("", None, "no_consent")
    assert run(rounds.PROOF, after + 5 * 365 * DAY) == []
    assert run(rounds.PROOF, after + (6 * 366 + 1) * DAY) == ["erased 1 line of old proof"]


def test_addresses_of_ended_invitations_are_forgotten(boss):
    invite.by_letter(["a@example.com"], boss)
    assert run(rounds.INVITED, terms.INVITATION_DAYS * DAY) == []
    after = (terms.INVITATION_DAYS + 1) * DAY
    assert run(rounds.INVITED, after) == ["forgot 1 address invited"]
    assert Invitation.objects.get().email == ""


def test_after_a_restore_what_was_erased_is_erased_again(settings, boss):
    story, other = make_story(), make_story()
    assert erase_again({story.public_id, "unknown"}) == 1
    story.refresh_from_db()
    other.refresh_from_db()
    assert (story.words, other.words) == ("", "I was met kindly.")
    listed = (settings.BACKUP_FOLDER / "erased.txt").read_text()
    assert f"stories {story.public_id}\n" in listed


def test_a_story_that_was_withdrawn_is_withdrawn_again_after_a_restore(
    client, boss, settings, tmp_path
):
    settings.BACKUP_FOLDER = tmp_path
    gone, stays = published(client, boss), make_story()
    writer.withdraw(gone)
    ids = {line.split()[1] for line in list_path().read_text().splitlines()}
    assert ids == {str(gone.public_id)}
    Testimonial.objects.filter(pk=gone.pk).update(withdrawn_at=None, published_at=gone.published_at)
    Letter.objects.all().delete()
    assert writer.withdraw_again(ids) == 1
    assert writer.withdraw_again(ids) == 0
    assert Testimonial.objects.published().get() == stays
    assert Consent.objects.filter(kind=Consent.Kind.WITHDRAWN).count() == 2
    assert not Letter.objects.exists()  # the writer heard of it before


@pytest.mark.parametrize(
    "remove",
    [
        lambda story, by: decisions.take_down(story, by),
        lambda story, by: decisions.decline(story, by, "advertises"),
    ],
    ids=["taken down", "declined"],
)
def test_a_story_we_took_off_the_site_waits_to_be_read_after_a_restore(
    client, boss, settings, tmp_path, remove
):
    settings.BACKUP_FOLDER = tmp_path
    shown = published(client, boss)
    remove(shown, boss)
    assert list_path().read_text() == f"removals {shown.public_id}\n"
    back = {"published_at": shown.published_at, "declined_at": None, "reason": ""}
    Testimonial.objects.filter(pk=shown.pk).update(**back)
    stays = make_story()
    assert decisions.take_down_again({shown.public_id, "unknown"}) == 1
    assert Testimonial.objects.published().get() == stays
    assert Testimonial.objects.to_read().get() == shown


def test_a_story_that_was_never_shown_is_not_on_the_list(client, boss, settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path
    decisions.decline(confirmed_story(client), boss, "advertises")
    assert not list_path().exists()


def test_a_full_disk_keeps_no_story_on_the_site(client, boss, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.BACKUP_FOLDER = tmp_path / "file"
    writer.withdraw(published(client, boss))
    assert not Testimonial.objects.published().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the file of SQLite")
def test_an_erased_story_leaves_no_trace_in_the_database_file(client, boss):
    story = make_story(words="ZZCANARY", headline="ZZCANARY", name="ZZCANARY")
    assert b"ZZCANARY" in trace()
    assert erase(Testimonial.objects.filter(pk=story.pk)) == 1
    assert b"ZZCANARY" not in trace()
