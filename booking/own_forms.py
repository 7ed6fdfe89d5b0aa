"""The two small forms of the patient's own page."""

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


class TimesForm(TimesQuestion):
    """The times that would suit, with those ticked that the patient named before."""

    def __init__(self, *args, facts, row, **kwargs):
        ticked = [f"{time.weekday}-{time.part}" for time in row.preferred_times.all()]
        kwargs["initial"] = {"when": "some" if ticked else "any", "times": ticked}
        super().__init__(*args, **kwargs)
        self.prepare_times(facts)
        self.helper = _bare(self.times_layout("When could you come?", "when"))
