"""The fold of the request form: what a patient may add, and why we ask."""

import datetime

from crispy_forms.layout import Div, Field, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from booking.models import AppointmentRequest
from booking.widgets import MonthDayYear
from clinic import contact, formats, hours
from clinic.widgets import Options

ENGLISH = "English"
FARTHEST = datetime.timedelta(days=365)
NOT_A_DAY = "Enter a day like 6 / 13 / 2026"
NO_REACH = 'Enter how we can reach them, or choose "With me"'
FIELDS = [
    "before",
    "who_for",
    "their_name",
    "talk_to",
    "their_contact",
    "message",
    "discreet",
    "language",
    "other_language",
    "access",
    "earliest",
    "practitioner",
]


class Day(forms.MultiValueField):
    """A day of the calendar, typed as month, day and year; ValidationError when there is none."""

    widget = MonthDayYear

    def __init__(self, **kwargs):
        parts = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(parts, require_all_fields=False, required=False, **kwargs)

    def compress(self, parts):
        if not any(parts):
            return None
        try:
            month, day, year = (int(part) for part in parts)
            return datetime.date(year + 2000 if year < 100 else year, month, day)
        except (ValueError, OverflowError) as fault:
            raise ValidationError(NOT_A_DAY) from fault


class Line(forms.CharField):
    """One line of at most ``room`` characters, none of them hidden; it may stay empty."""

    def __init__(self, *, room, autocomplete="off", **kwargs):
        self.room = room
        attrs = {"maxlength": room, "autocomplete": autocomplete}
        super().__init__(required=False, strip=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value):
        text = contact.clean_line(super().clean(value))
        if len(text) > self.room:
            raise ValidationError(f"This has {len(text)} characters. There is room for {self.room}")
        return text


def choice(label, choices=(), help_text="", *, row="row", **options):
    """One of a few answers, none of them needed; ``row`` lays short ones side by side."""
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        required=False,
        widget=Options(row=row),
        **options,
    )


