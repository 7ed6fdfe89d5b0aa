"""Kinds of letters for the tests of the outbox, and where their links lead."""

from outbox.kinds import Kind

links = {}
KINDS = (
    Kind(
        key="sample.plain",
        name="Plain",
        subject="About {reference}",
        discreet_subject="Message {reference}",
        body="Hello {name},\n\nWe look forward to seeing you.\n\nYour reference: {reference}",
        sample={"name": "Maria", "reference": "4K7-P29"},
        needed=frozenset({"reference"}),
    ),
    Kind(
        key="sample.linked",
        name="With a link",
        subject="Your page",
        body="Hello,\n\nSee or change your request: {link}\n\nCannot come? Tell us at {link} soon.",
        sample={},
        needed=frozenset({"link"}),
        link=links.get,
    ),
)
