"""The kinds of letters about a request, and their words (booking/writing.py fills them in)."""

from django.conf import settings
from django.urls import reverse

from booking.models import AppointmentRequest
from outbox.kinds import Kind
from outbox.wording import placeholders

DESK = "admin:booking_appointmentrequest"
SAMPLE = {
    "name": "Maria Lopez",
    "reference": "4K7-P29",
    "promise": "We call or write to you by Wednesday 5 pm. We call from (202) 555-0137.",
    "times": [
        "Tuesday, June 9 at 10 am, 30 minutes, with Karen",
        "Thursday, June 11 at 3 pm, 30 minutes, with Gregg",
    ],
    "until": "Friday, June 5, 10 am",
    "day": "Tuesday, June 9",
    "when": "Tuesday, June 9 at 10 am",
    "old_when": "Monday, June 8 at 9 am",
    "old_day": "Monday, June 8",
    "length": "30 minutes",
    "who": "Karen",
    "address": "1 Sample Street, Your Town, ST 00000",
    "access": "Park behind the house. The door has no step.",
    "bring": "Comfortable clothes.",
    "price_note": "$60",
    "phone": "(202) 555-0136",
    "call_from": "(202) 555-0137",
    "own_words": "The room is being repaired.",
    "reason_sentence": "We have no time free in the weeks ahead that fits what you need.",
    "what_else": "Your doctor may know someone who can see you sooner.",
    "erase_day": "Thursday, July 9",
    "instead": "We can offer you instead:",
    "choose": "Choose one, or ask for others.",
    "another": "May we find another time?",
    "calls": "3 times",
    "last_call": "Tuesday, June 2 at 11 am",
    "why_ended": "The times we offered were kept until Friday, June 5. They are free again now.",
    "site": "https://clinic.example",
    "due": "Wednesday 5 pm",
    "came": "Tuesday, June 2 at 10 am",
    "since": "Monday, June 1 at 5 pm",
    "requests": "2 requests",
    "are": "are",
    "list": ["4K7-P29, answer by Wednesday 5 pm", "9FG-HJ2, answer by Wednesday 5 pm"],
    "what": "accepted a time",
    "nothing_left": "There is nothing more to open.",
    "free_again": "Tuesday, June 9 at 10 am",
}


def own_page(reference):
    """The secret address of a patient's own page, or None once the request is erased."""
    request = AppointmentRequest.objects.filter(reference=reference).first()
    return f"{settings.SITE_URL}{request.get_absolute_url()}" if request else None


def desk_page(reference):
    """Where a colleague finds one request; without a reference or its row, the list of them."""
    row = AppointmentRequest.objects.filter(reference=reference).first()
    page = reverse(f"{DESK}_change", args=[row.pk]) if row else reverse(f"{DESK}_changelist")
    return f"{settings.SITE_URL}{page}"


def _kind(key, name, subject, body, **more):
    names = set(placeholders(subject + body)) - {"link"}
    sample = {name: SAMPLE[name] for name in sorted(names)}
    return Kind(f"booking.{key}", name, subject, body, sample, **more)


def _to_patient(key, name, subject, discreet, body, needed=()):
    return _kind(
        key,
        name,
        f"{subject} ({{reference}})",
        f"Hello {{name}},\n\n{body}" if key != "received" else f"Hello,\n\n{body}",
        discreet_subject=discreet,
        needed=frozenset(needed),
        link=own_page,
    )


def _to_staff(key, name, subject, body):
    return _kind(key, name, subject, body, link=desk_page, is_for_staff=True)


WHERE = "Where: {address}"
ON_THE_DAY = f"{WHERE}\nParking and getting in: {{access}}\nBring: {{bring}}"