class FoldedForm(forms.Form):
    """The questions below the five. All may stay unanswered."""

    before = choice(
        "Have you been here before?",
        AppointmentRequest.BeenBefore.choices,
        "So we plan enough time.",
    )
    who_for = choice("", [("me", "For me"), ("other", "For someone else")], initial="me")
    their_name = Line(label="Their name", help_text="So we know who will come.", room=80)
    talk_to = choice(
        "Who should we talk to?",
        [("me", "With me, the person writing"), ("them", "With them")],
        "So we do not surprise anyone.",
        row="",
        initial="me",
    )
    their_contact = Line(label="Their phone number or e-mail address", room=254)
    message = choice(
        "May we leave a message?",
        AppointmentRequest.MessageRule.choices,
        "Other people may hear it.",
        row="",
    )
    discreet = forms.BooleanField(
        label="Please be discreet",
        help_text=(
            "Our letters and messages then leave out our name where they can. The sender's "
            "address may still show it. Other people may see your phone or mail."
        ),
        required=False,
    )
    language = choice(
        "I would like to speak", help_text="So the right person calls.", initial=ENGLISH
    )
    other_language = Line(label="Another language", room=40)
    access = Line(
        label="What would make your visit easier?",
        help_text=(
            "Such as a way in without steps, large print, a quiet room, someone with you. "
            "So we can prepare, or tell you honestly if we cannot."
        ),
        room=200,
    )
    earliest = Day(label="Not before this day", help_text="So we do not offer days you cannot use.")
    practitioner = forms.TypedChoiceField(
        label="Who would you like to see?",
        help_text="Some of us work only on some days.",
        required=False,
        empty_value=None,
        widget=Options(row="row"),
        error_messages={"invalid_choice": "Choose again who you would like to see"},
    )

    def prepare_fold(self, facts, technique):
        """Offer the languages and the people there are; ask nothing that has one answer."""
        self.facts = facts
        languages = languages_of(facts.practitioners)
        self.fields["language"].choices = [(name, name) for name in languages]
        if len(languages) == 1:
            del self.fields["language"]
            self.fields["other_language"].label = "I would like to speak"
            self.fields[
                "other_language"
            ].help_text = "If English is hard for you. So the right person calls."
        people = people_for(facts, technique)
        if len(people) < 2:
            del self.fields["practitioner"]
            return
        field = self.fields["practitioner"]
        self.either = "Either" if len(people) == 2 else "Anyone"
        field.choices = [("", self.either), *((str(p.person.pk), _label(p)) for p in people)]
        field.coerce = {str(row.person.pk): row.person for row in people}.get

    def fold_layout(self):
        """The fold as one piece of the form's layout."""
        pieces = {
            "who_for": Fieldset(
                "Who is this for?",
                "who_for",
                Div(
                    "their_name",
                    "talk_to",
                    Field("their_contact", wrapper_class="reach"),
                    css_class="form them",
                ),
                css_class="whom",
            ),
            "discreet": Field("discreet", template="booking/_discreet_field.html"),
        }
        inside = {"their_name", "talk_to", "their_contact"}
        names = [name for name in FIELDS if name in self.fields and name not in inside]
        return Fold(*[pieces.get(name, name) for name in names])

    def clean_their_contact(self):
        """A phone number as E.164, or an e-mail address; only looked at when it is asked for."""
        typed = self.cleaned_data["their_contact"]
        if (
            self.cleaned_data.get("who_for") != "other"
            or self.cleaned_data.get("talk_to") != "them"
        ):
            return ""
        if not typed:
            raise ValidationError(NO_REACH)
        return contact.clean_email(typed) if "@" in typed else contact.clean_phone(typed)

    def clean_earliest(self):
        day, today = self.cleaned_data["earliest"], self.facts.today
        if day and day < today:
            raise ValidationError("Choose today or a later day")
        if day and day > today + FARTHEST:
            limit = formats.day(today + FARTHEST, today)
            raise ValidationError(f"Choose a day before {limit}")
        return day

    def clean(self):
        answers = super().clean()
        is_nameless = answers.get("their_name") == ""
        if answers.get("who_for") == "other" and is_nameless:
            self.add_error("their_name", "Enter the name of the person who will come")
        person, times = answers.get("practitioner"), answers.get("times")
        if person and times and not self._is_there(person, times):
            self.add_error(
                "practitioner",
                f"{person.name} is not here at the times you chose. "
                f'Choose other times or "{self.either}"',
            )
        return answers

    def fold_answers(self):
        """The valid answers as fields of an AppointmentRequest."""
        data = self.cleaned_data
        is_other = data["who_for"] == "other"
        language = data["other_language"] or data.get("language", "")
        return {
            "been_before": data["before"],
            "other_name": data["their_name"] if is_other else "",
            "other_contact": data["their_contact"],
            "message_rule": data["message"],
            "discreet": data["discreet"],
            "language": "" if language == ENGLISH else language,
            "access": data["access"],
            "earliest_on": data["earliest"],
            "practitioner": data.get("practitioner"),
        }

    def _is_there(self, person, times):
        """Whether one of the times lies in the person's own hours, if these are known."""
        own = [row for row in self.facts.all_hours if row.practitioner_id == person.pk]
        there = {(weekday, part) for weekday, parts in hours.parts_of_day(own) for part in parts}
        return not own or any((weekday, str(part)) in there for weekday, part in times)


class Fold(Div):
    """A fold that stands open when it holds an error or an answer."""

    template = "booking/_fold.html"

    def render(self, form, context, *args, **kwargs):
        touched = set(form.errors) | (set(form.changed_data) if form.is_bound else set())
        self.is_open = not touched.isdisjoint(FIELDS)
        return super().render(form, context, *args, **kwargs)


def languages_of(people):
    """English first, then each language that somebody here can hold a visit in."""
    named = (name.strip() for person in people for name in person.languages.split(","))
    return list(dict.fromkeys([ENGLISH, *filter(None, named)]))


def people_for(facts, technique):
    """The people a patient can choose from: who does the treatment, if that is said."""
    doing = {person.pk for person in technique.practitioners.all()} if technique else set()
    return [row for row in facts.people if not doing or row.person.pk in doing]


def _label(row):
    """A name, with the absence or else the days below it."""
    if not (row.away or row.days):
        return row.person.name
    return format_html("{} <small>{}</small>", row.person.name, row.away or row.days)
