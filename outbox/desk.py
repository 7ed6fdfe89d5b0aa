"""What colleagues do with letters at the clinic desk."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from outbox import delivery
from outbox.kinds import kinds
from outbox.letters import post_test_letter, unseen_test_letter
from outbox.models import Letter, Wording
from outbox.post import compose
from outbox.wording import LINK, blocks, problems


def may(permission):
    """A view's guard: who may not, gets 403."""
    return permission_required(f"outbox.{permission}", raise_exception=True)


@require_POST
@may("view_letter")
def send_test(request):
    """Write a test letter to who asks for it."""
    post_test_letter(request.user.email)
    if settings.MAIL_LEAVES:
        words = "A test letter is on its way to {}. Look into that mailbox in a minute."
    else:
        words = "The test letter to {} is kept here, under Sent: no e-mail leaves this site yet."
    messages.success(request, words.format(request.user.email))
    return redirect("admin:outbox_letter_changelist")


@require_POST
@may("view_letter")
def test_arrived(request):
    """Somebody saw the last test letter in a mailbox."""
    if letter := unseen_test_letter():
        letter.seen_at = timezone.now()
        letter.save(update_fields=["seen_at"])
        messages.success(request, "Good. Letters from this site arrive.")
    return redirect("admin:outbox_letter_changelist")


@require_POST
@may("change_letter")
def send_again(request, number):
    """Let a letter that came back wait afresh."""
    letter = get_object_or_404(Letter, pk=number)
    if delivery.send_again(letter):
        messages.success(request, "It waits again and leaves within a minute.")
    else:
        request.changed_nothing = True
        messages.error(request, "It did not come back, or its words are erased by now.")
    return redirect("admin:outbox_letter_change", number)


class WordingForm(forms.ModelForm):
    """The clinic's own words for one kind of letter."""

    class Meta:
        model = Wording
        fields = ["subject", "discreet_subject", "body"]
        labels = {"discreet_subject": "Subject of a discreet letter", "body": "Text"}
        help_texts = {
            "discreet_subject": "It must not tell who writes.",
            "body": (
                "A blank line makes a paragraph, lines with “- ” a list. "
                "A sentence with nothing to fill in is left out."
            ),
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}

    def __init__(self, kind, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        if not kind.discreet_subject:
            del self.fields["discreet_subject"]
        else:
            self.fields["discreet_subject"].required = True

    def clean_body(self):
        return self.cleaned_data["body"].replace("\r\n", "\n").replace(LINK, "")

    def clean(self):
        words = [self.cleaned_data.get(name) for name in ("subject", "discreet_subject", "body")]
        if words[0] and words[2]:
            for field, sentences in problems(self.kind, words[0], words[1] or "", words[2]).items():
                self.add_error(field, sentences)


@require_safe
@may("view_letter")
def wording_list(request):
    """Every kind of letter, and whose words it has."""
    own = dict(Wording.objects.values_list("kind", "changed_at"))
    rows = [(kind, own.get(kind.key)) for kind in kinds().values()]
    context = {"title": "Letters", "tab": "wording", "rows": rows}
    return _page(request, "wordings", context)


@may("change_wording")
def wording(request, key):
    """The words of one kind: the original, ours, and both filled in with sample data."""
    kind = _kind(key)
    own = Wording.objects.filter(kind=key).first() or Wording(kind=key, **kind.words)
    form = WordingForm(kind, request.POST or None, instance=own)
    if form.is_valid() and "save" in request.POST:
        with transaction.atomic():
            _note(request.user, form.save(), CHANGE, "Changed the words.")
        messages.success(request, "Saved. The next letter has your words.")
        return redirect("admin:outbox_letter_wording", key)
    names = [f"{{{name}}}" for name in sorted(kind.placeholders)]
    context = {"title": kind.name, "tab": "wording", "kind": kind, "own": own, "form": form}
    context |= {"names": names} | _preview(own.put_into(kind))
    return _page(request, "wording", context, status=422 if form.errors else 200)


@require_POST
@may("change_wording")
def original(request, key):
    """Take the clinic's own words away."""
    own = get_object_or_404(Wording, kind=_kind(key).key)
    with transaction.atomic():
        _note(request.user, own, DELETION, "Back to the original.")
        own.delete()
    messages.success(request, "The next letter has the original words again.")
    return redirect("admin:outbox_letter_wording", key)


def _kind(key):
    if key not in kinds():
        raise Http404
    return kinds()[key]


def _note(user, own, act, words):
    LogEntry.objects.log_actions(user.pk, [own], act, words, single_object=True)


def _preview(kind):
    """How a letter of this kind looks with sample data."""
    head = import_string(settings.LETTERHEAD)()
    subject, text, _ = compose(kind, kind.sample, head)
    return {"subject": subject, "blocks": blocks(text), "sender": head["clinic"]}


def _page(request, name, context, **options):
    context = admin.site.each_context(request) | context
    return render(request, f"admin/outbox/letter/{name}.html", context, **options)
