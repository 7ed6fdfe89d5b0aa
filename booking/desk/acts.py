"""The views of one request and of the acts on it. ``desk`` is the ModelAdmin they belong to."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from booking import moves, patient_acts
from booking.desk import erasing, forms
from booking.desk.page import ACTS, RequestPage
from booking.desk.suggestion import suggest
from booking.letters import DESK
from booking.models import AppointmentRequest, Forbidden, Stale
from booking.slots import Slot
from clinic import formats
from clinic.facts import facts_for
from clinic.numbers import whole_number
from outbox.delivery import send_again
from outbox.models import Letter
from outbox.wording import LINK

DO_AT_ONCE = {
    "called": moves.called,
    "needs-call": moves.mark_needs_call,
    "admit": moves.admit,
    "patient-canceled": moves.patient_canceled,
    "reopen": moves.reopen,
    "spam": moves.hold_as_spam,
    "write-tried": moves.write_that_we_tried,
    "new-link": moves.make_new_link,
    "undo": moves.undo,
}
FORMS = {
    "agree": forms.AgreeForm,
    "move": forms.MoveForm,
    "offer": forms.OfferForm,
    "decline": forms.DeclineForm,
    "cancel": forms.CancelForm,
    "contact": forms.ContactForm,
    "note": forms.NoteForm,
}
SAID = {
    "new-link": "Fresh link made. The old one no longer works.",
    "reopen": "Reopened. No letter goes: call the patient.",
    "undo": "Undone.",
    "note": "Saved.",
    "contact": "Saved.",
}


def fulfil(key, request, form, by):
    """Do the act ``key`` with what the valid ``form`` holds."""
    data, who = form.cleaned_data, {"seen": form.cleaned_data["seen"], "by": by}
    if key == "agree":
        return moves.agree(request, form.slots[0], **who)
    if key == "move":
        return moves.move(request, form.slots[0], own_words=data["own_words"], **who)
    if key == "offer":
        return moves.offer(request, form.slots, **who)
    if key == "decline":
        return moves.decline(request, data["reason"], data["own_words"], **who)
    if key == "cancel":
        return moves.cancel(request, data["own_words"], form.slots, **who)
    if key == "contact":
        return patient_acts.change_contact(request, data["phone"], data["email"], **who)
    return moves.note(request, data["note"], **who)


def found(pk):
    """The request with this number, and what its page needs."""
    rows = AppointmentRequest.objects.select_related("technique", "practitioner", "agreed_with")
    return get_object_or_404(rows.prefetch_related("preferred_times"), pk=pk)


def one_request(desk, http, pk):
    """What to do about one request, and all there is to know."""
    if not desk.has_view_permission(http):
        raise PermissionDenied
    row, facts = found(pk), facts_for(http)
    page, context = RequestPage(row, facts), {}
    if desk.has_change_permission(http):
        context |= {
            "agree": first_form("agree", row, facts) if page.can("agree") else None,
            "note": forms.NoteForm(request=row, facts=facts),
            "may_act": True,
            "may_erase": erasing.may_erase(http) and erasing.erasable(row).exists(),
        }
    context |= desk.admin_site.each_context(http)
    context |= {"title": f"{row.name}, {row.reference}", "page": page, "appointment": row}
    return TemplateResponse(http, "admin/booking/request.html", context)


def first_form(key, row, facts, data=None):
    """The form of an act, with a time to begin with where one is asked for."""
    slot = None
    if key in {"agree", "offer"} and data is None:
        slot = suggest(row, facts)
    elif key == "move":
        slot = Slot(row.starts_at, row.ends_at, row.agreed_with) if row.starts_at else None
    return FORMS[key](data, request=row, facts=facts, slot=slot)


def at_once(desk, http, pk, key):
    """One press: do it and show the request again."""
    _may_change(desk, http)
    row = found(pk)
    try:
        DO_AT_ONCE[key](row, seen=_seen(http), by=http.user)
    except Stale as stale:
        http.changed_nothing = True
        messages.warning(http, told(stale.request))
    except Forbidden as refused:
        http.changed_nothing = True
        messages.error(http, str(refused))
    else:
        if key in SAID:
            messages.success(http, SAID[key])
    return redirect(f"{DESK}_change", pk)


def _seen(http):
    """The version the colleague looked at; one that never was, when the page did not say."""
    return whole_number(http.POST.get("seen", ""), default=-1)


def filled_in(desk, http, pk, key):
    """A form: show it, and do the act once it is valid and its warnings are overruled."""
    _may_change(desk, http)
    row, facts = found(pk), facts_for(http)
    if http.method != "POST":
        return show_form(desk, http, row, key, first_form(key, row, facts))
    form = first_form(key, row, facts, http.POST)
    if not form.is_valid():
        return show_form(desk, http, row, key, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.has_warnings and "anyway" not in http.POST:
        return show_form(desk, http, row, key, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _try(desk, http, row, key, form)


def _try(desk, http, row, key, form):
    """Do the act, or show its form again with what stood in the way."""
    try:
        if key == "decline" and "sure" not in http.POST:
            return show_form(desk, http, row, key, form, letter=preview(row, form, http.user))
        fulfil(key, row, form, http.user)
    except Stale as stale:
        fresh = found(row.pk)
        form.data = form.data.copy()
        form.data["seen"] = fresh.version
        status, problem, row = HTTPStatus.CONFLICT, told(stale.request), fresh
    except Forbidden as refused:
        row, status = found(row.pk), HTTPStatus.UNPROCESSABLE_ENTITY
        problem = str(refused)
    else:
        if key in SAID:
            messages.success(http, SAID[key])
        return redirect(f"{DESK}_change", row.pk)
    return show_form(desk, http, row, key, form, status=status, problem=problem)


def show_form(desk, http, row, key, form, *, status=HTTPStatus.OK, **context):
    """The page of one act."""
    context |= desk.admin_site.each_context(http)
    context |= {
        "title": ACTS[key].name if key in ACTS else "Note for us",
        "act": ACTS.get(key),
        "key": key,
        "form": form,
        "page": RequestPage(row, facts_for(http)),
        "appointment": row,
        "kept_until": formats.due(moves.kept_until(timezone.localtime()), timezone.localtime()),
    }
    return TemplateResponse(http, "admin/booking/act.html", context, status=status)


def preview(row, form, by):
    """The text of the letter a decline would write: it is done, read, and all taken back."""
    with transaction.atomic():
        letter = fulfil("decline", found(row.pk), form, by).letter
        transaction.set_rollback(True)
    if letter is None:
        return "No letter goes: we have no e-mail address."
    return letter.text.replace(LINK, "(the patient's own page)")


def told(row):
    """What the second of two people reads."""
    last = row.events.select_related("done_by").last()
    who = last.done_by or "The patient"
    moment = formats.since(last.happened_at, timezone.localtime())
    return f"{who} answered this {moment}. Nothing of yours was saved over it."


def letter_again(desk, http, pk, letter_pk):
    """Send a letter to the patient once more, to the address they have now."""
    _may_change(desk, http)
    row = found(pk)
    page = RequestPage(row, facts_for(http))
    if not any(letter.pk == letter_pk and again for letter, _, _, again in page.letters):
        raise Http404
    letter = get_object_or_404(Letter, pk=letter_pk)
    Letter.objects.filter(pk=letter_pk).update(to=row.email)
    send_again(letter)
    messages.success(http, "The letter goes once more.")
    return redirect(f"{DESK}_change", pk)


def _may_change(desk, http):
    if not desk.has_change_permission(http):
        raise PermissionDenied
