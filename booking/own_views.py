"""The patient's own page and what they can do there. Opening a page changes nothing."""

from functools import wraps
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking import misuse, patient_acts
from booking.calendar_entry import FILE_NAME, calendar_entry
from booking.journey import QUESTIONS, Question
from booking.models import AppointmentRequest, Forbidden, Stale
from booking.own_forms import ContactForm, DownloadForm, TimesForm
from booking.page import OwnPage
from booking.slots import Taken
from booking.what_we_hold import all_we_hold
from clinic import formats
from clinic.away import again_after
from clinic.counting import TooMany
from clinic.facts import facts_for
from clinic.numbers import whole_number

READ = ("GET", "HEAD")


def own(*methods):
    """A view of one request, found by the signed key in its address and kept by nobody."""

    def decorate(view):
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def found(request, key):
            related = ("technique", "practitioner", "agreed_with")
            row = AppointmentRequest.objects.for_key(key).select_related(*related).first()
            response = view(request, row) if row else _unknown(request)
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return found

    return decorate


def _unknown(request):
    context = {"private": True}
    return render(request, "booking/link_unknown.html", context, status=HTTPStatus.NOT_FOUND)


def _show(request, row, template, *, status=HTTPStatus.OK, **context):
    page = OwnPage(row, facts_for(request), said=request.GET.get("said", ""))
    context |= {"page": page, "appointment": row, "key": row.key, "private": True}
    return render(request, f"booking/{template}.html", context, status=status)


def _ask(request, row, act, *, form=None, question=None, **context):
    """The page that asks before it acts; nothing has happened yet."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK
    context |= {
        "form": form,
        "question": question or QUESTIONS[act],
        "seen": _seen(request) if request.method == "POST" else row.version,
    }
    return _show(request, row, f"own/{act}", status=status, **context)


def _done(row, said):
    """Back to the page, which says what was done; it must be opened anew to be read again."""
    address = f"{row.get_absolute_url()}?said={said}"
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _try(request, row, said, act, *args):
    """Do ``act`` to the request as the visitor saw it."""
    try:
        act(row, *args, seen=_seen(request))
    except Taken:
        return _done(row, "gone")
    except AppointmentRequest.DoesNotExist:
        return _unknown(request)
    except (Stale, Forbidden):
        # Pressed twice, the second finds it done.
        is_done = row.status == row.Status.WITHDRAWN and said == "withdrawn"
        return _done(row, said if is_done else "stale")
    return _done(row, said)


def _change(request, row, act, form, said, do, *args):
    """Do what the form of ``act`` asks; beyond the limit of a day it is shown again as typed."""
    try:
        return _try(request, row, said, do, *args)
    except TooMany as flood:
        return _ask_to_wait(request, row, act, form, flood)


def _ask_to_wait(request, row, act, form, flood):
    response = _ask(request, row, act, form=form, is_beyond=True)
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    return again_after(response, flood.minutes * 60)


def _seen(request):
    """The version of the request that the visitor saw; -1, which none has, for a broken one."""
    return whole_number(request.POST.get("version", ""), default=-1)


@own(*READ)
def own_page(request, row):
    """What became of a request, for who has the address with its signed key."""
    return _show(request, row, "own_page")


@own(*READ, "POST")
def change_contact(request, row):
    """Another phone number or e-mail address."""
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, facts=facts_for(request), row=row)
    if not form.is_valid():
        return _ask(request, row, "contact", form=form)
    do = patient_acts.change_contact
    return _change(request, row, "contact", form, "saved", do, *form.contact())


@own(*READ, "POST")
def other_times(request, row):
    """The times that would suit, when none of the offered or not the agreed one does."""
    data = request.POST if request.method == "POST" else None
    form = TimesForm(data, facts=facts_for(request), row=row)
    if not form.is_valid():
        return _ask(request, row, "times", form=form)
    do = patient_acts.ask_for_other_times
    return _change(request, row, "times", form, "asked", do, form.cleaned_data["times"])


@own("POST")
def accept(request, row):
    """One of the offered times: first the question, then the act."""
    chosen = whole_number(request.POST.get("offer", ""))
    if not chosen:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _show(request, row, "own_page", status=status, is_unchosen=True)
    if "sure" in request.POST:
        return _try(request, row, "accepted", patient_acts.accept, chosen)
    offer = row.offers.open().filter(pk=chosen).select_related("practitioner").first()
    if offer is None:
        return _done(row, "gone")
    when = formats.when(offer.starts_at, facts_for(request).today)
    question = Question(f"Accept {when} with {offer.practitioner}?", "Yes, accept")
    return _ask(request, row, "accept", question=question, offer=offer)


@own(*READ, "POST")
def withdraw(request, row):
    """The patient no longer needs it."""
    if request.method != "POST":
        return _ask(request, row, "withdraw")
    return _try(request, row, "withdrawn", patient_acts.withdraw)


@own("POST")
def no_reminder(request, row):
    """Switch the reminder off."""
    return _try(request, row, "quiet", patient_acts.switch_reminder_off)


@own(*READ, "POST")
def erase(request, row):
    """Erase everything about the request, at once and for good."""
    if request.method != "POST":
        return _ask(request, row, "erase")
    patient_acts.erase(row)
    return render(request, "booking/own/erased.html", {"private": True})


@own(*READ, "POST")
def download(request, row):
    """Everything we hold, for who knows how we reach the patient."""
    if OwnPage(row, facts_for(request)).is_contact_unproved:
        return _ask(request, row, "download")
    form = DownloadForm(request.POST if request.method == "POST" else None, row=row)
    if not form.is_valid():
        return _ask(request, row, "download", form=form)
    try:
        misuse.refuse_beyond(misuse.TRIES, row.reference)
    except TooMany as flood:
        return _ask_to_wait(request, row, "download", form, flood)
    return _file(request, row) if form.is_right() else _ask(request, row, "download", form=form)


def _file(request, row):
    """Everything we hold, as a plain text."""
    facts = facts_for(request)
    response = HttpResponse(all_we_hold(row, facts), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="my-request-{row.reference}.txt"'
    )
    return response


@own(*READ)
def calendar(request, row):
    """The agreed time as a file for a calendar."""
    if row.starts_at is None:
        return _done(row, "stale")
    facts = facts_for(request)
    entry = calendar_entry(row, facts.clinic, facts.now)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
