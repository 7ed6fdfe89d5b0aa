"""The forms of the desk: what a colleague fills in to decide about a story."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic import contact
from testimonials import invite
from testimonials.decisions import reply_problems
from testimonials.models import NameForm, Reason, Route
from testimonials.widgets import CHOICES

# What may still be chosen by hand; the rest happens by itself.
SHORTEN_REASONS = [Reason.HEALTH_RESULT, Reason.OTHER_PEOPLE, Reason.ADVERTISES, Reason.INSULT]
FILE_ROUTES = [(Route.PAPER, "Signed on paper"), (Route.BY_PHONE, "Said on the phone")]
EARLIEST = datetime.timedelta(days=5 * 365)


def day_field(label, **kwargs):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the day", "invalid": "Enter the day"},
        **kwargs,
    )


def clean_past_day(day):
    """A day up to today, within the time for which a consent runs."""
    today = timezone.localdate()
    if day > today:
        raise ValidationError("Choose today or an earlier day")
    if day < today - EARLIEST:
        raise ValidationError("A consent runs 5 years, so this one has ended")
    return day


class ShortenForm(forms.Form):
    """The words to keep. Cuts are marked by themselves."""

    headline = forms.CharField(label="Headline", max_length=120)
    words = forms.CharField(
        label="Words",
        max_length=2000,
        help_text="Delete what should not appear. Add and change nothing: […] comes by itself.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reason = forms.ChoiceField(
        label="Why", choices=[(reason, reason.label) for reason in SHORTEN_REASONS]
    )


class AskForm(forms.Form):
    question = forms.CharField(
        label="Your question",
        max_length=1000,
        help_text="The writer reads it as it stands, and answers on their own page.",
        error_messages={"required": "Write your question"},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose a reason"), *Reason.choices],
        help_text="The writer is told, and the public numbers count it. The stars are no reason.",
        error_messages={"required": "Choose a reason. It is counted in public"},
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="Reply",
        max_length=600,
        required=False,
        help_text=(
            "Everybody can read your reply. Thank the writer, and say what you do in general. Do "
            "not say or hint that the writer is your patient, was here, or had a treatment. No "
            "health details, no dispute: offer a phone call."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_reply(self):
        reply = self.cleaned_data["reply"].replace("\r\n", "\n").strip()
        if contact.has_hidden_characters(reply, allowed="\n"):
            raise ValidationError("Type this again by hand. It holds a hidden character")
        if problems := reply_problems(reply):
            raise ValidationError([problem.sentence for problem in problems])
        return reply


class ConsentForm(forms.Form):
    """Who agreed, when, how, and where the proof lies."""

    given_by = forms.CharField(
        label="Who",
        max_length=80,
        help_text="The writer's whole name. Never shown.",
        error_messages={"required": "Enter the writer's name"},
    )
    given_on = day_field("When", help_text="The day of the signature or of the call.")
    route = forms.ChoiceField(label="How", choices=FILE_ROUTES)
    on_file = forms.CharField(
        label="Consent on file",
        max_length=120,
        help_text="Where the signed paper lies, or who took the call.",
        error_messages={"required": "Say where the proof lies"},
    )

    def clean_given_by(self):
        return contact.clean_line(self.cleaned_data["given_by"])

    def clean_given_on(self):
        return clean_past_day(self.cleaned_data["given_on"])


class PaperForm(forms.Form):
    """A story that came on paper: who, date, name shown, consent on file, words."""

    name = forms.CharField(
        label="Who",
        max_length=80,
        help_text="The writer's whole name. Never shown.",
        error_messages={"required": "Enter the writer's name"},
    )
    signed_on = day_field("Date", help_text="The day of the signature.")
    name_form = forms.ChoiceField(label="Name shown", choices=NameForm.choices)
    on_file = forms.CharField(
        label="Consent on file",
        max_length=120,
        help_text="Where the signed paper lies.",
        error_messages={"required": "Say where the signed paper lies"},
    )
    stars = forms.TypedChoiceField(
        label="Stars",
        choices=[("", "Choose the stars given"), *CHOICES],
        coerce=int,
        error_messages={"required": "Choose 1 to 5 stars"},
    )
    about = forms.ChoiceField(label="About")
    headline = forms.CharField(
        label="Headline", max_length=120, error_messages={"required": "Write the headline"}
    )
    words = forms.CharField(
        label="Words",
        max_length=2000,
        help_text="As written; never corrected.",
        error_messages={"required": "Write the words"},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, things, **kwargs):
        super().__init__(*args, **kwargs)
        self.things = {thing.slug: thing for thing in things}
        named = [(thing.slug, thing.name[:1].upper() + thing.name[1:]) for thing in things]
        # The clinic itself, the last of the things, is what most papers are about.
        self.fields["about"].choices = named[::-1]

    def clean_signed_on(self):
        return clean_past_day(self.cleaned_data["signed_on"])

    def clean_words(self):
        return self.cleaned_data["words"].replace("\r\n", "\n").strip()

    def values(self):
        """The valid answers as fields of a Testimonial."""
        data = self.cleaned_data
        thing = self.things[data["about"]]
        return {
            name: data[name] for name in ("name", "name_form", "stars", "headline", "words")
        } | {
            "name_shown": NameForm(data["name_form"]).shown(data["name"]),
            "technique": thing.technique,
            "practitioner": thing.practitioner,
        }


class InviteForm(forms.Form):
    addresses = forms.CharField(
        label="E-mail addresses",
        help_text=(
            "Paste them, one a line or with commas. Everybody gets the same words, whatever you "
            "think they will say. Ask all who came, not only the content."
        ),
        error_messages={"required": "Paste at least one e-mail address"},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_addresses(self):
        found, wrong = invite.addresses_in(self.cleaned_data["addresses"])
        if wrong:
            raise ValidationError(
                [f"“{entry}” is no e-mail address. Mend it or take it out." for entry in wrong]
            )
        if len(found) > invite.MOST_AT_ONCE:
            raise ValidationError(f"Send at most {invite.MOST_AT_ONCE} at once")
        return found


class CardsForm(forms.Form):
    count = forms.IntegerField(
        label="How many cards",
        min_value=1,
        max_value=40,
        initial=8,
        error_messages={
            "required": "Choose 1 to 40 cards",
            "invalid": "Choose 1 to 40 cards",
            "min_value": "Choose 1 to 40 cards",
            "max_value": "Choose 1 to 40 cards",
        },
    )
