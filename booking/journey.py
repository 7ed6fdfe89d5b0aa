"""The way of one request on the patient's own page: what happened, what comes, what can be done."""

from dataclasses import dataclass

from django.urls import reverse

from booking.models import Kind
from clinic import formats


@dataclass(frozen=True)
class Step:
    """A bead on the line: "done", "now" or "todo"."""

    title: str
    text: str
    state: str


@dataclass(frozen=True)
class Act:
    """Something the patient can do: a link to its page, or a button when ``is_direct``."""

    label: str
    address: str
    is_direct: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked before an act, and the words of its two buttons."""

    title: str
    yes: str
    no: str = "Back"


QUESTIONS = {
    "contact": Question("How can we reach you?", "Save"),
    "times": Question("Which times would suit you?", "Send"),
    "withdraw": Question("Withdraw this request?", "Yes, I no longer need it", "Keep it"),
    "download": Question("Download what we hold about this request?", "Download"),
    "erase": Question("Erase everything we hold about this request?", "Yes, erase it", "Keep it"),
}
LABELS = {
    "contact": "Change how you reach me",
    "withdraw": "I no longer need this",
    "again": "Ask again",
    "no_reminder": "No reminder, please",
}
# What "other times" is called, by the state of the page.
TIMES_LABELS = {
    "received": "Change my times",
    "needs_call": "Change my times",
    "offered": "None of these suits me",
    "agreed": "Ask for another time",
    "offers_ended": "Ask for new times",
}
CORRECT = ["times", "contact", "withdraw"]
ACTS = {
    "received": CORRECT,
    "needs_call": CORRECT,
    "offered": CORRECT,
    "agreed": ["times", "no_reminder", "contact", "withdraw"],
    "offers_ended": ["times"],
    "withdrawn": ["again"],
    "canceled": ["again"],
    "canceled_by_us": ["again"],
    "expired": ["again"],
}
CHOOSE = "Opening this page changes nothing. Only the buttons do."
TO_COME = Step("Time agreed", "You and we agree on the day and time.", "todo")


def acts(page):
    """What can be done in the state of this OwnPage, in order."""
    names = ACTS.get(page.state, [])
    return [_act(page, name) for name in names if name != "no_reminder" or page.may_be_reminded]


def _act(page, name):
    if name == "again":
        technique = page.request.technique
        query = f"?technique={technique.slug}" if technique else ""
        return Act(LABELS[name], reverse("booking:request") + query)
    label = TIMES_LABELS[page.state] if name == "times" else LABELS[name]
    address = reverse(f"booking:{name}", args=[page.request.key])
    return Act(label, address, is_direct=name == "no_reminder")


def steps(page):
    """The beads on the line; none once the request is closed."""
    sent = Step("Sent", page.moment(page.request.received_at), "done")
    if page.state in {"received", "needs_call"}:
        return [sent, Step(page.act, page.promise, "now"), TO_COME]
    offered = page.last(Kind.OFFERED, Kind.REPLACED)
    if page.state == "offered":
        times = formats.counted(offered.count, "time", "times")
        done = Step(f"We offered {times}", page.moment(offered.happened_at), "done")
        return [sent, done, Step("You choose", CHOOSE, "now"), TO_COME]
    if page.state == "agreed":
        agreed = page.last(Kind.AGREED, Kind.ACCEPTED, Kind.MOVED)
        done = [Step("Time agreed", page.moment(agreed.happened_at), "done")] if agreed else []
        return [sent, *done, Step("Your visit", page.when, "now")]
    return []


def sentences(page):
    """What an act may have left to say, by its word, as far as it is so on this OwnPage."""
    said = {
        "stale": "This page has changed since you opened it. Here is how it stands now.",
        "saved": f"Saved. We now reach you at {page.reached}.",
        "asked": f"Thank you. {page.answer}",
        "gone": "This time has just gone. Ask for new times.",
    }
    if page.offers:
        said["gone"] = "This time has just gone. Choose another."
    if page.state == "agreed":
        said["accepted"] = f"It is agreed: {page.when}. The other times are free again."
        said["asked"] = f"Thank you. {page.answer} {page.when} still stands."
    if page.state == "withdrawn":
        said["withdrawn"] = "Withdrawn. You owe us no reason."
    if page.request.reminder_off_at:
        said["quiet"] = "Switched off. We send no reminder."
    return said
