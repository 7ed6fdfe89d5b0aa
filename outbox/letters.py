"""The letters the outbox itself sends."""

from django.utils import dateformat, timezone

from outbox.kinds import Kind
from outbox.models import Letter
from outbox.post import post

TEST = "outbox.test"
KINDS = (
    Kind(
        key=TEST,
        name="Test letter",
        subject="Test letter from your website",
        body=(
            "It works: this letter left the site at {when} and reached you. "
            "You asked for it under Letters.\n\n"
            "Now tell the site so: open Letters at the clinic desk and press “Yes, it arrived”."
        ),
        sample={"when": "10:04 am"},
        is_for_staff=True,
        foot="You get this because you pressed “Send me a test letter” at the clinic desk.",
    ),
)


def post_test_letter(to):
    """Write a test letter to an address and return it."""
    now = timezone.localtime()
    return post(TEST, to, {"when": dateformat.format(now, "g:i A").lower()})


def unseen_test_letter():
    """The last test letter that left by mail, if nobody has yet said that it arrived."""
    last = Letter.objects.filter(kind=TEST, left_by=Letter.Way.MAIL).first()
    return last if last and not last.seen_at else None


def has_seen_test_letter():
    """Whether a test letter was seen to arrive."""
    return Letter.objects.filter(kind=TEST, seen_at__isnull=False).exists()
