"""Letters to the writers of stories, and invitations to write one."""

from django.conf import settings
from django.urls import reverse

from outbox.kinds import Kind
from testimonials import terms
from testimonials.models import Invitation, Testimonial

ENDING_TAB = "?tab=consent-ending"
SAMPLE = {"name": "Maria Lopez"}


def own_page(reference):
    """The writer's own page, or None when the story is gone."""
    story = Testimonial.objects.filter(public_id=reference.removeprefix("story-")).first()
    return settings.SITE_URL + story.get_absolute_url() if story else None


def invited_page(reference):
    """The page an invitation opens, or None when it was used or has ended."""
    number = reference.removeprefix("invitation-")
    invitation = Invitation.objects.open().filter(pk=number).first()
    return settings.SITE_URL + invitation.get_absolute_url() if invitation else None


def ending_list(reference):
    """The desk's list of stories whose consent ends soon."""
    return settings.SITE_URL + reverse("admin:testimonials_testimonial_changelist") + ENDING_TAB


KINDS = (
    Kind(
        key="testimonials.confirm",
        name="Story: please confirm",
        subject="Please confirm what you sent us",
        body="""
Hello,

Someone sent us a story with this address. If it was you, open this page and press the button.

Open the page: {link}

Opening the page confirms nothing. Without your yes we never show it, and we erase it on {day}.

If it was not you, ignore this letter.
""",
        sample={"day": "Monday, July 7"},
        needed=frozenset({"link"}),
        link=own_page,
    ),
    Kind(
        key="testimonials.copy",
        name="Story: copy of the consent",
        subject="A copy of what you agreed to",
        body="""
Hello {name},

Thank you for your yes. Someone at the clinic now reads what you wrote.

This is what you agreed to on {day}:

{wording}

See it, fix words or withdraw: {link}
""",
        sample=SAMPLE | {"day": "Monday, July 7", "wording": ["What I agree to."]},
        needed=frozenset({"wording", "link"}),
        link=own_page,
    ),
    Kind(
        key="testimonials.published",
        name="Story: on the site",
        subject="What you wrote is on our site",
        body="""
Hello {name},

Thank you. Your story is on our site since {day}: {story_link}

It shows {stars} and the name “{name_shown}”.

You may change your mind at any time.

Fix words or withdraw: {link}

Your consent ends on {until}. We ask you before then.
""",
        sample=SAMPLE
        | {
            "day": "Monday, July 7",
            "story_link": "https://clinic.example/stories/",
            "stars": "4 out of 5 stars",
            "name_shown": "Maria L.",
            "until": "March 3, 2031",
        },
        needed=frozenset({"link"}),
        link=own_page,
    ),
    Kind(
        key="testimonials.shorter",
        name="Story: a shorter version",
        subject="May we show a shorter version?",
        body="""
Hello {name},

We would like to show this part of what you wrote, in your own words:

“{excerpt}”

Why: {reason_sentence}

Yes, no, or your own cut: {link}

Without your yes we show nothing. Your stars stay as they are.
""",
        sample=SAMPLE
        | {
            "excerpt": "They took time to explain. […]",
            "reason_sentence": "It names other people, or says how to reach them.",
        },
        needed=frozenset({"link", "excerpt"}),
        link=own_page,
    ),
    Kind(
        key="testimonials.question",
        name="Story: a question",
        subject="A question about what you sent us",
        body="""
Hello {name},

{own_words}

Answer here: {link}
""",
        sample=SAMPLE | {"own_words": "Does Anna, whom you name, agree to that?"},
        needed=frozenset({"link", "own_words"}),
        link=own_page,
    ),
    Kind(
        key="testimonials.not_published",
        name="Story: not shown",
        subject="About what you sent us",
        body="""
Hello {name},

Thank you for writing. We do not show your story. {reason_sentence}

It was not because of your stars: we treat them all alike.

You can change it and send it again: {link}
""",
        sample=SAMPLE | {"reason_sentence": "It advertises something."},
        link=own_page,
    ),
    Kind(
        key="testimonials.ending",
        name="Story: consent is ending",
        subject="May we keep showing what you wrote?",
        body="""
Hello {name},

Your consent ends on {until}. If you would like your story to stay, open your page and press the \
button there.

Keep my story: {link}

If you do nothing, it leaves our site on that day.
""",
        sample=SAMPLE | {"until": "March 3, 2031"},
        needed=frozenset({"link"}),
        link=own_page,
    ),
    Kind(
        key="testimonials.withdrawn",
        name="Story: withdrawn",
        subject="Your story is off our site",
        body="""
Hello {name},

As you asked, it left our site on {when}. Copies that search engines keep may take some days to go.
""",
        sample=SAMPLE | {"when": "Monday, July 7, 5 pm"},
    ),
    Kind(
        key="testimonials.invitation",
        name="Invitation to write a story",
        subject="Would you tell us how it was?",
        body="""
Hello,

You visited us lately. Would you write a few lines about how it was: good, bad or in between?

Write a few lines: {link}

The link works once, until {day}. You do not have to, you get nothing for it, and it makes no \
difference to your care. Nothing appears without your consent.

We write to you about this only once.
""",
        sample={"day": "Monday, July 7"},
        needed=frozenset({"link"}),
        link=invited_page,
    ),
    Kind(
        key="testimonials.consents_ending",
        name="Consents that end",
        subject=f"{{stories}} the site within {terms.ENDING_DAYS} days",
        body="""
Their consent ends:
{list}

Those with an e-mail address are asked whether their story may stay. For the others, call and \
record the new consent.

Open the list: {link}
""",
        sample={
            "stories": "2 stories leave",
            "list": ["one on March 3, 2031", "one on March 9, 2031"],
        },
        needed=frozenset({"list"}),
        link=ending_list,
        is_for_staff=True,
    ),
)
