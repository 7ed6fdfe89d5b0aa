"""What a colleague fills in for an act."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from booking.desk.suggestion import minutes_of
from booking.models.event import DeclineReason
from booking.moves import MOST_OFFERS
from booking.slots import Slot, warnings
from clinic import contact
from clinic.models import Practitioner
from clinic.templatetags.clinic import phone

FARTHEST = datetime.timedelta(days=2 * 365)
WORDS_LENGTH = 600
NOTE_LENGTH = 2000
LEGENDS = ["First time", "Second time", "Third time"]
TWICE = "This time stands here twice. Choose another, or leave it empty."
SKIPPED = "There is no such hour on that day: the clocks go forward. Choose another."


class TimeForm(forms.Form):
    """Day, time, minutes and person. ``slot`` is the time to begin with, if any."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose a day", "invalid": "Choose a day"},
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Choose a time", "invalid": "Choose a time"},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=480,
        error_messages={"required": "Enter how many minutes"},
    )
    who = forms.ModelChoiceField(
        Practitioner.objects.published(),
        label="With",
        empty_label=None,
        error_messages={"required": "Choose a person"},
    )
    use_required_attribute = False

    def __init__(self, data, *, request, facts, slot, legend, **kwargs):
        first = next(iter(facts.practitioners), None)
        who = request.agreed_with or request.practitioner or first
        initial = {"minutes": minutes_of(request), "who": who}
        if slot:
            starts_at = timezone.localtime(slot.starts_at)
            initial |= {"day": starts_at.date(), "time": starts_at.time(), "who": slot.practitioner}
        super().__init__(data, initial=initial, label_suffix="", **kwargs)
        self.request, self.facts = request, facts
        self.fields["who"].queryset = Practitioner.objects.published()
        self.warnings = []
        self.legend = legend

    def has_changed(self):
        """A time that may stay empty is empty without day and time, whoever stands beside."""
        return bool({"day", "time"} & set(self.changed_data))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and abs(day - self.facts.today) > FARTHEST:
            raise ValidationError("Choose a day within two years")
        return day

    def clean(self):
        data = self.cleaned_data
        if {"day", "time", "minutes", "who"} <= set(data):
            zone = timezone.get_current_timezone()
            local = datetime.datetime.combine(data["day"], data["time"], zone)
            starts_at = local.astimezone(datetime.UTC)
            if starts_at.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
                raise ValidationError(SKIPPED)
            ends_at = starts_at + datetime.timedelta(minutes=data["minutes"])
            data["slot"] = slot = Slot(starts_at, ends_at, data["who"])
            self.warnings = warnings(slot, self.request, self.facts)
        return data

    @property
    def slot(self):
        """The time that was filled in, or None."""
        return self.cleaned_data.get("slot")

    def is_same_as(self, other):
        """Whether both begin at one moment with one person."""
        mine, its = self.slot, other.slot
        return (mine.starts_at, mine.practitioner) == (its.starts_at, its.practitioner)


class ActForm(forms.Form):
    """The form of one act on ``request``, with as many times as ``times_shown`` says.

    ``seen`` is the version the colleague looks at. Warnings about times can be overruled.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)
    times_shown = 0
    times_needed = 1
    use_required_attribute = False

    def __init__(self, data=None, *, request, facts, slot=None):
        super().__init__(data, initial={"seen": request.version}, label_suffix="")
        self.suggested = slot
        self.times = [
            TimeForm(
                data,
                request=request,
                facts=facts,
                slot=slot if n == 0 else None,
                legend=self._legend(n),
                prefix=f"time{n}",
                empty_permitted=n >= self.times_needed,
            )
            for n in range(self.times_shown)
        ]

    def _legend(self, n):
        if self.times_shown == 1:
            return ""
        return LEGENDS[n] if n < self.times_needed else f"{LEGENDS[n]} (optional)"

    def is_valid(self):
        are_valid = all([super().is_valid(), *(time.is_valid() for time in self.times)])
        return are_valid and not self._stands_twice()

    def _stands_twice(self):
        """Whether one time with one person was filled in twice; the second form says so."""
        filled = [time for time in self.times if time.slot]
        for n, time in enumerate(filled):
            if any(time.is_same_as(other) for other in filled[:n]):
                time.add_error(None, TWICE)
        return any(time.errors for time in filled)

    @property
    def slots(self):
        """The times that were filled in."""
        return [time.slot for time in self.times if time.slot]

    @property
    def has_warnings(self):
        return any(time.warnings for time in self.times)


def own_words(label, *, required=False):
    """A field for a sentence to the patient."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write one sentence for the patient"},
        validators=[_refuse_hidden_characters],
    )


def _refuse_hidden_characters(text):
    if contact.has_hidden_characters(text, allowed="\r\n\t"):
        raise ValidationError(
            "Type this again by hand. It holds a hidden character that we cannot keep"
        )


class AgreeForm(ActForm):
    times_shown = 1


class OfferForm(ActForm):
    times_shown = MOST_OFFERS


class MoveForm(ActForm):
    times_shown = 1
    own_words = own_words("Why it moves (optional, the patient reads it)")


class CancelForm(ActForm):
    times_shown = MOST_OFFERS
    times_needed = 0  # other times are offered where there are some
    own_words = own_words("Why, in one sentence (the patient reads it)", required=True)


class DeclineForm(ActForm):
    reason = forms.ChoiceField(
        label="Reason",
        choices=DeclineReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason"},
    )
    own_words = own_words("In your own words (optional, the patient reads it)")

    def clean(self):
        data = self.cleaned_data
        if data.get("reason") == DeclineReason.OTHER and not data.get("own_words"):
            self.add_error("own_words", "Write one sentence for the patient")
        return data


class NoteForm(ActForm):
    note = forms.CharField(
        label="Note for us",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data=None, *, request, **kwargs):
        super().__init__(data, request=request, **kwargs)
        self.initial["note"] = request.note_for_us


class ContactForm(ActForm):
    """Reach the patient elsewhere."""

    phone = forms.CharField(
        label="Phone number", required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.CharField(
        label="E-mail address", required=False, widget=forms.TextInput(attrs={"type": "email"})
    )

    def __init__(self, data=None, *, request, **kwargs):
        super().__init__(data, request=request, **kwargs)
        self.initial |= {"phone": phone(request.phone), "email": request.email}

    def clean_phone(self):
        return contact.clean_phone(self.cleaned_data["phone"])

    def clean_email(self):
        return contact.clean_email(self.cleaned_data["email"])

    def clean(self):
        data = self.cleaned_data
        if not self.errors and not (data["phone"] or data["email"]):
            self.add_error(
                "phone", "Enter a phone number or an e-mail address, so we can reach them"
            )
        return data
