"""Pictures are judged by their content, written anew, and served from a sandbox."""

import io
import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from clinic import pictures as ours
from clinic.models import Clinic, Practitioner
from tests import pictures
from tests.desk import at, opened
from tests.factories import make_clinic, make_practitioner, make_staff
from tests.html import read

KEPT_NAME = re.compile(r"[0-9a-f]{32}\.(jpg|png)")
HOSTILE = [
    *((name, data, ours.NOT_A_PICTURE) for name, data in pictures.NOT_A_PICTURE.items()),
    *((name, data, ours.TOO_MANY_DOTS) for name, data in pictures.TOO_MANY_DOTS.items()),
    *((name, data, ours.DAMAGED) for name, data in pictures.DAMAGED.items()),
    ("large.jpg", pictures.picture() + b"\0" * ours.MOST_BYTES, ours.TOO_LARGE),
]


def upload(name, data):
    return SimpleUploadedFile(name, data, "image/jpeg")


@pytest.mark.parametrize(("name", "data", "sentence"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_a_hostile_or_broken_file_gets_a_sentence(name, data, sentence):
    with pytest.raises(ValidationError) as caught:
        ours.rewritten(upload(name, data))
    assert caught.value.messages == [sentence]


@pytest.mark.parametrize(
    ("name", "data"), pictures.REWRITTEN.items(), ids=[name[:20] for name in pictures.REWRITTEN]
)
def test_what_is_let_in_is_written_anew(name, data):
    kept = ours.rewritten(upload(name, data))
    assert KEPT_NAME.fullmatch(kept.name)
    written = kept.read()
    assert pictures.MARK not in written
    assert b"Karen" not in written
    image = Image.open(io.BytesIO(written))
    assert image.format in {"JPEG", "PNG"}
    assert not image.getexif()
    assert not {"comment", "icc_profile", "Comment"} & set(image.info)
    assert getattr(image, "n_frames", 1) == 1


@pytest.mark.django_db
def test_a_picture_that_code_keeps_gets_a_name_of_our_own_too():
    given = SimpleUploadedFile("karen.jpg", pictures.picture())
    person = make_practitioner("Karen Miller", picture=given, picture_alt="Karen smiles.")
    assert KEPT_NAME.fullmatch(person.picture.name)


def test_a_photo_taken_upright_stands_upright():
    image = Image.open(ours.rewritten(upload("a.jpg", pictures.turned())))
    assert image.size == (40, 60)


def test_a_large_photo_is_kept_smaller():
    data = pictures.picture(size=(5000, 2500))
    assert Image.open(ours.rewritten(upload("a.jpg", data))).size == (2400, 1200)


def test_see_through_parts_stay_see_through():
    data = pictures.picture("PNG", mode="RGBA", color=(9, 9, 9, 90))
    assert Image.open(ours.rewritten(upload("a.png", data))).getpixel((0, 0)) == (9, 9, 9, 90)


@pytest.fixture
def signed_in(client, db):
    make_clinic()
    client.force_login(make_staff())
    return client


def photo_of(client, person, data, **fields):
    sent = opened(client, person, "practitioner_form") | fields
    return client.post(at(person), sent | {"picture": upload("photo of karen.jpg", data)})


def test_a_photo_goes_out_in_formats_and_widths(signed_in):
    person = make_practitioner("Karen Miller")
    data = pictures.picture(size=(1200, 900), color="red")
    response = photo_of(signed_in, person, data, picture_alt="Karen smiles.")
    assert response.status_code == 302
    person.refresh_from_db()
    assert KEPT_NAME.fullmatch(person.picture.name)
    image = read(signed_in.get("/about/")).one("img", class_="photo")
    assert (image["alt"], image["width"], image["height"]) == ("Karen smiles.", "1200", "900")
    sources = image.parent.all("source")
    assert [source["type"] for source in sources] == ["image/avif", "image/webp"]
    for source in sources:
        addresses = [part.split() for part in source["srcset"].split(", ")]
        assert [width for _, width in addresses] == ["266w", "533w", "800w", "1066w"]
        for address, width in addresses:
            served = signed_in.get(address)
            assert served.headers["Content-Type"] == source["type"]
            opened_image = Image.open(io.BytesIO(b"".join(served.streaming_content)))
            assert f"{opened_image.width}w" == width
    served = signed_in.get(image["src"])
    served.close()
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_refused_file_keeps_the_other_fields(signed_in):
    person = make_practitioner("Karen Miller")
    response = photo_of(signed_in, person, pictures.SVG, bio="Trained for five years.")
    assert response.status_code == 422
    page = read(response)
    assert "This is not a JPEG, PNG or WebP picture." in unescape(page.one("main").text)
    assert page.one("textarea", name="bio").text == "Trained for five years."
    person.refresh_from_db()
    assert (person.picture.name, person.bio) == ("", "")


def test_a_picture_is_described_or_decoration(signed_in):
    person = make_practitioner("Karen Miller")
    response = photo_of(signed_in, person, pictures.picture())
    assert response.status_code == 422
    assert "Describe the picture, or tick &quot;only decoration&quot;." in response.text
    assert (
        photo_of(signed_in, person, pictures.picture(), picture_is_decorative="on").status_code
        == 302
    )


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["picture", "map_picture"])
def test_the_database_wants_a_description(prefix):
    make_clinic()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.update(**{prefix: "a.jpg"})
    Clinic.objects.update(**{prefix: "a.jpg", f"{prefix}_alt": "The door."})
    with pytest.raises(IntegrityError), transaction.atomic():
        Practitioner.objects.create(name="A", picture_width=1, picture_height=1, picture="a.jpg")


def test_the_map_stands_on_the_contact_page(signed_in):
    clinic = Clinic.objects.get()
    sent = opened(signed_in, clinic, "clinic_form")
    sent |= {
        "map_picture": upload("m.png", pictures.picture("PNG")),
        "map_picture_alt": "From the bus.",
    }
    assert signed_in.post(at(clinic), sent).status_code == 302
    image = read(signed_in.get("/contact/")).one("img", class_="photo")
    assert image["alt"] == "From the bus."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "../settings.py",
        "..%2f..%2fmanage.py",
        "a.jpg",
        "0" * 32 + ".svg",
        "0" * 32 + ".jpg",
        "0" * 32 + "/266w.html",
        "0" * 32 + ".jpg/",
    ],
)
def test_the_media_view_shows_nothing_else(client, name):
    default_storage.save("a.jpg", io.BytesIO(b"x"))
    assert client.get(f"/media/{name}").status_code == 404
