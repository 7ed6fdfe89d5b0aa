"""Publishing, planning, taking down, checking off, and taking each back."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils import timezone

from techniques.models import Overrule, Source, Technique
from techniques.plan import hold_blocked
from tests.desk import at, opened
from tests.factories import make_clinic, make_ready_technique, make_staff, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _signed_in(client):
    make_clinic()
    client.force_login(make_staff("karen@example.com", first_name="Karen", last_name="Miller"))


@pytest.fixture
def draft():
    return make_ready_technique(timezone.localdate(), published_at=None, name="Colonic")


def press(client, technique, button, **values):
    """Press a button under the form, with everything else as it opens."""
    sent = opened(client, technique) | {button: "1"} | values
    response = client.post(at(technique), sent)
    technique.refresh_from_db()
    return response


def undo_of(client, response):
    page = read(client.get(response.url))
    notice = page.one("div", class_="undo")
    form = notice.one("form")
    return notice.one("p").text, form["action"], {"token": form.one("input", name="token")["value"]}


def test_publish_now_and_undo(client, draft):
    response = press(client, draft, "_publish")
    assert client.get(draft.get_absolute_url()).status_code == 200
    sentence, url, token = undo_of(client, response)
    assert sentence == "Colonic is on the site. See it"
    client.post(url, token)
    draft.refresh_from_db()
    assert draft.published_at is None
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_publishing_saves_what_was_typed(client, draft):
    press(client, draft, "_publish", tagline="A calm visit.")
    assert (draft.tagline, draft.is_on_the_site) == ("A calm visit.", True)


def test_a_problem_stops_publish_now_but_not_saving(client, draft):
    response = press(client, draft, "_publish", tagline="It cures everything.")
    assert draft.published_at is None
    assert draft.tagline == "It cures everything."
    text = read(client.get(response.url)).one("main").text
    assert "Saved, but not published: 1 problem stops it. They stand on top." in text
    link = read(client.get(at(draft))).one("section", class_="check").all("a")[0]
    assert link["href"] == "#id_tagline"
    assert link.text.startswith('"Tagline" says "cures"')


def plan_for(moment):
    here = timezone.localtime(moment)
    return {"plan_day": f"{here:%Y-%m-%d}", "plan_hour": f"{here:%H:%M}"}


IN_TWO_DAYS = (timezone.now() + datetime.timedelta(days=2)).replace(second=0, microsecond=0)


def test_publish_on_a_day_and_undo(client, draft):
    response = press(client, draft, "_plan", **plan_for(IN_TWO_DAYS))
    assert draft.published_at == IN_TWO_DAYS
    assert client.get(draft.get_absolute_url()).status_code == 404
    sentence, url, token = undo_of(client, response)
    assert sentence.startswith("Colonic goes on the site on ")
    client.post(url, token)
    draft.refresh_from_db()
    assert draft.published_at is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Choose day and hour."),
        ({"plan_day": "2999-01-01"}, "Choose day and hour."),
        (
            {"plan_day": "2020-01-01", "plan_hour": "09:00"},
            "That moment is past. Choose a later one.",
        ),
    ],
)
def test_a_plan_without_a_moment_ahead_is_asked_again(client, draft, values, sentence):
    response = press(client, draft, "_plan", tagline="Kept.", **values)
    assert response.status_code == 422
    page = read(response)
    assert sentence in page.one("main").text
    assert page.one("input", name="tagline")["value"] == "Kept."
    assert draft.published_at is None


def test_a_problem_on_the_planned_day_stops_the_plan(client, draft):
    Technique.objects.update(next_review_on=TODAY + datetime.timedelta(days=1))
    press(client, draft, "_plan", **plan_for(IN_TWO_DAYS))
    assert draft.published_at is None
    press(client, draft, "_publish")
    assert draft.is_on_the_site


def test_saving_a_problem_takes_the_plan_back(client, draft):
    press(client, draft, "_plan", **plan_for(IN_TWO_DAYS))
    press(client, draft, "_continue", summary="TBD")
    assert (draft.summary, draft.published_at) == ("TBD", None)
    assert draft.held_at is not None
    assert "Draft: problems stopped its planned day" in client.get(at(draft)).text


def test_a_source_that_loses_its_check_takes_the_plan_back(client, draft):
    press(client, draft, "_plan", **plan_for(IN_TWO_DAYS))
    source = Source.objects.get()
    sent = opened(client, source, "source_form") | {"checked_on": "", "checked_by": ""}
    assert client.post(at(source), sent).status_code == 302
    draft.refresh_from_db()
    assert draft.published_at is None


def test_the_daily_round_takes_a_blocked_plan_back(draft):
    now = timezone.now()
    Technique.objects.update(published_at=IN_TWO_DAYS)
    assert hold_blocked(now) == []
    draft.practitioners.get().delete()
    draft.steps.all().delete()
    sentence = "Colonic is a draft again: 1 problem stops its planned day."
    assert hold_blocked(now, dry_run=True) == [sentence]
    draft.refresh_from_db()
    assert draft.published_at == IN_TWO_DAYS
    assert hold_blocked(now) == [sentence]
    assert hold_blocked(now) == []
    draft.refresh_from_db()
    assert (draft.published_at, draft.held_at) == (None, now)


def test_a_page_on_the_site_stays_whatever_problems_it_has(client):
    shown = make_technique()
    press(client, shown, "_continue", summary="TBD")
    assert shown.is_on_the_site
    assert hold_blocked(timezone.now()) == []


def test_take_down_and_undo_in_spite_of_problems(client):
    shown = make_technique(summary="TBD", name="Colonic")
    since = shown.published_at
    response = press(client, shown, "_take_down")
    assert shown.published_at is None
    sentence, url, token = undo_of(client, response)
    assert sentence == "Colonic is off the site."
    client.post(url, token)
    shown.refresh_from_db()
    assert shown.published_at == since


def test_an_undo_that_comes_too_late_changes_nothing(client, draft):
    response = press(client, draft, "_publish")
    _, url, token = undo_of(client, response)
    press(client, draft, "_take_down")
    press(client, draft, "_plan", **plan_for(IN_TWO_DAYS))
    text = client.post(url, token, follow=True).text
    draft.refresh_from_db()
    assert draft.published_at == IN_TWO_DAYS
    assert "Too late to undo" in text


def test_an_undo_we_did_not_sign_changes_nothing(client, draft):
    client.post(at(draft, "undo"), {"token": "x"})
    assert client.get(at(draft, "undo")).status_code == 405
    draft.refresh_from_db()
    assert draft.published_at is None


# Warnings


def test_a_warning_wants_a_reason_which_is_kept(client, draft):
    response = press(client, draft, "_publish", price_note="", visit_length="")
    assert draft.published_at is None
    asked = client.get(response.url)
    assert "The price note and the visit length are empty." in asked.text
    refused = client.post(response.url, {"reason": " "})
    assert refused.status_code == 422
    assert "Give your reason." in refused.text
    client.post(response.url, {"reason": "We agree on the price by phone."})
    draft.refresh_from_db()
    assert draft.is_on_the_site
    kept = Overrule.objects.get()
    assert (kept.reason, kept.overruled_by) == ("We agree on the price by phone.", "Karen Miller")
    assert "We agree on the price by phone." in client.get(at(draft)).text
    press(client, draft, "_take_down")
    press(client, draft, "_publish")
    assert draft.is_on_the_site


def test_a_warning_about_a_planned_page_keeps_the_day(client, draft):
    response = press(client, draft, "_plan", search_text="", **plan_for(IN_TWO_DAYS))
    assert parse_qs(urlsplit(response.url).query)["at"]
    client.post(response.url, {"reason": "It comes next week."})
    draft.refresh_from_db()
    assert draft.published_at == IN_TWO_DAYS


def editor(client, *rights):
    person = make_staff("editor@example.com", is_superuser=False, first_name="E", last_name="D")
    names = ["view_technique", "change_technique", *rights]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)


def test_who_may_not_overrule_is_sent_to_an_owner(client, draft):
    Technique.objects.update(search_text="")
    editor(client, "publish_technique")
    response = press(client, draft, "_publish")
    page = client.get(response.url)
    assert "ask an owner to publish with a reason" in page.text
    client.post(response.url, {"reason": "I want it now."})
    draft.refresh_from_db()
    assert draft.published_at is None
    assert not Overrule.objects.exists()


@pytest.mark.parametrize("button", ["_publish", "_take_down", "_checked"])
def test_an_act_wants_its_right(client, draft, button):
    editor(client)
    assert f'name="{button}"' not in client.get(at(draft)).text
    assert press(client, draft, button).status_code == 403
    draft.refresh_from_db()
    assert draft.published_at is None


def test_a_published_page_without_address_is_refused_by_the_database(draft):
    row = Technique(name="A", published_at=timezone.now())
    assert row.slug is None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_publishing_looks_at_the_parts_just_typed(client, draft):
    press(client, draft, "_publish", **{"steps-0-DELETE": "on"})
    assert draft.published_at is None
    fields = {
        "steps-TOTAL_FORMS": "1",
        "steps-0-title": "You sit",
        "steps-0-text": "On a chair.",
        "steps-0-position": "1",
    }
    press(client, draft, "_publish", **fields)
    assert draft.is_on_the_site
