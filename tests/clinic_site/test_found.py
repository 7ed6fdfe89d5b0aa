"""What search engines, phones and finders of faults are told."""

import datetime
from xml.etree import ElementTree

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.utils import timezone

from clinic.models import Clinic
from tests.factories import make_clinic, make_staff, make_story, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemap(client):
    """Each address in the sitemap with its last change."""
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return {url.findtext(f"{NAMESPACE}loc"): url.findtext(f"{NAMESPACE}lastmod") for url in root}


def test_the_sitemap_lists_every_public_page_and_no_draft(client):
    make_clinic()
    make_technique(slug="first")
    make_technique(slug="draft", published_at=None)
    paths = [url.removeprefix(SITE) for url in sitemap(client)]
    assert paths == [
        "/",
        "/techniques/",
        "/stories/",
        "/about/",
        "/contact/",
        "/privacy/",
        "/accessibility/",
        "/book/",
        "/techniques/first/",
    ]
    for path in paths:
        page = read(client.get(path))
        assert page.one("link", rel="canonical")["href"] == SITE + path


def test_the_sitemap_knows_the_last_change(client):
    make_clinic()
    technique, other = make_technique(slug="first"), make_technique(slug="second")
    came_on = timezone.now() - datetime.timedelta(days=3)
    make_story(published_at=came_on)
    make_story(published_at=timezone.now() + datetime.timedelta(days=3))
    LogEntry.objects.log_actions(make_staff().pk, [technique], CHANGE, "", single_object=True)
    changed_at = LogEntry.objects.get().action_time
    found = sitemap(client)
    moments = {url: datetime.datetime.fromisoformat(at) for url, at in found.items() if at}

    def is_at(path, moment):
        return abs(moments[SITE + path] - moment) < datetime.timedelta(seconds=1)

    assert is_at("/techniques/first/", changed_at)
    assert is_at("/techniques/second/", other.published_at)
    assert is_at("/stories/", came_on)
    assert is_at("/techniques/", changed_at)
    assert found[f"{SITE}/privacy/"] is None


def test_the_sitemap_takes_the_same_queries_for_many(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    make_clinic()
    make_technique()
    with django_assert_max_num_queries(10) as few:
        client.get("/sitemap.xml")
    for _ in range(20):
        make_technique()
    with django_assert_num_queries(len(few)):
        client.get("/sitemap.xml")


def test_robots_stay_out_until_the_site_is_open(client):
    make_clinic()
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n\n"
    assert read(client.get("/")).one("meta", name="robots")["content"] == "noindex"


def test_robots_of_an_open_site(client):
    make_clinic(opened_at=timezone.now())
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /" not in lines
    for private in ("/admin/", "/preview/", "/request/", "/stories/invited/", "/stories/mine/"):
        assert f"Disallow: {private}" in lines
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert read(client.get("/")).all("meta", name="robots") == []


def test_security_txt_names_a_contact_and_does_not_expire(client):
    make_clinic(email="o'brien@example.com")
    response = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines()[1:])
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:o'brien@example.com"
    assert lines["Canonical"] == f"{SITE}/.well-known/security.txt"
    expires = datetime.datetime.fromisoformat(lines["Expires"])
    ahead = expires - timezone.now()
    assert datetime.timedelta(days=90) < ahead < datetime.timedelta(days=365)


def test_security_txt_falls_back_to_the_phone_or_is_not_there(client):
    make_clinic(email="")
    assert b"Contact: tel:+12025550136" in client.get("/.well-known/security.txt").content
    Clinic.objects.update(phone="")
    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_manifest_and_its_icons(client):
    make_clinic()
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["name"] == "Natural Healthcare Services"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
    assert read(client.get("/")).one("link", rel="manifest")["href"] == "/manifest.webmanifest"


@pytest.mark.parametrize(
    ("address", "start"),
    [("/favicon.ico", b"\0\0\1\0"), ("/apple-touch-icon.png", b"\x89PNG")],
)
def test_icons_stand_where_browsers_look(client, address, start):
    response = client.get(address)
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(start)
    assert response.headers["Content-Security-Policy"]


def test_drawing_the_icons_again_gives_the_same_files(project_root, tmp_path, monkeypatch):
    icons = project_root / "static/icons"
    monkeypatch.setattr("clinic_site.management.commands.draw_icons.FOLDER", tmp_path)
    call_command("draw_icons")
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == {path.name for path in icons.iterdir()}
