"""The form with which a story is sent."""

from crispy_forms.layout import HTML, Field, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.utils import timezone

from clinic import contact
from clinic.stamp import Stamps
from clinic.widgets import Options
from testimonials.forms import HIDDEN, WordsForm, within
from testimonials.models import Connection, NameForm
from testimonials.shelf import SERVICE
from testimonials.visit import MONTHS, month_of_visit, years
from testimonials.widgets import CHOICES, Stars

NAME_LENGTH, LINE_LENGTH = 80, 80
stamps = Stamps("testimonials.submission")


class ShareForm(WordsForm):
    """A new story. ``about`` are the Things it can be about, by name and by address."""

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    # People do not see it, programs fill it in. So do some browsers: the story is kept.
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )
    stars = forms.TypedChoiceField(
        label="How was it?",
        choices=CHOICES,
        coerce=int,
        widget=Stars(attrs={"class": "vh"}),
        error_messages={
            "required": "Choose 1 to 5 stars",
            "invalid_choice": "Choose 1 to 5 stars",
        },
    )
    about = forms.ChoiceField(
        label="What is it about?",
        widget=Options(row="row"),
        error_messages={
            "required": "Choose what it is about",
            "invalid_choice": "Choose what it is about",
        },
    )
    service = forms.CharField(
        label="Another service: which one?", required=False, widget=forms.TextInput
    )
    month = forms.TypedChoiceField(
        label="Month", choices=MONTHS, coerce=int, empty_value=None, required=False
    )
    year = forms.TypedChoiceField(label="Year", coerce=int, empty_value=None, required=False)
    name = forms.CharField(
        label="Your name",
        help_text="It stays with us. We need it to know that you are a real person.",
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    name_form = forms.ChoiceField(
        label="How may we show your name?",
        choices=NameForm.choices,
        widget=Options,
        error_messages={"required": "Choose how we show your name"},
    )
    connection = forms.ChoiceField(
        label="Your connection to the clinic",
        help_text="We show it beside the story unless you are a patient.",
        choices=Connection.choices,
        widget=Options(row="row"),
        error_messages={"required": "Choose your connection"},
    )
    connection_words = forms.CharField(label="Other: which one?", required=False)
    paid = forms.ChoiceField(
        label="Did you get anything for writing this?",
        help_text="Money, a discount, a gift. We show it beside the story.",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=Options(row="row"),
        error_messages={"required": "Choose No or Yes"},
    )
    received = forms.CharField(label="If yes: what did you get?", required=False)
    email = forms.CharField(
        label="E-mail address",
        required=False,
        widget=forms.TextInput(
            attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}
        ),
    )
    phone = forms.CharField(
        label="Phone number",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    # The order of the page, and so of its errors.
    field_order = [
        *["stars", "headline", "words", "about", "service", "month", "year", "name", "name_form"],
        *["connection", "connection_words", "paid", "received"],
        *["email", "phone", "seen", "consent"],
    ]

    def __init__(self, *args, clinic, things, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("stamp", stamps.new())
        super().__init__(*args, clinic=clinic, **kwargs)
        self.things = {thing.slug: thing for thing in things}
        self.fields["about"].choices = [
            (thing.slug, thing.name[:1].upper() + thing.name[1:]) for thing in things
        ]
        self.fields["year"].choices = [("", "–"), *((y, y) for y in years(timezone.localdate()))]
        if clinic.only_phones:
            del self.fields["email"]
        self.helper.layout = self._layout()

    def _layout(self):
        contacts = [name for name in ("email", "phone") if name in self.fields]
        return Layout(
            "stamp",
            "seen",
            Field("website", template="clinic/_trap.html"),
            Field("stars", wrapper_class="q"),
            Field("headline", wrapper_class="q"),
            Field("words", wrapper_class="q"),
            Field("about", wrapper_class="q"),
            Field("service", wrapper_class="if-service"),
            Fieldset("When was the visit?", "month", "year", css_class="q pair"),
            Field("name", wrapper_class="q"),
            Field("name_form", wrapper_class="q"),
            Field("connection", wrapper_class="q"),
            Field("connection_words", wrapper_class="if-other"),
            Field("paid", wrapper_class="q"),
            Field("received", wrapper_class="if-paid"),
            Fieldset(
                "How can we check that it is you?",
                HTML('<p class="hint">{{ form.contact_hint }}. Never shown.</p>'),
                *contacts,
                css_class="q pair",
            ),
            Field("consent", template="testimonials/_consent_field.html"),
            Submit("send", "Send my story"),
        )

    @property
    def contact_hint(self):
        return "E-mail address or phone number" if "email" in self.fields else "Phone number"

    @property
    def is_suspect(self):
        """Whether the field that no person sees was filled in."""
        return bool(self.cleaned_data.get("website"))

    def clean_stamp(self):
        """The id inside; a form that came too quickly, too late or from elsewhere comes back."""
        try:
            stamp = stamps.read(self.cleaned_data["stamp"])
        except (BadSignature, ValueError):
            return self._again(
                stamps.new(),
                "We could not check where this form came from. Your answers are still here. "
                "Press Send my story again",
            )
        if stamp.is_too_quick:
            return self._again(
                stamps.renewed(stamp.submission_id),
                "That was very quick. Check your answers and press Send my story again",
            )
        if stamp.is_too_old:
            return self._again(
                stamps.renewed(stamp.submission_id),
                "This page was open for a long time. Your answers are still here. Check them and "
                "press Send my story again",
            )
        return stamp.submission_id

    def _again(self, stamp, sentence):
        self.data = self.data.copy()
        self.data["stamp"] = stamp
        self.add_error(None, sentence)
        return ""

    def clean_name(self):
        name = contact.clean_line(self.cleaned_data["name"], HIDDEN)
        return within(name, NAME_LENGTH, "Shorten your name by {n}")

    def clean_email(self):
        return contact.clean_email(self.cleaned_data["email"])

    def clean_phone(self):
        return contact.clean_phone(self.cleaned_data["phone"])

    def clean(self):
        data = self.cleaned_data
        self._clean_line_for("service", data.get("about") == SERVICE, "Name the service")
        self._clean_line_for(
            "connection_words", data.get("connection") == "other", "Say what connects you"
        )
        self._clean_line_for("received", data.get("paid") == "yes", "Say what you got")
        try:
            data["visited_in"] = month_of_visit(
                data.get("month"), data.get("year"), timezone.localdate()
            )
        except ValidationError as fault:
            self.add_error("month", fault)
        has_fault = self.has_error("phone") or self.has_error("email")
        if not (has_fault or data.get("phone") or data.get("email")):
            either = "an e-mail address or a phone number" if "email" in self.fields else None
            first = "email" if either else "phone"
            self.add_error(first, f"Enter {either or 'a phone number'}")
        return data

    def _clean_line_for(self, name, is_wanted, sentence):
        """A line that belongs to one of the choices above it, and to no other."""
        text = self.cleaned_data.get(name, "")
        try:
            text = within(contact.clean_line(text, HIDDEN), LINE_LENGTH, "Shorten this by {n}")
        except ValidationError as fault:
            self.add_error(name, fault)
        if is_wanted and not text:
            self.add_error(name, sentence)
        self.cleaned_data[name] = text if is_wanted else ""

    def values(self):
        """The valid answers as fields of a Testimonial."""
        data = self.cleaned_data
        names = ["stars", "headline", "words", "service", "visited_in", "name", "name_form"]
        names += ["connection", "connection_words", "received", "phone"]
        thing = self.things[data["about"]]
        return {name: data[name] for name in names} | {
            "email": data.get("email", ""),
            "name_shown": NameForm(data["name_form"]).shown(data["name"]),
            "technique": thing.technique,
            "practitioner": thing.practitioner,
            "wording_shown": self.text,
        }
