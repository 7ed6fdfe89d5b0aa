"""Restoring with parts, two editors of parts, copying, old addresses, and a very long form."""

import datetime
import re

import pytest
from django.utils import timezone

from techniques.models import PARTS, OldAddress, Source, Technique
from techniques.models.parts import SectionSources
from tests.desk import at, opened
from tests.factories import make_benefit, make_ready_technique, make_source, make_technique
from tests.html import read
from tests.techniques.test_publishing import _signed_in, press

__all__ = ["_signed_in"]
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def page():
    return make_ready_technique(TODAY, name="Colonic", slug="colonic")


def save(client, technique, fields, **values):
    response = client.post(at(technique), fields | {"_continue": "1"} | values)
    technique.refresh_from_db()
    return response


def first_version(client, technique):
    links = read(client.get(at(technique, "history"))).one("ol", class_="versions").all("a")
    return links[-1]["href"]


def test_a_version_comes_back_with_its_ordered_parts(client, page):
    fields = opened(client, page)
    changed = {
        "risks-0-name": "Soreness for a day",
        "risks-0-position": "9",
        "risks-1-DELETE": "on",
        "risks-TOTAL_FORMS": "4",
        "risks-3-name": "Feeling tired",
        "risks-3-how_common": "Now and then.",
        "risks-3-what_to_do": "Rest.",
        "risks-3-position": "0",
        "benefits-0-sources": [],
    }
    save(client, page, fields, **changed)
    names = [risk.name for risk in page.risks.all()]
    assert names == ["Headache", "Feeling tired", "Soreness for a day"]
    client.post(f"{first_version(client, page)}restore/")
    assert [risk.name for risk in page.risks.all()] == ["Soreness", "Muscle spasms", "Headache"]
    assert page.benefits.get().sources.get() == Source.objects.get()
    page.refresh_from_db()
    assert page.is_on_the_site


def test_the_difference_names_the_part(client, page):
    save(client, page, opened(client, page), **{"risks-0-what_to_do": "Rest for a day."})
    newest = read(client.get(at(page, "history"))).one("ol", class_="versions").all("a")[0]
    changes = read(client.get(newest["href"])).one("dl", class_="changes").all("div")
    assert [change.text for change in changes] == [
        "Soreness: what to do taken out: Rest. new: Rest for a day."
    ]


def test_saving_a_page_with_its_parts_unchanged_makes_no_version(client, page):
    save(client, page, opened(client, page))
    assert len(read(client.get(at(page, "history"))).one("ol", class_="versions").all("li")) == 1


def test_what_was_erased_since_then_is_left_out(client, page):
    extra = make_source(key="erased")
    page.benefits.get().sources.add(extra)
    save(client, page, opened(client, page), tagline="Other.")
    extra.delete()
    client.post(f"{first_version(client, page)}restore/")
    assert extra.pk not in page.benefits.get().sources.values_list("pk", flat=True)
    page.refresh_from_db()
    assert page.tagline == "A gentle, hands-on method."


def test_a_version_whose_address_is_taken_stays_away(client, page):
    save(client, page, opened(client, page), slug="cleansing")
    make_technique(slug="colonic")
    response = client.post(f"{first_version(client, page)}restore/", follow=True)
    assert "something else has its name or address now" in response.text
    page.refresh_from_db()
    assert page.slug == "cleansing"


# Two editors


def conflict(client, page, theirs, yours):
    stale = opened(client, page)
    save(client, page, opened(client, page), **theirs)
    return client.post(at(page), stale | {"_continue": "1"} | yours)


def chosen(client, page, response, *mine):
    """Send the page of two texts with these fields marked."""
    form = next(f for f in read(response).one("main").all("form") if f.all("textarea"))
    sent = {}
    for area in form.all("textarea"):
        sent.setdefault(area["name"], []).append("".join(area.children).removeprefix("\n"))
    for field in form.all("input"):
        if field["type"] == "hidden":
            sent.setdefault(field["name"], []).append(field["value"])
    answer = client.post(at(page), sent | {"use_mine": list(mine)})
    assert answer.status_code == 302
    page.refresh_from_db()


def clashes(response):
    assert response.status_code == 409
    return [legend.text for legend in read(response).all("legend")]


@pytest.mark.parametrize(("mine", "kept"), [((), "Theirs."), (("risks-0-what_to_do",), "Mine.")])
def test_both_changed_one_part(client, page, mine, kept):
    name = "risks-0-what_to_do"
    response = conflict(client, page, {name: "Theirs."}, {name: "Mine.", "tagline": "New."})
    assert clashes(response) == ["Soreness: what to do"]
    chosen(client, page, response, *mine)
    assert (page.risks.first().what_to_do, page.tagline) == (kept, "New.")


def test_a_part_the_first_took_away_untouched_stays_away(client, page):
    yours = {"risks-2-name": "Strong headache"}
    response = conflict(client, page, {"risks-0-DELETE": "on"}, yours)
    assert response.status_code == 302
    assert [risk.name for risk in page.risks.all()] == ["Muscle spasms", "Strong headache"]


@pytest.mark.parametrize(
    ("mine", "names"),
    [
        ((), ["Muscle spasms", "Headache"]),
        (("risks-0",), ["Muscle spasms", "Headache", "Soreness for days"]),
    ],
)
def test_a_part_the_first_took_away_and_the_second_changed(client, page, mine, names):
    yours = {"risks-0-name": "Soreness for days"}
    response = conflict(client, page, {"risks-0-DELETE": "on"}, yours)
    assert clashes(response) == ["Soreness"]
    chosen(client, page, response, *mine)
    assert [risk.name for risk in page.risks.all()] == names


