"""A short guide for each task, linked from its section."""

import pytest
from django.urls import reverse

from clinic_site.guides import GUIDES
from tests.factories import make_staff
from tests.html import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_a_guide_has_its_steps(client, guide):
    client.force_login(make_staff())
    page = read(client.get(reverse("guide", args=[guide.slug])))
    assert page.one("h1").text == guide.title
    assert [step.text for step in page.one("ol", class_="guide").all("li")] == list(guide.steps)


@pytest.mark.parametrize(
    ("model", "titles"),
    [
        ("techniques_technique", ["Publish a treatment", "Restore an older version"]),
        ("clinic_closure", ["Close for a holiday"]),
        ("testimonials_testimonial", ["Handle a story"]),
        ("booking_appointmentrequest", ["Answer a request"]),
    ],
)
def test_a_section_leads_to_its_guides(client, model, titles):
    client.force_login(make_staff())
    page = read(client.get(reverse(f"admin:{model}_changelist")))
    assert [link.text for link in page.one("p", class_="guides").all("a")] == titles


def test_guides_are_for_who_is_signed_in(client):
    address = reverse("guide", args=[GUIDES[0].slug])
    assert client.get(address).status_code == 302
    client.force_login(make_staff())
    assert client.get(reverse("guide", args=["other"])).status_code == 404
