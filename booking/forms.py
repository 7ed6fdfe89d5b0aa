"""The five questions of a request for an appointment. What may be added is in fold.py."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature

from booking.fold import FoldedForm
from booking.models import AppointmentRequest
from booking.questions import ContactQuestion, TimesQuestion
from booking.stamp import new_stamp, read_stamp, renewed
from clinic import contact
from clinic.widgets import Options
from techniques.models import Caution, Technique

NAME_LENGTH = 80
NOTE_LENGTH = 500
PAGE_BROKEN = (
    "We could not check where this form came from. Your answers are still here. "
    "Press Send request again"
)
TOO_QUICK = "That was very quick. Check your answers and press Send request again"
TOO_OLD = (
    "This page was open for a long time. Your answers are still here. Check them and press Send "
    "request again"
)
GONE = 'We no longer offer this. Choose another, or "Not sure yet"'


class AppointmentRequestForm(ContactQuestion, TimesQuestion, FoldedForm):
    """Name, how to reach, when, the health question, a note; what it is about; and the fold.

    ``facts`` are the clinic's; ``techniques`` the published ones; ``technique`` the one the
    visitor comes from, or None; ``is_gone`` says that they came from one that is no longer there.
    """

    field_order = ["technique", "name", "phone", "email", "when", "times", "safety", "note"]

    submission = forms.CharField(widget=forms.HiddenInput, required=False)
    # People do not see it, programs fill it in. So do some browsers: nothing is lost by it.
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )
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
        kwargs.setdefault("initial", {}).setdefault("submission", new_stamp())
        super().__init__(*args, **kwargs)
        self.technique, self.is_gone = technique, is_gone
        self.has_others = len(techniques) > 1
        self._ask_about(techniques)
        self.caution_names = caution_names(technique)
        self.prepare_contact(facts)
        self.prepare_times(facts)
        if not self.caution_names:
            del self.fields["safety"]
        self.prepare_fold(facts, technique)
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
        if self.is_gone:
            # Sent from here once more, it would be about what is gone again.
            helper.form_action = "booking:request"
        helper.layout = Layout(
            "submission",
            *about,
            Field("name", wrapper_class="q"),
            self.contact_layout("How can we reach you?"),
            self.times_layout("When could you come?"),
            safety,
            Field("note", wrapper_class="q"),
            self.fold_layout(),
            Field("website", template="clinic/_trap.html"),
            HTML('{% include "booking/_promise.html" %}'),
            Submit("send", "Send request"),
        )
        return helper

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

    def clean(self):
        answers = super().clean()
        if self.is_gone:
            self.add_error("technique" if "technique" in self.fields else None, GONE)
        self._check_stamp(answers.get("submission", ""))
        return answers

    def _check_stamp(self, text):
        """Take the id out of the stamp; a page that is broken, old or quick is shown again."""
        try:
            stamp = read_stamp(text)
        except BadSignature:
            return self._show_again(PAGE_BROKEN, renewed())
        self.cleaned_data["submission"] = stamp.submission_id
        if stamp.is_too_old:
            return self._show_again(TOO_OLD, renewed(stamp.submission_id))
        if stamp.is_too_quick and not self.errors:
            self.add_error(None, TOO_QUICK)
        return None

    def _show_again(self, sentence, stamp):
        self.data = self.data.copy()
        self.data["submission"] = stamp
        self.add_error(None, sentence)

    @property
    def is_trapped(self):
        """Whether the field that people do not see was filled in."""
        return bool(self.cleaned_data["website"])

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
            **self.fold_answers(),
        }
        return values, data["times"]


def caution_names(technique):
    """The cautions to ask about: the treatment's own, or without one those of all published."""
    cautions = Caution.objects.filter(technique__in=Technique.objects.published())
    if technique:
        cautions = Caution.objects.filter(technique=technique)
    ordered = cautions.order_by("technique__position", "technique_id", "position", "pk")
    return list(dict.fromkeys(ordered.values_list("name", flat=True)))
