"""The page of patient stories, the form to share one, and the writer's own page."""

from http import HTTPStatus

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.away import DATABASE_AWAY, RETRY_AFTER_SECONDS, again_after
from clinic.counting import TooMany
from clinic.facts import facts_for
from clinic.network import network_of
from techniques.models import Technique
from testimonials import misuse, own, writer
from testimonials.forms import WordsForm
from testimonials.models import Invitation, Testimonial
from testimonials.page import StoriesPage
from testimonials.share_form import ShareForm
from testimonials.shelf import things

# Leads to the page after sending, which tells less than the writer's own page.
sent_signer = Signer(salt="testimonials.sent", sep=".")
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def story_list(request):
    """The stories on the site, newest first, ten at a time, with the honest numbers."""
    page = StoriesPage(request.GET, _things(request), facts_for(request))
    return render(request, "testimonials/story_list.html", {"page": page})


def _things(request):
    return things(Technique.objects.published(), facts_for(request).practitioners)


@never_cache
@read_or_post
def share(request, invitation=None):
    """The form; a valid story is kept and leads to what happens next."""
    data = request.POST if request.method == "POST" else None
    clinic = facts_for(request).clinic
    form = ShareForm(data, clinic=clinic, things=_things(request))
    if not form.is_bound:
        return _show_form(request, form, invitation)
    if not form.is_valid():
        return _show_form(request, form, invitation, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _take(request, form, invitation)


def _take(request, form, invitation):
    """Keep a valid story, or say why not with every word still in the form."""
    try:
        story = _receive(request, form, invitation)
    except writer.SentBefore:
        return _show_form(request, form, invitation, status=HTTPStatus.CONFLICT, sent_before=True)
    except TooMany as flood:
        status = HTTPStatus.TOO_MANY_REQUESTS
        response = _show_form(request, form, invitation, status=status, wait=flood.minutes)
        return again_after(response, flood.minutes * 60)
    except DATABASE_AWAY:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        response = _show_form(request, form, invitation, status=status, is_away=True)
        return again_after(response, RETRY_AFTER_SECONDS)
    return _see_other(reverse("testimonials:sent", args=[sent_signer.sign(story.public_id)]))


def _receive(request, form, invitation):
    return writer.receive(
        form.cleaned_data["stamp"],
        form.values(),
        invitation=invitation,
        is_suspect=form.is_suspect,
        judge=lambda: misuse.count(network_of(request)),
    )


def _show_form(request, form, invitation, *, status=HTTPStatus.OK, **context):
    context |= {"form": form, "invitation": invitation}
    context["private"] = invitation is not None
    return render(request, "testimonials/share.html", context, status=status)


def _see_other(address):
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


@never_cache
@read_or_post
def invited(request, key):
    """The same form for who was invited. The link is used up by sending, not by opening."""
    invitation = Invitation.objects.for_key(key).first()
    # Sent twice, the second finds the first; so a used link still takes what is sent.
    if invitation is None or (request.method != "POST" and not invitation.is_open):
        context = {"private": True}
        return render(request, "testimonials/invitation_used.html", context, status=404)
    return share(request, invitation=invitation)


@never_cache
@require_safe
def sent(request, key):
    """What happens next, for who has just sent a story."""
    try:
        story = Testimonial.objects.filter(public_id=sent_signer.unsign(key)).first()
    except BadSignature:
        story = None
    if story is None:
        return _unknown(request)
    page = own.OwnPage(story, facts_for(request))
    return render(request, "testimonials/sent.html", {"page": page, "private": True})


@never_cache
@read_or_post
def own_page(request, key):
    """A story for its writer: what is shown, and what they can do. Opening it changes nothing."""
    story = _own_story(key)
    if story is None:
        return _unknown(request)
    page = own.OwnPage(story, facts_for(request))
    if request.method == "POST" and page.act(request.POST):
        return _see_other(f"{request.path}?done={request.POST['act']}#status")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    page.done = request.GET.get("done", "")
    return render(request, "testimonials/own.html", {"page": page, "private": True}, status=status)


def _own_story(key):
    stories = Testimonial.objects.for_key(key).filter(erased_at=None)
    return stories.select_related("technique", "practitioner").first()


def _unknown(request):
    context = {"private": True}
    return render(request, "testimonials/link_unknown.html", context, status=HTTPStatus.NOT_FOUND)


@never_cache
@read_or_post
def fix_words(request, key):
    """Other words for a confirmed story; the consent is asked for again."""
    story = _own_story(key)
    if story is None or not story.confirmed_at or story.withdrawn_at:
        raise Http404
    data = request.POST if request.method == "POST" else None
    initial = {"headline": story.headline, "words": story.words}
    form = WordsForm(data, clinic=facts_for(request).clinic, story=story, initial=initial)
    if form.is_bound and form.is_valid():
        answers = form.cleaned_data
        writer.change_words(story, answers["headline"], answers["words"], form.text)
        return _see_other(f"{story.get_absolute_url()}?done=changed#status")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "story": story, "private": True}
    return render(request, "testimonials/fix_words.html", context, status=status)
