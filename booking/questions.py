"""Two questions that the request form and the patient's own page both ask: how, and when."""

from crispy_forms.layout import HTML, Fieldset
from django import forms

from booking import contact
from booking.models import PreferredTime
from booking.widgets import Options, PartsOfWeek
from clinic import hours
from clinic.models import OpeningHours
from clinic.templatetags.clinic import phone

NO_CONTACT = "Enter a phone number or an e-mail address, so we can reach you"
NO_PHONE = "Enter a phone number, so we can reach you"


class ContactQuestion(forms.Form):
    """How we can reach somebody: a phone number, an e-mail address or both."""

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

    def prepare_contact(self, facts):
        """Say which number we call from; ask for no e-mail address where we only phone."""
        hint = "With area code, like (202) 555-0136."
        if facts.clinic.call_from:
            hint += f" We call from {phone(facts.clinic.call_from)}."
        self.fields["phone"].help_text = hint
        if facts.clinic.only_phones:
            del self.fields["email"]

    def contact_layout(self, legend, css_class="q pair"):
        """The question as one piece of a form's layout."""
        return Fieldset(
            legend,
            HTML('{% include "booking/_contact_hint.html" %}'),
            *[name for name in ("phone", "email") if name in self.fields],
            css_class=css_class,
        )

    def clean_phone(self):
        return contact.clean_phone(self.cleaned_data["phone"])

    def clean_email(self):
        return contact.clean_email(self.cleaned_data["email"])

    def clean(self):
        answers = super().clean()
        has_fault = self.has_error("phone") or self.has_error("email")
        if not (has_fault or answers.get("phone") or answers.get("email")):
            self.add_error("phone", NO_CONTACT if "email" in self.fields else NO_PHONE)
        return answers


class TimesQuestion(forms.Form):
    """When somebody could come: any time, or some parts of the week."""

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
            "invalid_choice": "We are no longer open at one of the times you chose. Choose again"
        },
    )

    def prepare_times(self, facts):
        """Offer the parts of the week in which the clinic is open."""
        self.fields["times"].choices = [
            (f"{weekday}-{part}", f"{OpeningHours.Weekday(weekday).label} {part}")
            for weekday, parts in hours.parts_of_day(facts.hours)
            for part in parts
        ]

    def times_layout(self, legend, css_class="q when"):
        """The question as one piece of a form's layout."""
        return Fieldset(
            legend,
            HTML('{% include "booking/_when_hint.html" %}'),
            "when",
            "times",
            css_class=css_class,
        )

    def clean_times(self):
        """The ticked parts as pairs (weekday, part); they count whatever ``when`` says."""
        pairs = (value.split("-") for value in self.cleaned_data["times"])
        return [(int(weekday), PreferredTime.Part(part)) for weekday, part in pairs]
