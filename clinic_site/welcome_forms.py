"""The forms of the first run: what only the clinic itself can know."""

from django import forms
from django.db import transaction
from django.utils import timezone

from clinic.models import Clinic, OpeningHours, Practitioner, Question
from clinic_site.first_content import read
from staff.colleagues import MADE_UP_ADDRESS, is_alone, tell_old_address
from staff.models import StaffMember

OPENINGS_A_DAY = 2


class ClinicForm(forms.ModelForm):
    """Name, address and how to reach the clinic. A sample is shown empty, and stays if left so."""

    class Meta:
        model = Clinic
        fields = [
            "name",
            "street",
            "town",
            "region",
            "postal_code",
            "phone",
            "call_from",
            "email",
            "notified",
            "only_phones",
            "privacy_contact",
            "hosting_company",
            "mail_company",
        ]
        widgets = {"notified": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sample = read("clinic")["clinic"]
        self.samples = [
            name
            for name in self.fields
            if name in sample and name != "name" and getattr(self.instance, name) == sample[name]
        ]
        self.initial |= dict.fromkeys(self.samples, "")

    def clean(self):
        answers = super().clean()
        for name in self.samples:
            if not answers.get(name):
                answers[name] = getattr(self.instance, name)
        return answers


class HoursForm(forms.Form):
    """The clinic's week: for each day up to two openings; none means closed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = OpeningHours.objects.filter(practitioner=None)
        for day in OpeningHours.Weekday:
            openings = [row for row in rows if row.weekday == day]
            for n in range(OPENINGS_A_DAY):
                row = openings[n] if n < len(openings) else None
                for part in ("opens", "closes"):
                    self.fields[f"{part}_{day}_{n}"] = self._time(day, n, part, row)

    def _time(self, day, n, part, row):
        again = " again" if n else ""
        return forms.TimeField(
            label=f"{part.capitalize()}{again}",
            required=False,
            initial=getattr(row, part, None),
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": "Write a time such as 9:00 or 17:30"},
        )

    def days(self):
        """Each day's name and its fields, for the page."""
        for day in OpeningHours.Weekday:
            names = [f"{p}_{day}_{n}" for n in range(OPENINGS_A_DAY) for p in ("opens", "closes")]
            yield day.label, [self[name] for name in names]

    def clean(self):
        self.rows = []
        for day in OpeningHours.Weekday:
            for n in range(OPENINGS_A_DAY):
                self._take(day, n)
        return self.cleaned_data

    def _take(self, day, n):
        opens, closes = f"opens_{day}_{n}", f"closes_{day}_{n}"
        row = OpeningHours(
            weekday=day, opens=self.cleaned_data.get(opens), closes=self.cleaned_data.get(closes)
        )
        if self.has_error(opens) or self.has_error(closes) or not (row.opens or row.closes):
            return
        if not (row.opens and row.closes):
            self.add_error(closes if row.opens else opens, "Fill in both times, or neither")
        elif row.opens == row.closes:
            self.add_error(closes, "Opening and closing must differ.")
        elif any((row.weekday, row.opens) == (r.weekday, r.opens) for r in self.rows):
            self.add_error(opens, "There is an opening at this time already.")
        else:
            self.rows.append(row)

    @transaction.atomic
    def save(self):
        """Put these hours in place of those the clinic had; those of its people stay."""
        OpeningHours.objects.filter(practitioner=None).delete()
        OpeningHours.objects.bulk_create(self.rows)


class PersonForm(forms.ModelForm):
    """Who treats patients; somebody new is shown on the site at once."""

    class Meta:
        model = Practitioner
        fields = ["name", "profession", "license"]

    def save(self, commit=True):
        if not self.instance.pk:
            self.instance.published_at = timezone.now()
        return super().save(commit)


class AnswerForm(forms.ModelForm):
    """The answer to a practical question, which is its label."""

    class Meta:
        model = Question
        fields = ["answer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = self.instance.question
        self.fields["answer"].widget.attrs["rows"] = 3


class OwnNameForm(forms.ModelForm):
    """The owner's own name and address. The address the site made up is asked for, not shown."""

    class Meta:
        model = StaffMember
        fields = ["first_name", "last_name", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = self.instance.email
        self.is_alone = is_alone()
        email = self.fields["email"]
        email.error_messages["required"] = "Write your e-mail address"
        email.help_text = "You sign in with it, and letters about your sign-in arrive there."
        if self.before == MADE_UP_ADDRESS:
            self.initial["email"] = ""
            email.help_text = f"Yours, for signing in. Until you save it, that is {self.before}."

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if email == MADE_UP_ADDRESS:
            raise forms.ValidationError("Nobody reads this address. Write your own.")
        return email

    @transaction.atomic
    def save(self, commit=True):
        member = super().save(commit)
        if member.email != self.before:
            tell_old_address(self.before, str(member))
        return member


PeopleForms = forms.modelformset_factory(Practitioner, PersonForm, extra=1)
AnswerForms = forms.modelformset_factory(Question, AnswerForm, extra=0)
