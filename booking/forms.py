"""The five questions of a request for an appointment."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner

from booking.models import AppointmentRequest, PreferredTime, new_link_id
from booking.widgets import PartsOfWeek
from clinic import contact, hours
from clinic.models import OpeningHours
from clinic.templatetags.clinic import phone
from clinic.widgets import Options
from techniques.models import Caution, Technique

NAME_LENGTH = 80
NOTE_LENGTH = 500
submissions = TimestampSigner(salt="booking.submission")
PAGE_BROKEN = (
    "We could not check where this form came from. Your answers are still here. "
    "Press Send request again"
)
NO_CONTACT = "Enter a phone number or an e-mail address, so we can reach you"
NO_PHONE = "Enter a phone number, so we can reach you"
GONE = 'We no longer offer this. Choose another, or "Not sure yet"'


def new_submission():
    """A signed id, made when the form is shown, by which a second sending is recognized."""
    return submissions.sign(new_link_id())


class AppointmentRequestForm(forms.Form):
    """Name, how to reach, when, the health question, a note; and what it is about.

    ``facts`` are the clinic's; ``techniques`` the published ones; ``technique`` the one the
    visitor comes from, or None; ``is_gone`` says that they came from one that is no longer there.
    """

    submission = forms.CharField(widget=forms.HiddenInput, required=False)
    technique = forms.TypedChoiceField(
        label="What is it about?",
        required=False,
        empty_value=None,
        widget=Options,
        error_messages={"invalid_choice": GONE},
    )
    name = forms.CharField(
        label="Your name",
        help_text=(
            "First and last name, or what you would like us to call you. So we know who to ask for."
        ),
        error_messages={"required": "Enter your name"},
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label="Phone number",
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.CharField(
        label="E-mail address",
        help_text="Like maria@example.com",
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}
        ),
    )
    when = forms.ChoiceField(
        label="",
        choices=[("any", "Any time you are open"), ("some", "Only at these times:")],
        initial="any",
        required=False,
        widget=Options,
    )
    times = forms.MultipleChoiceField(
        label="",
        required=False,
        widget=PartsOfWeek,
        error_messages={
            "invalid_choice": ("We are no longer open at one of the times you chose. Choose again")
        },
    )
    safety = forms.ChoiceField(
        label="Do any of these apply to you?",
        help_text=(
            "So we know whether to talk with you first. Any answer is fine: nobody is turned "
            "away. We do not ask which one."
        ),
        choices=AppointmentRequest.Safety.choices,
        widget=Options(row="three"),
        error_messages={"required": "Choose No, Yes or Not sure"},
    )
    note = forms.CharField(
        label="Anything else we should know? (optional)",
        help_text=(
            "Please leave out medical details: we ask about your health in private. "
            "Up to 500 characters. For practical things, such as a gate code or a school run."
        ),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
    )

    def __init__(self, *args, facts, techniques, technique=None, is_gone=False, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("submission", new_submission())
        super().__init__(*args, **kwargs)
        self.technique, self.is_gone = technique, is_gone
        self.has_others = len(techniques) > 1
        self._ask_about(techniques)
        self.caution_names = caution_names(technique)
        self.fields["times"].choices = [
            (f"{weekday}-{part}", f"{OpeningHours.Weekday(weekday).label} {part}")
            for weekday, parts in hours.parts_of_day(facts.hours)
            for part in parts
        ]
        hint = "With area code, like (202) 555-0136."
        if facts.clinic.call_from:
            hint += f" We call from {phone(facts.clinic.call_from)}."
        self.fields["phone"].help_text = hint
        if facts.clinic.only_phones:
            del self.fields["email"]
        if not self.caution_names:
            del self.fields["safety"]
        self.helper = self._layout()

    def _ask_about(self, techniques):
        """Ask what it is about only when that is open."""
        if self.technique or not self.has_others:
            del self.fields["technique"]
        else:
            by_slug = {technique.slug: technique for technique in techniques}
            field = self.fields["technique"]
            field.choices = [*((t.slug, t.name) for t in techniques), ("", "Not sure yet")]
            field.coerce = by_slug.get

    def _layout(self):
        about = [Field("technique", wrapper_class="q about")] if "technique" in self.fields else []
        safety = HTML('{% include "booking/_urgent.html" %}')
        if self.caution_names:
            safety = Field("safety", template="booking/_safety_field.html")
        helper = FormHelper()
        helper.layout = Layout(
            "submission",
            *about,
            Field("name", wrapper_class="q"),
            Fieldset(
                "How can we reach you?",
                HTML('{% include "booking/_contact_hint.html" %}'),
                *[name for name in ("phone", "email") if name in self.fields],
                css_class="q pair",
            ),
            Fieldset(
                "When could you come?",
                HTML('{% include "booking/_when_hint.html" %}'),
                "when",
                "times",
                css_class="q when",
            ),
            safety,
            Field("note", wrapper_class="q"),
            HTML('{% include "booking/_promise.html" %}'),
            Submit("send", "Send request"),
        )
        return helper

    def clean_submission(self):
        """The id inside; a form we did not make gets a fresh one and is shown again."""
        try:
            return submissions.unsign(self.cleaned_data["submission"])
        except BadSignature:
            self.data = self.data.copy()
            self.data["submission"] = new_submission()
            self.add_error(None, PAGE_BROKEN)
            return ""

    def clean_name(self):
        name = contact.clean_line(
            self.cleaned_data["name"],
            "Type your name again by hand. It holds a hidden character that we cannot keep",
        )
        if not name:
            raise ValidationError("Enter your name")
        if len(name) > NAME_LENGTH:
            raise ValidationError(
                f"Your name has {len(name)} characters. There is room for {NAME_LENGTH}"
            )
        return name

    def clean_phone(self):
        return contact.clean_phone(self.cleaned_data["phone"])

    def clean_email(self):
        return contact.clean_email(self.cleaned_data["email"])

    def clean_note(self):
        note = self.cleaned_data["note"].replace("\r\n", "\n").strip()
        if contact.has_hidden_characters(note, allowed="\n\t"):
            raise ValidationError(
                "Type this again by hand. It holds a hidden character that we cannot keep"
            )
        if len(note) > NOTE_LENGTH:
            over = len(note) - NOTE_LENGTH
            raise ValidationError(
                f"Your note is {over} {'character' if over == 1 else 'characters'} too long. "
                f"Shorten it to {NOTE_LENGTH}"
            )
        return note

    def clean_times(self):
        """The ticked parts as pairs (weekday, part); they count whatever ``when`` says."""
        pairs = (value.split("-") for value in self.cleaned_data["times"])
        return [(int(weekday), PreferredTime.Part(part)) for weekday, part in pairs]

    def clean(self):
        if self.is_gone:
            self.add_error("technique" if "technique" in self.fields else None, GONE)
        answers = self.cleaned_data
        has_fault = self.has_error("phone") or self.has_error("email")
        if not (has_fault or answers.get("phone") or answers.get("email")):
            self.add_error("phone", NO_CONTACT if "email" in self.fields else NO_PHONE)
        return answers

    def answers(self):
        """The valid answers as fields of an AppointmentRequest, and the preferred times."""
        data = self.cleaned_data
        values = {
            "name": data["name"],
            "phone": data["phone"],
            "email": data.get("email", ""),
            "technique": self.technique or data.get("technique"),
            "safety": data.get("safety", ""),
            "safety_text": "; ".join(self.caution_names),
            "note": data["note"],
        }
        return values, data["times"]


def caution_names(technique):
    """The cautions to ask about: the treatment's own, or without one those of all published."""
    cautions = Caution.objects.filter(technique__in=Technique.objects.published())
    if technique:
        cautions = Caution.objects.filter(technique=technique)
    ordered = cautions.order_by("technique__position", "technique_id", "position", "pk")
    return list(dict.fromkeys(ordered.values_list("name", flat=True)))
