"""Earlier versions of clinic rows, and two editors on one page."""

import pytest

from clinic.models import Practitioner
from tests.desk import at, opened
from tests.factories import make_practitioner, make_staff
from tests.html import read

pytestmark = pytest.mark.django_db
FORM = "practitioner_form"


@pytest.fixture(autouse=True)
def _signed_in(client):
    client.force_login(make_staff("karen@example.com", first_name="Karen", last_name="Miller"))


@pytest.fixture
def person():
    return make_practitioner("Gregg Stone", bio="He trained for five years.")


def save(client, row, fields, **values):
    return client.post(at(row), fields | values)


def history_links(client, row):
    page = read(client.get(at(row, "history")))
    return [link["href"] for link in page.one("ol", class_="versions").all("a")]


def test_the_history_tells_who_and_what(client, person):
    save(client, person, opened(client, person, FORM), bio="He trained for six years.")
    page = read(client.get(at(person, "history")))
    newest, first = page.one("ol", class_="versions").all("li")
    assert "Karen Miller: Changed Bio." in newest.text
    assert "As it stood before" in first.text


def test_saving_without_a_change_makes_no_version(client, person):
    save(client, person, opened(client, person, FORM))
    assert len(history_links(client, person)) == 1  # as it stood before


def test_a_version_marks_the_changed_words(client, person):
    save(client, person, opened(client, person, FORM), bio="He trained for six years.")
    page = read(client.get(history_links(client, person)[0]))
    assert page.one("del").text == "taken out: five"
    assert page.one("ins").text == "new: six"


def test_a_version_is_restored_and_that_is_undone(client, person):
    save(client, person, opened(client, person, FORM), bio="He trained for six years.")
    oldest = history_links(client, person)[-1]
    response = client.post(f"{oldest}restore/", follow=True)
    person.refresh_from_db()
    assert person.bio == "He trained for five years."
    page = read(response)
    undo = page.one("div", class_="undo")
    assert "Restored." in undo.text
    assert len(history_links(client, person)) == 3
    client.post(undo.one("form")["action"])
    person.refresh_from_db()
    assert person.bio == "He trained for six years."


def test_restoring_leaves_a_person_off_the_site_who_is_off(client, person):
    save(client, person, opened(client, person, FORM), bio="Other.")
    Practitioner.objects.update(published_at=None)
    client.post(f"{history_links(client, person)[-1]}restore/")
    person.refresh_from_db()
    assert (person.bio, person.published_at) == ("He trained for five years.", None)


def test_a_get_restores_nothing(client, person):
    save(client, person, opened(client, person, FORM), bio="Other.")
    assert client.get(f"{history_links(client, person)[-1]}restore/").status_code == 405
    person.refresh_from_db()
    assert person.bio == "Other."


def test_a_version_of_another_row_is_not_found(client, person):
    other = make_practitioner("Karen")
    save(client, person, opened(client, person, FORM), bio="Other.")
    number = history_links(client, person)[0].rstrip("/").split("/")[-1]
    assert client.get(at(other, "version", number)).status_code == 404
    assert client.post(at(other, "restore", number)).status_code == 404


def test_who_may_only_look_restores_nothing(client, person):
    save(client, person, opened(client, person, FORM), bio="Other.")
    oldest = history_links(client, person)[-1]
    client.force_login(make_staff("new@example.com", is_superuser=False))
    assert client.get(oldest).status_code == 403
    assert client.post(f"{oldest}restore/").status_code == 403


def test_two_editors_of_different_fields_lose_nothing(client, person):
    stale = opened(client, person, FORM)
    save(client, person, opened(client, person, FORM), bio="Written by the first.")
    response = client.post(at(person), stale | {"languages": "English"}, follow=True)
    assert "Karen Miller saved this page at" in response.text
    person.refresh_from_db()
    assert (person.bio, person.languages) == ("Written by the first.", "English")


def conflict(client, person):
    stale = opened(client, person, FORM)
    save(client, person, opened(client, person, FORM), bio="Written by the first.")
    sent = stale | {"bio": "Written by the second.", "languages": "English"}
    return client.post(at(person), sent)


def test_the_second_editor_sees_both_texts_before_anything_is_overwritten(client, person):
    response = conflict(client, person)
    assert response.status_code == 409
    person.refresh_from_db()
    assert (person.bio, person.languages) == ("Written by the first.", "")
    page = read(response)
    assert "Nothing is overwritten." in page.one("p", class_="alert").text
    assert [side.text for side in page.one("div", class_="sides").all("p")] == [
        "Written by the first.",
        "Written by the second.",
    ]


@pytest.mark.parametrize(
    ("button", "bio"),
    [
        ({"use_mine": ["bio"]}, "Written by the second."),
        ({"use_mine": []}, "Written by the first."),
        ({"use_mine": ["bio"], "keep_theirs": "1"}, "Written by the first."),
    ],
    ids=["mine", "nothing marked", "theirs"],
)
def test_the_second_editor_chooses(client, person, button, bio):
    page = read(conflict(client, person))
    form = next(form for form in page.one("main").all("form") if form.all("textarea"))
    sent = {area["name"]: "".join(area.children).strip("\n") for area in form.all("textarea")}
    sent |= {
        field["name"]: field["value"]
        for field in form.all("input")
        if field.get("type") == "hidden"
    }
    assert client.post(at(person), sent | button).status_code == 302
    person.refresh_from_db()
    assert (person.bio, person.languages) == (bio, "English")


def test_a_third_save_meanwhile_is_shown_again(client, person):
    page = read(conflict(client, person))
    version = page.one("main").all("input", name="version_shown")[0]["value"]
    save(client, person, opened(client, person, FORM), bio="Written by a third.")
    sent = opened(client, person, FORM) | {"version_shown": version, "bio": "By the second."}
    assert client.post(at(person), sent).status_code == 409


def test_the_same_words_from_both_are_no_conflict(client, person):
    stale = opened(client, person, FORM)
    save(client, person, opened(client, person, FORM), bio="The same.")
    assert client.post(at(person), stale | {"bio": "The same."}).status_code == 302


@pytest.mark.parametrize(
    ("bio", "sentence"),
    [
        ("I cure backs.", '"Bio" says "cure", which promises a cure or proof.'),
        ("It works for you.", '"Bio" says "works for", which may sound like a promise.'),
        ("TBD", '"TBD" in "Bio" is a placeholder.'),
        ("I trained for five years.", None),
    ],
)
def test_the_words_of_clinic_rows_are_checked(client, bio, sentence):
    person = make_practitioner("Karen Miller", bio=bio, profession="chiropractor")
    found = read(client.get(at(person))).all("section", class_="look")
    assert [sentence in section.text for section in found] == ([True] if sentence else [])


def test_a_person_without_profession_is_named_on_the_form(client, person):
    section = read(client.get(at(person))).one("section", class_="look")
    assert "Gregg Stone has no profession." in section.text
    assert section.one("a")["href"] == f"{at(person)}#id_profession"
