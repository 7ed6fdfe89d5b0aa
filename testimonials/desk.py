"""Pages of the desk about stories: read one and decide, add one from paper, invite, cards."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from clinic import formats
from clinic.facts import facts_for
from clinic.numbers import whole_number
from clinic.qr import qr_svg
from staff.asked_again import asked_again
from techniques.models import Technique
from testimonials import decisions, invite, writer
from testimonials.desk_forms import (
    AskForm,
    CardsForm,
    ConsentForm,
    DeclineForm,
    InviteForm,
    PaperForm,
    ReplyForm,
    ShortenForm,
)
from testimonials.models import Invitation, Route, Testimonial
from testimonials.reading import Reading
from testimonials.shelf import things

LIST = "admin:testimonials_testimonial_changelist"
CHANGE = "admin:testimonials_testimonial_change"


def _publish(story, request, data):
    decisions.publish(story, request.user, request.POST.get("seen", ""))
    return "It is on the site; everybody sees it within a second."


def _shorten(story, request, data):
    decisions.offer_shorter(story, request.user, data["headline"], data["words"], data["reason"])
    return "The writer is asked. Without a yes nothing of it appears."


def _ask(story, request, data):
    decisions.ask(story, request.user, data["question"])
    return "The writer is asked."


def _decline(story, request, data):
    decisions.decline(story, request.user, data["reason"])
    return "Not shown. The public numbers count it."


def _reply(story, request, data):
    decisions.write_reply(story, request.user, data["reply"])
    return "Your reply stands below the story." if data["reply"] else "Your reply is gone."


def _file_consent(story, request, data):
    story = decisions.file_consent(story, request.user, **data)
    return f"Consent on file until {decisions.long_day(story.consent_until)}."


def _confirm(story, request, data):
    writer.confirm(story, by=request.user)
    return "Confirmed by phone. Now read it."


def _send_letter(story, request, data):
    writer.send_held_letter(story)
    return "The letter is on its way. The story waits for the writer's yes."


def _take_down(story, request, data):
    decisions.take_down(story, request.user)
    return "It is off the site and waits to be read."


def _reopen(story, request, data):
    decisions.reopen(story, request.user)
    return "It waits to be read."


def _withdraw(story, request, data):
    writer.withdraw(story, by=request.user)
    return "Withdrawn for the writer. It is off the site for good."


def _erase(story, request, data):
    if not _may_erase(request):
        raise PermissionDenied
    decisions.erase_now(story, request.user)
    return "Erased. Only the count still knows of it."


def _may_erase(request):
    """What cannot be taken back is an owner's to do."""
    return request.user.has_perm("testimonials.delete_testimonial")


# What a button does, and the form it comes with.
ACTS = {
    "publish": (_publish, None),
    "shorten": (_shorten, ShortenForm),
    "ask": (_ask, AskForm),
    "decline": (_decline, DeclineForm),
    "reply": (_reply, ReplyForm),
    "consent": (_file_consent, ConsentForm),
    "confirm": (_confirm, None),
    "send_letter": (_send_letter, None),
    "take_down": (_take_down, None),
    "reopen": (_reopen, None),
    "withdraw": (_withdraw, None),
    "erase": (_erase, None),
}


def read_story(request, pk, context):
    """One story with its consent; a POST is one decision about it."""
    stories = Testimonial.objects.select_related("technique", "practitioner")
    story = get_object_or_404(stories, pk=pk)
    if request.method != "POST":
        return _show_story(request, story, context)
    decide = asked_again(_decide) if request.POST.get("act") == "erase" else _decide
    return decide(request, story, context)


def _decide(request, story, context):
    act, form_class = ACTS.get(request.POST.get("act"), (None, None))
    form = form_class(request.POST) if form_class else None
    forms = {request.POST.get("act"): form} if form else {}
    if act is None or (form and not form.is_valid()):
        return _show_story(request, story, context, forms=forms, fault="Look at the marked field.")
    try:
        done = act(story, request, form.cleaned_data if form else {})
    except (decisions.Refused, writer.NotNow) as refused:
        return _show_story(request, story, context, forms=forms, fault=str(refused))
    messages.success(request, done)
    return redirect(reverse(CHANGE, args=[story.pk]))


def _show_story(request, story, context, *, forms=None, fault=""):
    story.refresh_from_db()
    context |= {"may_erase": _may_erase(request)}
    context |= {"reading": Reading(story, forms), "fault": fault, "title": f"Story of {story}"}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return render(request, "admin/testimonials/read_story.html", context, status=status)


def add_from_paper(request, context):
    """A story that came on paper, with the consent signed on it."""
    about = things(Technique.objects.published(), facts_for(request).practitioners)
    about = [thing for thing in about if thing.slug != "another-service"]
    form = PaperForm(request.POST if request.method == "POST" else None, things=about)
    if form.is_bound and form.is_valid():
        story = decisions.add_from_paper(
            Testimonial(**form.values()),
            request.user,
            on_file=form.cleaned_data["on_file"],
            signed_on=form.cleaned_data["signed_on"],
        )
        messages.success(request, "Added. Read it once more, then publish it.")
        return redirect(reverse(CHANGE, args=[story.pk]))
    return _show_form(request, context, form, "Add a story from paper", "Add the story")


def _show_form(request, context, form, title, button, template="form"):
    context |= {"form": form, "title": title, "button": button}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, f"admin/testimonials/{template}.html", context, status=status)


def send_invitations(request, context):
    """Letters to the addresses a colleague pastes in, the same words to everybody."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        addresses = form.cleaned_data["addresses"]
        before = invite.by_letter(addresses, request.user)
        request.changed_nothing = len(before) == len(addresses)
        written = formats.counted(len(addresses) - len(before), "letter goes", "letters go")
        messages.success(request, f"{written} out.")
        if before:
            known = formats.counted(len(before), "address was", "addresses were")
            messages.warning(request, f"{known} invited before and gets no second letter.")
        return redirect(reverse(LIST))
    return _show_form(request, context, form, "Invite patients to write", "Send the letters")


def print_cards(request, context):
    """Makes invitations for printed cards, then shows them."""
    form = CardsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        cards = invite.on_cards(form.cleaned_data["count"], request.user)
        address = reverse("admin:testimonials_testimonial_cards", args=[cards[0].pk, cards[-1].pk])
        return redirect(address)
    return _show_form(request, context, form, "Print cards", "Make the cards")


def show_cards(request, first, last, context):
    """The cards made in one go, each with its square to scan and its address to type."""
    numbers = whole_number(str(first)), whole_number(str(last))
    made = Invitation.objects.open().filter(pk__range=numbers, made_by=request.user)
    cards = []
    for card in made.exclude(code=None).order_by("pk"):
        address = facts_for(request).site_url + card.get_absolute_url()
        cards.append({"address": address, "svg": qr_svg(address), "until": card.expires_on})
    context |= {"cards": cards, "title": "Cards to print"}
    return render(request, "admin/testimonials/cards.html", context)


def former_website(request, context):
    """The stories carried over: record their consent, or let them go."""
    carried = Testimonial.objects.published().filter(route=Route.CARRIED_OVER, confirmed_at=None)
    if request.method == "POST":
        left = decisions.let_go(request.user)
        request.changed_nothing = not left
        left = formats.counted(left, "story is", "stories are")
        messages.success(request, f"{left} off the site.")
        return redirect(reverse(LIST))
    context |= {"stories": carried, "title": "Stories from the former website"}
    return render(request, "admin/testimonials/former_website.html", context)
