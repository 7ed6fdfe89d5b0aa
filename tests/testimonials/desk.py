"""Presses what stands at the desk on the page of a story."""

from django.urls import reverse

from tests.html import read

LIST = "/admin/testimonials/testimonial/"


def change(story):
    return reverse("admin:testimonials_testimonial_change", args=[story.pk])


def act(client, story, name, **data):
    """Press a button on the story's page; the page it leads to."""
    response = client.post(change(story), {"act": name} | data, follow=True)
    story.refresh_from_db()
    return read(response)


def rows(client, **query):
    return read(client.get(LIST, query)).one("main").text
