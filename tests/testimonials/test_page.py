"""The page of stories: all of them, ten at a time, filters, and numbers that add up."""

import datetime
import json
import re

import pytest
from django.utils import timezone

from clinic.models import Clinic
from testimonials import numbers, terms
from testimonials.models import Route, Testimonial
from tests.factories import make_clinic, make_practitioner, make_story, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clinic(db):
    make_clinic()


def page_of(client, address="/stories/"):
    return read(client.get(address))


def headlines(page):
    return [article.one("h2").text for article in page.all("article")]


def link(page, words):
    found = [a["href"] for a in page.all("a") if a.text == words]
    return found[0] if found else None


def make_stories(count, **values):
    """Newest last, every third at the same moment as the one before."""
    now = timezone.now().replace(microsecond=0)
    moments = [now - datetime.timedelta(minutes=count - n + n % 3) for n in range(count)]
    return [make_story(published_at=moment, **values) for moment in moments]


@pytest.mark.parametrize("count", [1, 10, 11, 20, 25])
def test_reading_on_and_back_meets_each_story_once(client, count):
    made = {story.headline for story in make_stories(count)}
    page, seen, pages = page_of(client), [], []
    while page:
        assert len(headlines(page)) <= terms.STORIES_ON_A_PAGE
        seen += headlines(page)
        pages.append(headlines(page))
        older = link(page, "Older stories")
        last, page = page, page_of(client, older) if older else None
    assert len(seen) == len(set(seen)) == count
    assert set(seen) == made
    for earlier in pages[-2::-1]:
        last = page_of(client, link(last, "Newer stories"))
        assert headlines(last) == earlier
    assert link(last, "Newer stories") is None


def test_a_letter_leads_to_the_page_that_begins_with_the_story(client):
    stories = make_stories(15)
    story = sorted(stories, key=lambda s: (s.published_at, s.public_id))[4]
    page = page_of(client, story.place.partition("#")[0])
    assert headlines(page)[0] == story.headline
    assert page.one("article", id=story.place.partition("#")[2])
    Testimonial.objects.filter(pk=story.pk).update(published_at=None)
    assert story.headline not in headlines(page_of(client, story.place.partition("#")[0]))


@pytest.mark.parametrize("cursor", ["", "x", "zz-1", "f" * 14 + "-1", "1", "0-", "-1", "0-" * 9])
def test_a_broken_place_in_the_list_is_the_first_page(client, cursor):
    story = make_story()
    for name in ("after", "before", "from"):
        response = client.get("/stories/", {name: cursor})
        assert response.status_code == 200
    assert headlines(page_of(client, "/stories/?stars=9&about=nothing")) == [story.headline]


def test_filters_by_thing_and_stars_lead_to_exactly_those(client):
    technique = make_technique(slug="first", name="First")
    person = make_practitioner("Karen")
    about = {
        "first": make_story(technique=technique, stars=5),
        "karen": make_story(practitioner=person, stars=1),
        "another-service": make_story(service="a colonic", stars=1),
        "the-clinic": make_story(stars=3),
    }
    for slug, story in about.items():
        page = page_of(client, f"/stories/?about={slug}")
        assert headlines(page) == [story.headline], slug
        assert "1 story" in page.one("nav", aria_label="Choose stories").text
    ones = page_of(client, "/stories/?stars=1")
    assert set(headlines(ones)) == {about["karen"].headline, about["another-service"].headline}
    none = page_of(client, "/stories/?stars=5&about=karen")
    assert "No stories match" in none.one("main").text
    assert link(none, "Show all stories") == "/stories/"


def test_a_page_of_a_filter_keeps_it(client):
    make_stories(12, stars=2)
    make_stories(3, stars=5)
    page = page_of(client, "/stories/?stars=2")
    older = link(page, "Older stories")
    assert "stars=2" in older
    assert len(headlines(page_of(client, older))) == 2


def test_a_technique_s_page_has_only_its_own(client):
    mine = make_story(technique=make_technique(slug="first"))
    other = make_story(service="a colonic")
    text = client.get("/techniques/first/").content.decode()
    assert mine.headline in text
    assert other.headline not in text


def test_a_story_is_complete(client):
    make_story(
        stars=1,
        name_shown="M. L.",
        visited_in="2026-06-01",
        service="a colonic",
        connection="other",
        connection_words="a neighbor",
        received="a mug",
        route=Route.INVITED,
        reply="Thank you for writing.",
    )
    text = page_of(client).one("article").text
    for words in (
        "1 out of 5 stars",
        "I was met kindly.",
        "M. L. · Visit in June 2026 · About: a colonic",
        "Written by someone connected to the clinic: a neighbor",
        "The writer received: a mug",
        "Confirmed visit: invited by us",
        "Reply from Natural Healthcare Services Thank you for writing.",
    ):
        assert words in text


@pytest.mark.parametrize("connection", ["relative", "staff"])
def test_whoever_is_no_patient_is_named_so(client, connection):
    make_story(connection=connection)
    assert "Written by " in page_of(client).one("article").text


def test_bars_and_average_only_from_ten_on(client):
    make_stories(9, stars=4)
    page = page_of(client)
    assert "There are 9 so far." in page.one("main").text
    assert page.all("table", class_="bars") == []
    make_story(stars=1)
    numbers.forget()
    page = page_of(client)
    assert "3.7 out of 5 stars , from 10 stories since" in page.one("main").text
    rows = [row.text for row in page.one("table", class_="bars").all("tr")]
    assert rows == ["5 stars 0", "4 stars 9", "3 stars 0", "2 stars 0", "1 star 1"]


def test_the_numbers_are_a_minute_old_at_most(client, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    make_story(published_at=timezone.now() - DAY)
    assert "1 received, 1 shown." in page_of(client).one("main").text
    make_story(published_at=timezone.now() - DAY)
    assert "1 received, 1 shown." in page_of(client).one("main").text
    time_machine.shift(datetime.timedelta(seconds=61))
    assert "2 received, 2 shown." in page_of(client).one("main").text


def test_how_stories_are_collected_follows_the_settings(client):
    text = page_of(client).one("section", id="how").text
    assert "Someone who works at the clinic reads each story" in text
    assert "invitations" not in text
    assert "Nobody is paid" not in text
    Clinic.objects.update(story_readers="Karen or Gregg", story_days=3, stories_are_unpaid=True)
    make_story(route=Route.INVITED, received="a mug")
    numbers.forget()
    text = page_of(client).one("section", id="how").text
    for words in (
        "Karen or Gregg read each story before it appears. Usually within 3 days.",
        "After a visit we also send invitations",
        "Nobody is paid, and nobody's care depends on it.",
        "Where a writer received anything, it says so beside the story.",
    ):
        assert words in text


def test_no_rating_stands_in_structured_data(client):
    make_stories(12)
    for address in ("/", "/stories/", "/about/"):
        content = client.get(address).content.decode()
        found = re.findall(r"<script[^>]*ld\+json[^>]*>(.*?)</script>", content, re.S)
        for block in map(json.loads, found):
            assert "Rating" not in json.dumps(block)
            assert "Review" not in json.dumps(block)
        assert "itemprop" not in content


def test_without_stories_the_page_asks_for_the_first(client):
    page = page_of(client)
    assert "No stories yet" in page.one("main").text
    assert link(page, "Share your story") == "/stories/share/"
