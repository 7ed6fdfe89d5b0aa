"""Pictures on S3-compatible storage: kept, served, backed up, and what happens when it is gone."""

import socket
import threading
import uuid
import zipfile
from contextlib import suppress
from html import unescape

import boto3
import pytest
from botocore.config import Config
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from moto.server import ThreadedMotoServer
from reversion.models import Version

from clinic.models import Practitioner
from clinic.pictures import NOT_NOW
from clinic.sweep import KEPT_FOR, sweep_pictures
from clinic_site import backup, kept_pictures, restore
from clinic_site.larger_sites import LargerSites
from tests import pictures
from tests.desk import at, opened
from tests.factories import make_clinic, make_practitioner, make_staff
from tests.html import read

pytestmark = pytest.mark.django_db(transaction=True)


class Written(LargerSites):
    """The settings with one S3_URL in them."""

    def __init__(self, url):
        self.env = self
        self.url = url

    def str(self, name, default):
        return self.url


@pytest.fixture(scope="module")
def server():
    """The address of an S3 of its own, without http:// in front."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    yield "{}:{}".format(*server.get_host_and_port())
    server.stop()


def tell(settings, server, name):
    settings.STORAGES = settings.STORAGES | {
        "default": Written(f"http://key:secret@{server}/{name}?region=us-east-1").pictures()
    }


@pytest.fixture
def bucket(settings, tmp_path, server):
    """The name of an empty bucket, which the site is told of."""
    settings.BACKUP_FOLDER = tmp_path / "backups"
    name = f"pictures-{uuid.uuid4().hex}"
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{server}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    client.create_bucket(Bucket=name)
    client.close()
    tell(settings, server, name)
    return name


@pytest.fixture
def gone(settings, bucket):
    """Call it, and nobody listens where the storage was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        yield lambda: tell(settings, f"127.0.0.1:{port}", bucket)


@pytest.fixture
def hangs(settings, bucket):
    """Call it, and who is where the storage was takes a line and never says a word.

    It returns a list of the lines that were taken.
    """
    taken, listening = [], socket.create_server(("127.0.0.1", 0))

    def take():
        with suppress(OSError):  # it is closed
            while True:
                taken.append(listening.accept()[0])

    thread = threading.Thread(target=take)
    thread.start()

    def begin():
        tell(settings, f"127.0.0.1:{listening.getsockname()[1]}", bucket)
        return taken

    yield begin
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()
    for line in taken:
        line.close()


def all_pictures():
    found = {}
    for name in kept_pictures.names():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


@pytest.fixture
def owner(client, bucket):
    make_clinic()
    client.force_login(make_staff())
    return client


def send_photo(client, person, **fields):
    data = pictures.picture(size=(300, 225), color="red")
    photo = SimpleUploadedFile("photo.jpg", data, "image/jpeg")
    sent = opened(client, person, "practitioner_form") | {"picture_alt": "Karen smiles."} | fields
    return client.post(at(person), sent | {"picture": photo})


@pytest.fixture
def photo(owner):
    """The name of a photo that was uploaded at the desk."""
    person = make_practitioner("Karen Miller")
    assert send_photo(owner, person).status_code == 302
    return Practitioner.objects.get().picture.name


def test_an_upload_is_kept_and_served_in_all_widths(owner, photo):
    assert len(all_pictures()) == 3
    image = read(owner.get("/about/")).one("img", class_="photo")
    served = owner.get(image["src"])
    assert served.getvalue() == all_pictures()[photo]
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for source in image.parent.all("source"):
        for part in source["srcset"].split(", "):
            served = owner.get(part.split()[0])
            assert (served.status_code, bool(served.getvalue())) == (200, True)


def test_what_is_not_in_the_bucket_is_not_found(owner):
    assert owner.get(f"/media/{'0' * 32}.jpg").status_code == 404


def test_what_nothing_shows_is_swept(photo):
    Practitioner.objects.all().delete()
    Version.objects.all().delete()
    assert sweep_pictures(timezone.now()) == []
    assert sweep_pictures(timezone.now() + 2 * KEPT_FOR) == ["erase 1 unused picture"]
    assert list(kept_pictures.names()) == []


def test_a_backup_holds_the_pictures_and_brings_them_back(photo):
    said = backup.make(timezone.now())
    assert ", 3 pictures." in said
    [path] = backup.backups()
    listed = backup.check(path)["files"]
    before = all_pictures()
    for name in before:
        default_storage.delete(name)
    with zipfile.ZipFile(path) as packed:
        for name in listed:
            if name != backup.DATABASE:
                restore._put_back(packed, name)
    assert all_pictures() == before


def test_pages_stay_when_it_is_gone(owner, photo, gone):
    gone()
    page = owner.get("/about/")
    assert page.status_code == 200
    assert read(page).one("img", class_="photo")["alt"] == "Karen smiles."


@pytest.mark.parametrize("is_measured", [True, False])
def test_no_page_asks_a_storage_that_hangs(owner, photo, hangs, is_measured):
    if not is_measured:  # as a row that was written by hand
        Practitioner.objects.update(picture_width=None, picture_height=None)
    taken = hangs()
    person = Practitioner.objects.get()
    for address in ["/about/", "/", at(person), "/admin/", "/readyz"]:
        assert owner.get(address).status_code == 200
    image = read(owner.get("/about/")).one("img", class_="photo")
    assert (image["alt"], "width" in image.attributes) == ("Karen smiles.", is_measured)
    assert taken == []


def test_a_picture_whose_storage_is_gone_comes_back_later(owner, photo, gone):
    gone()
    answer = owner.get(f"/media/{photo}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert (answer.content, answer.headers["Cache-Control"]) == (b"", "no-store")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_storage_that_hangs_is_left_alone_for_a_while(owner, photo, hangs, monkeypatch):
    patience = Config(read_timeout=0.1, retries={"total_max_attempts": 1})
    monkeypatch.setattr("clinic_site.s3.PATIENCE", patience)
    taken = hangs()
    for _ in range(3):
        assert owner.get(f"/media/{photo}").status_code == 503
    assert len(taken) == 1
    monkeypatch.setattr("clinic_site.s3.SECONDS_LEFT_ALONE", 0)
    taken = hangs()
    for _ in range(2):
        assert owner.get(f"/media/{photo}").status_code == 503
    assert len(taken) == 3


def test_an_upload_gets_a_sentence_when_it_is_gone(owner, gone):
    person = make_practitioner("Karen Miller")
    gone()
    response = send_photo(owner, person, bio="Trained for five years.")
    assert response.status_code == 422
    page = read(response)
    assert NOT_NOW in unescape(page.one("main").text)
    assert page.one("textarea", name="bio").text == "Trained for five years."
    person.refresh_from_db()
    assert (person.picture.name, person.bio) == ("", "")


def test_no_backup_without_the_pictures(photo, gone):
    gone()
    with pytest.raises(backup.BackupFailed, match="the storage of the pictures does not answer"):
        backup.make(timezone.now())
    assert backup.backups() == []
