"""Everything we hold about a request, as a text the patient can take along."""

from booking.models import Kind
from booking.page import OwnPage
from clinic.templatetags.clinic import phone
from outbox.models import Letter
from outbox.wording import LINK

# That we took it for spam and why we no longer do helps only who sends spam.
SPAM = (Kind.SPAM, Kind.ADMITTED)
# In the order of the form, then what we added.
FIELDS = (
    "name",
    "phone",
    "email",
    "technique",
    "safety",
    "safety_text",
    "note",
    "been_before",
    "other_name",
    "other_contact",
    "message_rule",
    "discreet",
    "language",
    "access",
    "earliest_on",
    "practitioner",
    "note_for_us",
    "received_at",
    "reply_due_at",
    "answered_at",
    "starts_at",
    "ends_at",
    "agreed_with",
    "reminder_off_at",
    "closed_at",
)


def all_we_hold(request, facts):
    """The text, each fact on a line. It does not say that a request is or was held."""
    page = OwnPage(request, facts)
    now = page.moment(facts.now)
    parts = [
        [f"What {facts.clinic.name} holds about request {request.reference}, {now}."],
        [f"State: {page.status.label}", f"Times that suit you: {page.parts}", *_fields(page)],
        ["History", *_history(page)],
        ["Times we offered", *_offers(page)],
        *(["Letter", *lines] for lines in _letters(page)),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _fields(page):
    for name in FIELDS:
        if value := getattr(page.request, name):
            label = str(page.request._meta.get_field(name).verbose_name)
            yield f"{label[:1].upper()}{label[1:]}: {_text(page, name, value)}"
    if page.erased_on:
        yield f"Erased on: {page.erased_on}"


def _text(page, name, value):
    if name == "phone":
        return phone(value)
    if name.endswith("_at"):
        return page.moment(value)
    shown = getattr(page.request, f"get_{name}_display", None)
    return shown() if shown else {True: "yes"}.get(value, value)


def _history(page):
    events = page.request.events.select_related("undoes")
    for event in events.exclude(kind__in=SPAM).exclude(undoes__kind__in=SPAM):
        words = [event.for_desk, event.get_reason_display(), event.own_words]
        yield f"{page.moment(event.happened_at)}: {'. '.join(filter(None, words))}"


def _offers(page):
    offers = page.request.offers.select_related("practitioner")
    for offer in offers:
        until = page.moment(offer.expires_at)
        yield f"{page.moment(offer.starts_at)}, with {offer.practitioner}, kept until {until}"
    if not offers:
        yield "None"


def _letters(page):
    for letter in Letter.objects.about(page.request.reference).to_others().order_by("pk"):
        sent = page.moment(letter.sent_at) if letter.sent_at else "not sent yet"
        text = letter.text.replace(LINK, "(the address of your page)").strip()
        yield [f"To: {letter.to}", f"Sent: {sent}", f"Subject: {letter.subject}", text]
