"""The words a story's facts are chosen from."""

from django.db import models


class Route(models.TextChoices):
    """How a story reached us; readers see it beside the story."""

    INVITED = "invited", "Confirmed visit: invited by us"
    BY_EMAIL = "by_email", "Sent through this site, confirmed by e-mail"
    BY_PHONE = "by_phone", "Sent through this site, confirmed by phone"
    PAPER = "paper", "From paper, signed at the clinic"
    CARRIED_OVER = "carried_over", "From our former website"


class Connection(models.TextChoices):
    """What binds the writer to the clinic."""

    PATIENT = "patient", "I am or was a patient"
    RELATIVE = "relative", "A relative of a patient"
    STAFF = "staff", "I work or worked here"
    OTHER = "other", "Other"


class NameForm(models.TextChoices):
    """How the writer's name may be shown."""

    FIRST_AND_INITIAL = "first", "First name and last initial, like “Maria L.”"
    INITIALS = "initials", "Initials, like “M. L.”"
    WITHHELD = "withheld", "“Name withheld”"

    def shown(self, name):
        """The name as readers see it: ``name`` is the whole one."""
        parts = name.split()
        if self == NameForm.WITHHELD or not parts:
            return "Name withheld"
        if self == NameForm.INITIALS:
            return " ".join(f"{part[0].upper()}." for part in parts)[:60]
        first = parts[0][:50]
        return f"{first} {parts[-1][0].upper()}." if len(parts) > 1 else first


class Reason(models.TextChoices):
    """Why a story is not shown."""

    WISH = "wish", "The writer asked us not to"
    NOT_CONFIRMED = "not_confirmed", "Not confirmed by the writer"
    NO_CONSENT = "no_consent", "Consent has ended"
    OTHER_PEOPLE = "other_people", "Names or data of other people"
    HEALTH_RESULT = "health_result", "Health result, and no shorter version agreed"
    INSULT = "insult", "Insults or threats"
    NOT_ABOUT_US = "not_about_us", "Not about us"
    ADVERTISES = "advertises", "Advertises something"
    SENT_TWICE = "sent_twice", "Sent twice"
    NOT_REAL = "not_real", "We could not establish that the writer is real"


# What the writer is told.
SENTENCES = {
    Reason.WISH: "You asked us not to.",
    Reason.NOT_CONFIRMED: "You have not confirmed it yet.",
    Reason.NO_CONSENT: "Your consent has ended.",
    Reason.OTHER_PEOPLE: "It names other people, or says how to reach them.",
    Reason.HEALTH_RESULT: (
        "It says that an illness got better or worse. Rules on health advertising ask for proof "
        "of that, whoever tells it."
    ),
    Reason.INSULT: "It insults or threatens someone.",
    Reason.NOT_ABOUT_US: "It is not about us.",
    Reason.ADVERTISES: "It advertises something.",
    Reason.SENT_TWICE: "We have it already.",
    Reason.NOT_REAL: "We could not confirm that it comes from you.",
}
# How the public numbers count them; all other reasons count as other ones.
COUNTED_AS_WISH = [Reason.WISH]
COUNTED_AS_NO_CONSENT = [Reason.NOT_CONFIRMED, Reason.NO_CONSENT]
