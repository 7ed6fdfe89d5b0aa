"""Why we decline, in the words of the letter and of the patient's page."""

from booking.models.event import DeclineReason
from clinic import formats
from clinic.facts import ClinicFacts
from clinic.templatetags.clinic import phone
from outbox.wording import fill

# Each reason with its sentence, and what else the patient can do.
WORDS = {
    DeclineReason.NO_TIME: (
        "We have no time free in the weeks ahead that fits what you need.",
        "You are welcome to ask again after {day}. "
        "Your doctor may know someone who can see you sooner.",
    ),
    DeclineReason.NOT_OFFERED: (
        "We do not offer what you asked for.",
        "Your doctor can tell you who does.",
    ),
    DeclineReason.DOCTOR_FIRST: (
        "We would like you to talk with your doctor before we agree on a time.",
        "When your doctor agrees, ask us again or call {phone}.",
    ),
    DeclineReason.AGE: (
        "We do not see people of this age.",
        "Please ask your family doctor, or your child's doctor.",
    ),
    DeclineReason.NO_CONTACT: (
        "We could not reach you.",
        "You can ask again, with a number where we can find you, or call {phone}.",
    ),
    DeclineReason.TWICE: (
        "We already have another request from you, {other_reference}.",
        "We answer that one. You have nothing to do.",
    ),
    DeclineReason.OTHER: ("", "Call {phone} if you would like to talk about it."),
}


def decline_words(request, reason):
    """The sentence of a DeclineReason and what else to do, for one declined request."""
    facts = ClinicFacts()
    values = {
        "phone": phone(facts.clinic.phone),
        "day": formats.day(request.erase_on, facts.today),
        "other_reference": request.other_open_reference,
    }
    sentence, what_else = WORDS[DeclineReason(reason)]
    return fill(sentence, values), fill(what_else, values)
