"""What waits at the desk today, each with its number and where it is dealt with."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from testimonials.models import Testimonial


@dataclass(frozen=True)
class Line:
    """A number, the words behind it, and the list it counts."""

    count: int
    words: str
    url: str


def desk_lines(user):
    """The Lines for what this colleague may see; those with nothing to do count 0."""
    if user.has_perm("testimonials.view_testimonial"):
        yield from _stories()


def _stories():
    stories = reverse("admin:testimonials_testimonial_changelist")
    to_read = Testimonial.objects.to_read().count()
    yield Line(to_read, "story to read" if to_read == 1 else "stories to read", stories)
    ending = Testimonial.objects.ending(timezone.localdate()).count()
    words = "consent ends" if ending == 1 else "consents end"
    yield Line(ending, f"{words} within 30 days", f"{stories}?tab=consent-ending")
