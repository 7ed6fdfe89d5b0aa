"""The small forms of the patient's own page."""

import hmac

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout

from booking.questions import ContactQuestion, TimesQuestion


def _bare(*parts):
    """A layout without a <form> around it: the page has that, with its buttons."""
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    helper.layout = Layout(*parts)
    return helper


class ContactForm(ContactQuestion):
    """A new phone number or e-mail address; what stays empty stays as it is."""

    def __init__(self, *args, facts, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        self.prepare_contact(facts)
        self.helper = _bare(self.contact_layout("New phone number or e-mail address", "pair"))

    def contact(self):
        """The phone number as E.164 or "", and the e-mail address or "", as they are now."""
        phone = self.cleaned_data["phone"] or (self.row.phone and self.row.phone.as_e164)
        return phone or "", self.cleaned_data.get("email") or self.row.email


class DownloadForm(ContactQuestion):
    """The phone number, or the e-mail address where we have none: the page shows just a part."""

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        asked, other = ("phone", "email") if row.phone else ("email", "phone")
        del self.fields[other]
        field = self.fields[asked]
        field.required = field.strip = True
        field.error_messages["required"] = f"Enter the {field.label.lower()} that we have from you"
        self.asked, self.ours = asked, row.phone.as_e164 if row.phone else row.email.lower()
        self.helper = _bare(asked)

    def is_right(self):
        """Whether it is the one we have; if not, the form says so."""
        typed = self.cleaned_data[self.asked].lower()
        is_right = hmac.compare_digest(typed.encode(), self.ours.encode())
        if not is_right:
            label = self.fields[self.asked].label.lower()
            self.add_error(self.asked, f"This is not the {label} that we have. Check it")
        return is_right


class TimesForm(TimesQuestion):
    """The times that would suit, with those ticked that the patient named before."""

    def __init__(self, *args, facts, row, **kwargs):
        ticked = [f"{time.weekday}-{time.part}" for time in row.preferred_times.all()]
        kwargs["initial"] = {"when": "some" if ticked else "any", "times": ticked}
        super().__init__(*args, **kwargs)
        self.prepare_times(facts)
        self.helper = _bare(self.times_layout("When could you come?", "when"))
