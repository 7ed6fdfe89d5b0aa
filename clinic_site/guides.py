"""A short guide for each task at the desk."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import slugify


@dataclass(frozen=True)
class Guide:
    """A task, the section of the menu it belongs to, and its steps."""

    title: str
    section: str
    steps: tuple

    @property
    def slug(self):
        return slugify(self.title)


# For whoever runs the server: it belongs to no section, the launch list leads to it.
ONLINE = Guide(
    "Put the site online",
    "",
    (
        "This is done on the server, in the file .env. docs/deploy.md, which came with the site, "
        "has each command.",
        "SITE_URL: the site's address, beginning with https. nginx in front has the certificate.",
        "TRUSTED_PROXIES: how many proxies stand in front; with nginx alone, 1.",
        "EMAIL_URL: the mail server, with name and password.",
        "BACKUP_FOLDER: a folder on another disk.",
        "Start the site again. Then, at the desk under Letters, send yourself a test letter and "
        "say that you have seen it.",
    ),
)
GUIDES = [
    Guide(
        "Answer a request",
        "Requests",
        (
            "Open Requests. The top one is due first.",
            "Read the sentence on top and press Call.",
            "Agreed on the phone? Press Agreed, fill in day and time, save.",
            "No answer? Press Called, no answer.",
            "Only an e-mail address? Press Offer times.",
            "The letter waits 5 minutes: press Undo if something is wrong.",
        ),
    ),
    Guide(
        "Close for a holiday",
        "Notice and hours",
        (
            "Notice and hours, Closed days, Add.",
            "First and last day; for everyone or one person.",
            "Save.",
            "If appointments fall in those days, press Move or Cancel and write for each. "
            "The notice, the form and the answer times follow by themselves.",
        ),
    ),
    Guide(
        "Publish a treatment",
        "Treatments",
        (
            "Treatments, Add, or Copy as a start.",
            "Fill in what you know; save as often as you like.",
            "Fix what stands on top, each problem with its link.",
            "Preview, and send the link to your reviewer.",
            "Fill in reviewer and day.",
            "Publish now, or choose a day. Wrong? Take down.",
        ),
    ),
    Guide(
        "Restore an older version",
        "Treatments",
        (
            "Open the page, press History.",
            "Choose who and when; changed words are marked.",
            "Press Restore this version.",
            "Preview. Today's version stays in the history.",
        ),
    ),
    Guide(
        "Handle a story",
        "Stories",
        (
            "Stories, To read.",
            "Read words and consent side by side; the stars do not matter.",
            "Look at the marks.",
            "Publish, shorten and ask, ask the writer, or do not publish with a reason.",
            "Reply if you like, without saying that the writer is a patient.",
        ),
    ),
    Guide(
        "Sign in with a second factor",
        "People",
        (
            "Put an authenticator app on your phone.",
            "Scan the square on the screen.",
            "Type the six digits.",
            "Print the recovery codes and keep them away from the phone; each works once.",
            "On your own computer, tick Remember this computer.",
        ),
    ),
    ONLINE,
]


def guides_of(section):
    """The guides for one section of the menu."""
    return [guide for guide in GUIDES if guide.section == section]


def guide_called(slug):
    """The guide with this address, or None."""
    return next((guide for guide in GUIDES if guide.slug == slug), None)


def guide_to(guide):
    """The address of a guide at the desk."""
    return reverse("guide", args=[guide.slug])
