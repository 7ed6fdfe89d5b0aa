"""The picture that stands beside a shared address."""

import io

import pytest
from django.core.management import call_command
from PIL import Image

from clinic_site import drawing, share
from clinic_site.drawing import Canvas, outlines
from techniques.models import Technique
from tests.factories import make_clinic, make_technique
from tests.html import read

SOT = "/techniques/sacro-occipital-technique/"
PAGES = ["/", SOT, "/techniques/", "/stories/", "/about/", "/contact/", "/privacy/"]
PAGES += ["/accessibility/", "/book/"]


def shared(client, address):
    """The Open Graph facts of a page."""
    page = read(client.get(address))
    return {tag["property"]: tag["content"] for tag in page.all("meta") if tag.get("property")}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_small_picture_of_its_own_words(client, address):
    call_command("load_first_content", verbosity=0)
    facts = shared(client, address)
    page = read(client.get(address))
    assert facts["og:title"] == page.one("h1").text
    assert facts["og:description"] == page.one("meta", name="description")["content"]
    assert facts["og:url"] == page.one("link", rel="canonical")["href"]
    response = client.get(facts["og:image"].removeprefix("http://127.0.0.1:8000"))
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    assert len(response.content) < 60_000
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)


@pytest.mark.django_db
def test_the_address_changes_with_the_words_and_only_then(client):
    make_clinic()
    technique = make_technique()
    before = shared(client, technique.get_absolute_url())["og:image"]
    Technique.objects.update(schedule="Once a week.")
    assert shared(client, technique.get_absolute_url())["og:image"] == before
    Technique.objects.update(tagline="Another line.")
    after = shared(client, technique.get_absolute_url())["og:image"]
    assert after != before
    assert client.get(before.removeprefix("http://127.0.0.1:8000")).status_code == 404


@pytest.mark.django_db
def test_unknown_pictures_and_those_of_drafts_are_not_there(client):
    clinic = make_clinic()
    draft = make_technique(published_at=None)
    key = share.picture_of("techniques:detail", clinic, draft).key
    assert client.get(f"/share/{key}.png").status_code == 404
    assert client.get("/share/unknown.png").status_code == 404


def test_the_longest_words_still_fit():
    title, line = "Extraordinarily long techniques of care " * 3, "Word " * 32
    picture = share.Picture("techniques:detail", title.strip(), line.strip(), "C" * 40)
    assert len(share.draw(picture)) < 60_000


@pytest.mark.parametrize("name", sorted(path.stem for path in (drawing.STATIC / "art").iterdir()))
def test_every_drawing_can_be_drawn(name):
    canvas = Canvas(300, 300, "paper")
    canvas.art(name, 60, 20, 0.3 if name != "mark" else 3)
    assert len(canvas.finished().getcolors(90_000)) > 3


def test_a_path_is_read_as_lines():
    assert outlines("M1 2H5L5 6Z") == [([(1, 2), (5, 2), (5, 6)], True)]
    assert outlines("M1-2h0M3 .5") == [([(1, -2), (1, -2)], False), ([(3, 0.5)], False)]
    curve = outlines("M0 0C0 10 10 10 10 0")[0][0]
    assert (curve[0], curve[-1]) == ((0, 0), (10, 0))
    assert max(y for _, y in curve) == pytest.approx(7.5)


def test_a_path_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="path command A"):
        outlines("M0 0A5 5 0 0 1 9 9")


def test_the_colours_are_those_of_the_light_theme():
    assert drawing.colours()["ink"] == "#12343b"
    assert drawing.colours()["butter"] == "#fbebc1"
