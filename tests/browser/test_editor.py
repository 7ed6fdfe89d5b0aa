"""An editor writes a second treatment from nothing to published; two editors meet on one page."""

import datetime
import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests import pictures
from tests.browser.test_desk import TOO_SMALL, TOO_WIDE
from tests.browser.test_pages import OPEN_FOLDS, faults_of, whole
from tests.browser.test_walk import sign_in

pytestmark = pytest.mark.browser
# With a query no finished page of the second before is shown.
COLONIC = "/techniques/colonic/?now"
NUMBERS = count(1)
LIST = "/admin/techniques/technique/"
FIRST = f"{LIST}1/change/"
PHOTO = {
    "name": "room.jpg",
    "mimeType": "image/jpeg",
    "buffer": pictures.picture(size=(900, 600), color="teal"),
}


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def write(page):
    page.goto(LIST)
    page.get_by_role("link", name="Add treatment").click()
    page.locator("#id_name").press_sequentially("Colonic")
    expect(page.locator("#id_slug")).to_have_value("colonic")
    page.locator("#id_tagline").fill("A rinse of the large bowel with water.")
    page.locator("#id_summary").fill("This page tells what a visit is like. TBD")
    page.locator("#id_visit_length").fill("45 minutes")
    page.locator("#id_search_text").fill("What a visit for a colonic is like.")
    page.locator("#id_picture").set_input_files(PHOTO)
    press(page, "Save")


def mend(page):
    expect(page.get_by_text('Describe the picture, or tick "only decoration".')).to_be_visible()
    expect(page.locator("#id_summary")).to_have_value(re.compile("TBD"))
    page.locator("#id_picture").set_input_files(PHOTO)
    page.locator("#id_picture_alt").fill("A table by a window.")
    press(page, "Save")
    press(page, "Publish now")
    expect(page.get_by_text("1 problem stops publishing", exact=True)).to_be_visible()
    page.get_by_role("link", name='"TBD" in "Summary" is a placeholder.').click()
    expect(page.locator("#id_summary")).to_be_focused()
    page.locator("#id_summary").fill("This page tells what a visit is like.")
    expect(page.locator(".field-summary .reading")).to_have_text("Easy to read · 8 words")


def add_steps(page):
    steps = page.locator("#steps-group")
    for n, title in enumerate(["Second", "First"]):
        steps.get_by_text("Add another Step").click()
        page.locator(f"#id_steps-{n}-title").fill(title)
        page.locator(f"#id_steps-{n}-text").fill("We tell you what comes next.")
    page.locator("#steps-1").get_by_role("button", name="Up").click()
    expect(page.locator("#steps-1").get_by_role("button", name="Up")).to_be_disabled()
    for dragged, other in ((0, 1), (1, 0)):  # there, and back again
        page.locator(f"#steps-{dragged} summary").drag_to(page.locator(f"#steps-{other} summary"))
        expect(page.locator(f"#id_steps-{dragged}-position")).to_have_value("1")
        expect(page.locator(f"#id_steps-{other}-position")).to_have_value("2")


def look_at_preview(page):
    with page.context.expect_page() as opened:
        press(page, "Preview")
    preview = opened.value
    expect(preview.get_by_text("This is a preview. Nothing of it is saved.")).to_be_visible()
    expect(preview.locator(".steps h3")).to_have_text(["First", "Second"])
    expect(preview.get_by_role("img", name="A table by a window.")).to_be_visible()
    shown = "img => img.complete && img.naturalWidth > 0"
    assert preview.locator("img.photo").evaluate(shown)
    preview.close()


def publish_with_a_reason(page):
    press(page, "Publish now")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish Colonic anyway?")
    page.get_by_label("Your reason").fill("A clinician reads it next week.")
    press(page, "Publish with this reason")
    expect(page.get_by_role("status").first).to_contain_text("Colonic is on the site.")