KINDS = (
    _to_patient(
        "received",
        "We have your request",
        "We have your request",
        "Your message {reference}",
        "Thank you. {promise} Nothing is fixed until we have agreed on a time with you.\n\n"
        "Your reference: {reference}\n\n"
        "See or change your request: {link}\n\n"
        "Was it not you? Then ignore this letter, or call us and say {reference}.",
        needed=["link", "reference"],
    ),
    _to_patient(
        "offered",
        "Times we can offer you",
        "Times we can offer you",
        "About your message {reference}",
        "We can offer you:\n{times}\n\n"
        "We keep these times for you until {until}.\n\n"
        "Choose one, or ask for others: {link}\n\n"
        "Opening the page changes nothing. You choose there by pressing a button. Or call us.",
        needed=["link", "times"],
    ),
    _to_patient(
        "agreed",
        "Agreed",
        "Agreed: {when}",
        "{when}",
        f"We have agreed on this time:\n\n{{when}}, {{length}}, with {{who}}\n\n{ON_THE_DAY}\n"
        "Price: {price_note}. Nothing was charged online.\n\n"
        "Cannot come? Tell us as early as you can.\nSee or change your request: {link}\n\n"
        "If anything about your health changes before your visit, call us.\n\n"
        "The time is attached for your calendar.",
        needed=["link", "when"],
    ),
    _to_patient(
        "moved",
        "New time",
        "New time: {when}",
        "New time: {when}",
        "Your appointment has moved.\n\nNew: {when}, {length}, with {who}\nBefore: {old_when}\n\n"
        f"{{own_words}}\n\n{WHERE}\n\n"
        "Does it not suit you? Call {phone}.\nSee or change your request: {link}\n\n"
        "The new time is attached. It replaces the old one in your calendar.",
        needed=["link", "when"],
    ),
    _to_patient(
        "reminder",
        "Reminder",
        "{when}",
        "{when}",
        "This is a reminder of your appointment: {when}, {length}, with {who}.\n\n"
        f"{ON_THE_DAY}\n\n"
        "Cannot come? Call {phone}.\nSee or change your request: {link}\n\n"
        "No more reminders? Switch them off on the same page.",
        needed=["link", "when"],
    ),
    _to_patient(
        "declined",
        "We cannot offer you an appointment",
        "About your request",
        "About your message {reference}",
        "Thank you for asking us. We cannot offer you an appointment.\n\n"
        "{reason_sentence}\n{own_words}\n\n{what_else}\n\n"
        "We erase your request on {erase_day}.",
    ),
    _to_patient(
        "canceled",
        "We must cancel",
        "We must cancel {old_when}",
        "Change of plan for {old_day}",
        "We are sorry: we cannot keep your appointment on {old_when}.\n\n{own_words}\n\n"
        "{instead}\n{times}\n{choose}\n{another}\nCall {phone}.\n"
        "See or change your request: {link}\n\n"
        "You do not need to come on {old_day}.",
        needed=["link", "old_when"],
    ),
    _to_patient(
        "tried",
        "We tried to reach you",
        "We tried to reach you",
        "Please call back",
        "We called you {calls}, last on {last_call}, from {call_from}.\n\n"
        "Please call {phone}, or tell us a better number or time.\n"
        "See or change your request: {link}\n\n"
        "Without an answer your request ends on {until}.",
        needed=["link"],
    ),
    _to_patient(
        "withdrawn",
        "Your request is withdrawn",
        "Your request is withdrawn",
        "Your message {reference}",
        "As you asked, we have withdrawn your request. You do not need to come on {old_day}.\n\n"
        "We erase what we hold on {erase_day}. You can erase it sooner.\n"
        "See or change your request: {link}",
        needed=["link"],
    ),
    _to_patient(
        "expired",
        "Your request has ended",
        "Your request has ended",
        "Your message {reference}",
        "{why_ended}\n\nWould you still like to come? Ask again at {site}/book/ or call {phone}.",
    ),
    _to_patient(
        "link",
        "A fresh link",
        "Your page",
        "Your message {reference}",
        "As you asked, here is the address of your page once more.\n\n"
        "See or change your request: {link}\n\n"
        "The old address no longer works.",
        needed=["link"],
    ),
    _to_staff(
        "new_request",
        "New request",
        "New request {reference}",
        "A request came in {came}. Answer by {due}.\n\nOpen it at the desk: {link}",
    ),
    _to_staff(
        "digest",
        "Requests that came while we were closed",
        "{requests} came in while we were closed",
        "Since {since}:\n{list}\n\nOpen the list: {link}",
    ),
    _to_staff(
        "late",
        "Late requests",
        "{requests} {are} late",
        "These should have been answered:\n{list}\n\nOpen the list: {link}",
    ),
    _to_staff(
        "patient_acted",
        "A patient did something",
        "Request {reference}: {what}",
        "{nothing_left}\n{free_again} is free again.\n\nOpen it at the desk: {link}",
    ),
)
