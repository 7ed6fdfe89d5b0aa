"""The desk: stories from paper and from the former website, the tabs, and who may do what."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from clinic.models import Clinic
from testimonials import decisions
from testimonials.models import Consent, Route, Testimonial
from tests.factories import make_staff, make_story
from tests.html import read
from tests.testimonials.desk import LIST, act, change, rows
from tests.testimonials.helpers import confirmed_story, sent_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
TODAY = timezone.localdate


def paper(**changes):
    return {
        "name": "Maria Lopez",
        "signed_on": str(TODAY()),
        "name_form": "initials",
        "on_file": "Folder 3",
        "stars": "2",
        "about": "the-clinic",
        "headline": "Cold room",
        "words": "The room was cold.",
    } | changes


def test_a_story_from_paper(client, boss):
    page = read(client.post(f"{LIST}add/", paper(), follow=True))
    story = Testimonial.objects.get()
    assert (story.route, story.name_shown, story.stars) == (Route.PAPER, "M. L.", 2)
    line = Consent.objects.get()
    assert (line.on_file, line.given_by, line.recorded_by) == ("Folder 3", "Maria Lopez", boss)
    assert line.until.year == TODAY().year + 5
    assert "my 2 stars" in line.wording
    assert page.all("button", value="publish")
    act(client, story, "publish", seen=decisions.digest(story))
    assert "From paper, signed at the clinic" in client.get("/stories/").content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the writer"),
        ({"signed_on": ""}, "Enter the day"),
        ({"signed_on": "2999-01-01"}, "Choose today or an earlier day"),
        ({"signed_on": "2001-01-01"}, "A consent runs 5 years, so this one has ended"),
        ({"on_file": ""}, "Say where the signed paper lies"),
        ({"stars": ""}, "Choose 1 to 5 stars"),
        ({"words": ""}, "Write the words"),
    ],
)
def test_a_story_from_paper_with_something_missing(client, boss, changes, sentence):
    response = client.post(f"{LIST}add/", paper(**changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Cold room" in response.content.decode()
    assert not Testimonial.objects.exists()


def test_stories_of_the_former_website(client, boss):
    Clinic.objects.all().delete()
    call_command("load_first_content", verbosity=0)
    launch = read(client.get("/admin/"))
    names = [a.text for a in launch.one("section", class_="launch").all("a")]
    assert {"Record consent", "Let them go"} <= set(names)
    story = Testimonial.objects.first()
    data = {
        "given_by": "Maria Lopez",
        "given_on": str(TODAY()),
        "route": "by_phone",
        "on_file": "Call with Karen",
    }
    act(client, story, "consent", **data)
    assert story.consent_until > TODAY() + datetime.timedelta(days=1800)
    assert story.is_public
    page = reverse("admin:testimonials_testimonial_former_website")
    assert "2 stories are off the site." in read(client.post(page, follow=True)).text
    assert list(Testimonial.objects.published()) == [story]
    text = client.get("/stories/").content.decode()
    assert "2 without consent" in text
    assert "unless" not in text


def test_tabs_hold_each_story_once_where_it_belongs(client, boss):
    now, day = timezone.now(), datetime.timedelta(days=1)
    stories = {
        "to-read": make_story(published_at=None),
        "on-the-site": make_story(),
        "not-shown": make_story(published_at=None, declined_at=now, reason="insult"),
        "withdrawn": make_story(published_at=None, withdrawn_at=now),
        "consent-ending": make_story(consent_until=TODAY() + day),
    }
    ended = make_story(consent_until=TODAY() - day)
    for tab, story in stories.items():
        listed = rows(client, tab=tab)
        expected = {story.headline}
        expected |= {ended.headline} if tab == "not-shown" else set()
        expected |= {stories["consent-ending"].headline} if tab == "on-the-site" else set()
        everyone = {s.headline for s in [*stories.values(), ended]}
        assert {h for h in everyone if f" {h} " in f" {listed} "} == expected, tab
    assert rows(client) == rows(client, tab="nonsense") == rows(client, tab="to-read")


def test_a_tab_has_the_order_in_which_it_is_used(client, boss):
    now, day = timezone.now(), datetime.timedelta(days=1)
    for n, (shown, ends) in enumerate([(3, 20), (1, 30), (2, 10)]):
        make_story(
            headline=f"Story {n}",
            published_at=now - shown * day,
            consent_until=TODAY() + ends * day,
        )

    def order(tab):
        return re.findall(r"Story \d", rows(client, tab=tab))

    assert order("on-the-site") == ["Story 1", "Story 2", "Story 0"]
    assert order("consent-ending") == ["Story 2", "Story 0", "Story 1"]
    by_headline = re.findall(r"Story \d", rows(client, tab="on-the-site", o="0"))
    assert by_headline == ["Story 0", "Story 1", "Story 2"]


def test_the_desk_counts_what_waits(client, boss):
    confirmed_story(client)
    sent_story(client, email="", phone="(202) 555-0177", headline="By phone")
    sent_story(client, headline="Not yet confirmed")
    text = read(client.get("/admin/")).one("main").text
    assert "2 stories to read" in text


def test_who_may_only_look_decides_nothing(client):
    story = confirmed_story(client)
    colleague = make_staff("desk2@example.com", is_superuser=False)
    colleague.user_permissions.add(Permission.objects.get(codename="view_testimonial"))
    client.force_login(colleague)
    assert read(client.get(change(story))).one("main").all("form") == []
    data = {"act": "publish", "seen": decisions.digest(story)}
    assert client.post(change(story), data).status_code == 403
    for page in ("add/", "invite/", "cards/", "former-website/"):
        assert client.get(f"{LIST}{page}").status_code == 403
        assert client.post(f"{LIST}{page}").status_code == 403


@pytest.mark.parametrize("page", ["1/change/", "add/", "invite/", "cards/", "cards/1-2/"])
def test_who_is_not_signed_in_sees_nothing(client, page):
    assert client.get(f"{LIST}{page}").status_code == 302


def test_the_page_of_a_story_asks_the_same_at_any_number(
    client, boss, django_assert_max_num_queries
):
    story = confirmed_story(client)
    with django_assert_max_num_queries(15) as few:
        client.get(change(story))
    for _ in range(30):
        make_story()
    with django_assert_max_num_queries(len(few)):
        client.get(change(story))