def test_an_editor_writes_a_second_treatment(visit):
    page = visit(1280, script=True)
    patient = visit(390)
    sign_in(page)
    write(page)
    mend(page)
    add_steps(page)
    look_at_preview(page)
    press(page, "Save")
    publish_with_a_reason(page)
    assert patient.goto(COLONIC).status == 200
    expect(patient.locator(".steps h3")).to_have_text(["First", "Second"])

    press(page, "Undo")
    expect(page.get_by_text("Taken back. Colonic is as it was.")).to_be_visible()
    assert patient.goto(COLONIC).status == 404

    later = datetime.date.today() + datetime.timedelta(days=3)
    page.locator("#id_plan_day").fill(later.isoformat())
    page.locator("#id_plan_hour").fill("09:00")
    press(page, "Publish on the chosen day")
    expect(page.get_by_role("status").first).to_contain_text("Colonic goes on the site on ")
    assert patient.goto(COLONIC).status == 404
    press(page, "Take down")

    page.locator("#id_tagline").fill("Something quite different.")
    press(page, "Save")
    page.get_by_role("link", name="History").click()
    page.locator(".versions a").nth(1).click()
    press(page, "Restore this version")
    expect(page.get_by_role("status").first).to_contain_text("Restored.")
    expect(page.locator("#id_tagline")).to_have_value("A rinse of the large bowel with water.")


def test_the_second_of_two_editors_sees_both_texts(visit):
    first, second = visit(1280, script=True), visit(390, script=True)
    for page in (first, second):
        sign_in(page)
        page.goto(FIRST)
    before = first.locator("#id_tagline").input_value()
    first.locator("#id_tagline").fill("Written by the first.")
    press(first, "Save")
    second.locator("#id_tagline").fill("Written by the second.")
    press(second, "Save")
    expect(second.get_by_role("alert")).to_contain_text("Nothing is overwritten.")
    texts = ["Written by the first.", "Written by the second."]
    expect(second.locator(".sides p")).to_have_text(texts)
    press(second, "Use mine for the marked fields")
    expect(second.locator("#id_tagline")).to_have_value("Written by the second.")
    second.locator("#id_tagline").fill(before)
    press(second, "Save")


def clash(page):
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(FIRST)
    for n, tab in enumerate((other, page)):
        tab.locator("#id_risks_intro").fill(f"Text {n} of {next(NUMBERS)}.")
        press(tab, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is overwritten.")
    other.close()


def version(page):
    page.goto(FIRST)
    press(page, "Save")
    page.get_by_role("link", name="History").click()
    page.locator(".versions a").first.click()


def fault(page):
    page.goto(FIRST)
    page.locator("#id_name").fill("")
    press(page, "Save")


def going_to(address):
    return lambda page: page.goto(address)


PAGES = {
    "list": going_to(LIST),
    "due": going_to(f"{LIST}?state=due"),
    "add": going_to(f"{LIST}add/"),
    "form": going_to(FIRST),
    "fault": fault,
    "history": going_to(f"{LIST}1/history/"),
    "version": version,
    "clash": clash,
    "sources": going_to("/admin/techniques/source/"),
    "source": going_to("/admin/techniques/source/1/change/"),
    "practitioner": going_to("/admin/clinic/practitioner/1/change/"),
    "clinic": going_to("/admin/clinic/clinic/1/change/"),
    "guide": going_to("/admin/guides/publish-a-treatment/"),
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_at_the_desk(visit, name, dark):
    page = visit(390 if dark else 1280, dark=dark, script=True, bypass_csp=True)
    sign_in(page)
    PAGES[name](page)
    whole(page).evaluate(OPEN_FOLDS)
    assert not faults_of(page, "dark" if dark else "light")
    assert page.evaluate(TOO_WIDE) == 0
    if dark:
        assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_the_desk_breaks_the_policy(visit, name):
    page = visit(1280, script=True)
    sign_in(page)
    PAGES[name](page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