@pytest.mark.parametrize(
    ("mine", "names"),
    [
        ((), ["Sore", "Muscle spasms", "Headache"]),
        (("risks-0-DELETE",), ["Muscle spasms", "Headache"]),
    ],
)
def test_a_part_the_first_changed_and_the_second_took_away(client, page, mine, names):
    response = conflict(client, page, {"risks-0-name": "Sore"}, {"risks-0-DELETE": "on"})
    assert clashes(response) == ["Sore: name"]
    chosen(client, page, response, *mine)
    assert [risk.name for risk in page.risks.all()] == names


def test_sources_both_changed(client, page):
    a, b = make_source(key="a"), make_source(key="b")
    name = "benefits-0-sources"
    response = conflict(client, page, {name: [str(a.pk)]}, {name: [str(b.pk)]})
    sides = [p.text for p in read(response).one("div", class_="sides").all("p")]
    assert sides == ["a", "b"]
    chosen(client, page, response)
    assert page.benefits.get().sources.get() == a


# Copies and addresses


def test_copy_as_a_start(client, page):
    response = press(client, page, "_copy")
    copy = Technique.objects.get(name="Copy of Colonic")
    assert response.url.startswith(at(copy))
    for parts in PARTS:
        kept, new = getattr(page, parts), getattr(copy, parts)
        assert [str(part) for part in new.all()] == [str(part) for part in kept.all()]
        assert not set(new.values_list("pk")) & set(kept.values_list("pk"))
    assert copy.benefits.get().sources.get() == Source.objects.get()
    assert copy.practitioners.get() == page.practitioners.get()
    empty = (copy.slug, copy.published_at, copy.reviewed_on, copy.reviewed_by, copy.next_review_on)
    assert empty == (None, None, None, "", None)
    press(client, page, "_copy")
    assert Technique.objects.filter(name="Copy 2 of Colonic").exists()


def test_an_old_address_leads_to_the_new_one_for_ever(client, page):
    save(client, page, opened(client, page), slug="cleansing")
    response = client.get("/techniques/colonic/")
    assert (response.status_code, response.headers["Location"]) == (301, "/techniques/cleansing/")
    save(client, page, opened(client, page), slug="hydrotherapy")
    assert client.get("/techniques/colonic/").headers["Location"] == "/techniques/hydrotherapy/"
    client.post(f"{first_version(client, page)}restore/")
    assert client.get("/techniques/colonic/").status_code == 200
    assert client.get("/techniques/cleansing/").headers["Location"] == "/techniques/colonic/"


def test_an_old_address_of_a_page_that_is_off_is_not_found(client, page):
    save(client, page, opened(client, page), slug="cleansing")
    press(client, page, "_take_down")
    assert client.get("/techniques/colonic/").status_code == 404


def test_a_new_page_may_take_an_old_address(client, page):
    save(client, page, opened(client, page), slug="cleansing")
    make_technique(slug="colonic")
    assert client.get("/techniques/colonic/").status_code == 200
    assert not OldAddress.objects.exists()


# A very long form


def test_forty_parts_of_each_kind(client, page, django_assert_max_num_queries):
    sources = [make_source() for _ in range(20)]
    for n in range(40):
        make_benefit(page, position=n).sources.set(sources[:3])
        page.steps.create(title=f"Step {n}", text="Lie down.")
        page.risks.create(name=f"Risk {n}", how_common="Rare.", what_to_do="Rest.")
        page.cautions.create(name=f"Caution {n}", why="It may harm.", advice="Ask.", action="ask")
        page.urgentsigns.create(sign=f"Sign {n}", group="call")
        page.questions.create(question=f"Question {n}?", answer="Yes.")
    for section in SectionSources.Section.values:
        page.section_sources.create(section=section).sources.set(sources)
    with django_assert_max_num_queries(40):
        fields = opened(client, page)
    assert save(client, page, fields, tagline="Long.").status_code == 302
    assert page.tagline == "Long."
    assert page.benefits.count() == 41


def test_the_form_tells_how_easy_each_text_reads(client, page):
    text = read(client.get(at(page))).one("div", class_="field-summary").text
    assert "Easy to read · 9 words" in text
    answer = client.post("/admin/reading/", {"text": "word " * 26})
    assert answer.text == "Hard: 1 long sentence · 26 words"
    client.logout()
    assert client.post("/admin/reading/", {"text": "a"}).status_code == 403


def test_a_source_tells_where_it_is_used(client, page):
    source = Source.objects.get()
    row = read(client.get(at(source))).one("div", class_="field-used_in")
    assert re.search(r"Colonic *: Back pain", row.text)
    assert row.one("a")["href"] == at(page)
    unused = make_source()
    row = read(client.get(at(unused))).one("div", class_="field-used_in")
    assert "No treatment cites it." in row.text


def test_dates_are_a_year_apart_at_most(client, page):
    late = page.reviewed_on + datetime.timedelta(days=400)
    save(client, page, opened(client, page), next_review_on=f"{late:%Y-%m-%d}")
    assert "more than 12 months after the last" in client.get(at(page)).text
