"""How the browser tests reach the pages a writer of a story sees."""

from tests.testimonials.states import STATES as OWN

OWN_PAGE = (
    "from tests.testimonials.states import STATES; print(STATES[{name!r}]().get_absolute_url())"
)


def printed_by(code, *buttons):
    """The page whose address ``code`` prints in the site's shell, then what ``buttons`` lead to."""

    def reach(page, site):
        page.goto(site.shell(code))
        for button in buttons:
            page.get_by_text(button, exact=True).first.click()

    return reach


def send_an_empty_story(page, site):
    page.goto("/stories/share/")
    page.get_by_role("button", name="Send my story").click()


def write_a_story(page, words="I was met kindly."):
    """By phone only, so that the page after it leads to the writer's own."""
    page.goto("/stories/share/")
    page.locator(".rate label").nth(3).click()
    page.get_by_label("A headline").fill("They took time to explain")
    page.get_by_label("Your story").fill(words)
    page.get_by_label("The clinic").check()
    page.get_by_label("Your name").fill("Maria Lopez")
    page.get_by_label("Name withheld").check()
    page.get_by_label("I am or was a patient").check()
    page.get_by_role("group", name="Did you get anything").get_by_label("No").check()
    page.get_by_label("Phone number").fill("(202) 555-0177")
    page.get_by_label("I agree").check()


def send_a_story(page, site):
    """Sent twice, since the first time was too quick; returns what the form was stamped with."""
    write_a_story(page)
    page.get_by_role("button", name="Send my story").click()
    page.get_by_text("That was very quick").first.wait_for()
    stamp = page.locator("input[name=stamp]").input_value()
    page.get_by_role("button", name="Send my story").click()
    page.get_by_role("heading", name="Thank you. One more step.").wait_for()
    return stamp


def open_the_writers_page(page, site):
    send_a_story(page, site)
    page.get_by_role("link", name="Open your own page").click()


def send_other_words(page, site):
    """The same form once more, with other words: the first is kept, the second is not."""
    stamp = send_a_story(page, site)
    write_a_story(page, "I was met very kindly.")
    page.locator("input[name=stamp]").evaluate("(field, text) => { field.value = text }", stamp)
    page.get_by_role("button", name="Send my story").click()
    page.get_by_role("alert").wait_for()


def own_page(name, *buttons):
    """The writer's own page of a story in a state, then what its ``buttons`` lead to."""
    return printed_by(OWN_PAGE.format(name=name), *buttons)


def fix_words_wrongly(page, site):
    own_page("published", "Fix words")(page, site)
    page.get_by_label("Your story").fill("")
    page.get_by_role("button", name="Send my story").click()


STATES = {
    "story in error": send_an_empty_story,
    "story sent": send_a_story,
    "story sent before": send_other_words,
    "story's own page": open_the_writers_page,
    **{f"own story, {name}": own_page(name) for name in OWN},
    "no answer typed": own_page("asked", "Send my answer"),
    "fix words": own_page("published", "Fix words"),
    "new words in error": fix_words_wrongly,
}
