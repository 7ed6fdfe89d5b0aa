"""The writer's own page: fix words, answer us, keep, withdraw. Opening it changes nothing."""

import datetime

import pytest
from django.utils import timezone

from outbox.models import Letter
from testimonials import decisions, writer
from testimonials.models import Consent, Testimonial
from tests.factories import make_clinic, make_staff, make_story, make_technique
from tests.html import read
from tests.testimonials.helpers import WORDS, confirmed_story, errors, hidden, letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic(db):
    make_clinic()


@pytest.fixture
def boss(db):
    return make_staff()


def published_story(client, boss, **changes):
    story = confirmed_story(client, **changes)
    decisions.publish(story, boss, decisions.digest(story))
    story.refresh_from_db()
    return story


def act(client, story, name, **data):
    address = story.get_absolute_url()
    return client.post(address, hidden(client, address) | {"act": name} | data, follow=True)


def test_a_made_up_key_opens_nothing(client):
    story = make_story()
    for key in (story.link_id, story.public_id, f"{story.key}x", "x.y"):
        assert client.get(f"/stories/mine/{key}/").status_code == 404
        assert client.get(f"/stories/sent/{key}/").status_code == 404
        assert client.post(f"/stories/mine/{key}/", {"act": "withdraw"}).status_code == 404
    story.refresh_from_db()
    assert story.withdrawn_at is None


def test_private_pages_are_neither_stored_nor_found(client):
    response = client.get(make_story().get_absolute_url())
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.content.decode()


def test_the_page_says_where_the_story_stands(client, boss):
    story = published_story(client, boss)
    text = read(client.get(story.get_absolute_url())).one("main").text
    assert "On our site since" in text
    assert decisions.long_day(story.consent_until) in text
    assert "Natural Healthcare Services may show my story" in text


def test_withdrawn_is_gone_from_every_page_at_once(client, boss):
    technique = make_technique(slug="first")
    story = published_story(client, boss, about="first")
    pages = ["/", "/about/", "/stories/", "/techniques/first/", story.place]
    assert all(story.headline in client.get(page).content.decode() for page in pages)
    page = read(act(client, story, "withdraw"))
    assert "Withdrawn. It is off our site." in page.one("main").text
    assert [p for p in pages if story.headline in client.get(p).content.decode()] == []
    assert not technique.stories.published().exists()
    assert Consent.objects.last().kind == "withdrawn"
    (letter,) = letters("withdrawn")
    assert "As you asked, it left our site" in letter.text
    assert not Letter.objects.filter(kind="testimonials.published").exists()


def test_nothing_can_be_done_after_withdrawing(client, boss):
    story = published_story(client, boss)
    act(client, story, "withdraw")
    for name in ("yes", "no", "keep", "shorter", "withdraw"):
        assert client.post(story.get_absolute_url(), {"act": name}).status_code == 422
    assert client.get(f"{story.get_absolute_url()}words/").status_code == 404
    story.refresh_from_db()
    with pytest.raises(decisions.Refused, match="The writer withdrew. This cannot be undone"):
        decisions.publish(story, boss, decisions.digest(story))


def test_other_words_are_agreed_to_anew_and_read_before_they_appear(client, boss):
    story = published_story(client, boss)
    address = f"{story.get_absolute_url()}words/"
    data = hidden(client, address) | {"headline": "Kind", "words": "They were kind."}
    response = client.post(address, data)
    assert response.status_code == 422
    assert errors(response) == ["Tick “I agree” if we may show your story. Without it we cannot"]
    assert "They were kind." in read(response).one("textarea").text
    page = read(client.post(address, data | {"consent": "on"}, follow=True))
    assert "Someone here reads your new words" in page.one("main").text
    story.refresh_from_db()
    assert (story.words, story.words_agreed) == ("They were kind.", "They were kind.")
    assert story.published_at is None
    last = Consent.objects.last()
    assert last.words == "They were kind."
    assert "my 4 stars" in last.wording
    assert "the name “Maria L.”" in last.wording


def test_a_shorter_version_appears_only_after_a_yes(client, boss):
    story = published_story(client, boss)
    kept = "They took time to explain. Parking is hard."
    decisions.offer_shorter(story, boss, story.headline, kept, "health_result")
    story.refresh_from_db()
    assert story.published_at is None
    (letter,) = letters("shorter")
    assert "They took time to explain. […] Parking is hard." in letter.text
    page = read(client.get(story.get_absolute_url()))
    assert "May we show this shorter version?" in page.text
    act(client, story, "shorter")
    story.refresh_from_db()
    assert story.words == story.words_agreed == "They took time to explain. […] Parking is hard."
    assert story.is_excerpt
    assert [line.words for line in Consent.objects.all()] == [WORDS, story.words]
    decisions.publish(story, boss, decisions.digest(story))
    text = read(client.get("/stories/")).one("article").text
    assert "Parking is hard. (excerpt)" in text
    assert "Shortened by us, agreed by the writer." in text


def test_no_to_the_shorter_version_changes_no_word(client, boss):
    story = confirmed_story(client)
    decisions.offer_shorter(story, boss, story.headline, "They took time", "advertises")
    act(client, story, "not_shorter")
    story.refresh_from_db()
    assert (story.words, story.words_offered, story.asked_at) == (WORDS, "", None)
    assert story.answer == "No to the shorter version."
    assert story in Testimonial.objects.to_read()


def test_a_question_is_answered_on_the_page(client, boss):
    story = confirmed_story(client)
    decisions.ask(story, boss, "Does Anna agree?")
    assert story not in Testimonial.objects.to_read()
    assert "Does Anna agree?" in letters("question")[0].text
    response = client.post(story.get_absolute_url(), {"act": "answer", "answer": " "})
    assert response.status_code == 422
    assert "Write your answer" in response.content.decode()
    act(client, story, "answer", answer="Yes, she does.")
    story.refresh_from_db()
    assert story.answer == "Yes, she does."
    assert story in Testimonial.objects.to_read()


def test_a_consent_that_ends_soon_is_kept_by_a_button(client, boss):
    story = published_story(client, boss)
    soon = timezone.localdate() + datetime.timedelta(days=10)
    Testimonial.objects.filter(pk=story.pk).update(consent_until=soon)
    act(client, story, "keep")
    story.refresh_from_db()
    assert (story.consent_until - timezone.localdate()).days > 5 * 365 - 2
    assert Consent.objects.filter(kind="given").count() == 2


def test_a_yes_to_another_text_than_the_one_shown_does_not_count(client, boss):
    story = published_story(client, boss)
    soon = timezone.localdate() + datetime.timedelta(days=10)
    Testimonial.objects.filter(pk=story.pk).update(consent_until=soon)
    response = client.post(story.get_absolute_url(), {"act": "keep", "seen": "other"})
    assert response.status_code == 422
    assert "Read it once more" in read(response).one(role="alert").text
    assert Consent.objects.count() == 1


def test_opening_the_pages_changes_no_row(client, boss):
    story = published_story(client, boss)
    before = Testimonial.objects.values().get()
    for address in (story.get_absolute_url(), f"{story.get_absolute_url()}words/", story.place):
        for _ in range(2):
            assert client.get(address).status_code == 200
            assert client.head(address).status_code == 200
    assert Testimonial.objects.values().get() == before
    assert Consent.objects.count() == 1


def test_changing_and_publishing_at_once_never_shows_unread_words(client, boss):
    story = confirmed_story(client)
    seen = decisions.digest(story)
    writer.change_words(story, "New", "Unread words.", "I agree.")
    with pytest.raises(decisions.Refused, match="changed the words meanwhile"):
        decisions.publish(story, boss, seen)
