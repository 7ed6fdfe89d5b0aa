"""A form's answers on a page that cannot ask the database: to read, to change and to send again."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from booking.forms import AppointmentRequestForm
from booking.own_forms import ContactForm, TimesForm
from testimonials.forms import WordsForm
from testimonials.share_form import ShareForm

# Where visitors write something. What is typed at the desk may be a password: it is not here.
FORMS = {
    "booking:request": AppointmentRequestForm,
    "booking:contact": ContactForm,
    "booking:times": TimesForm,
    "testimonials:share": ShareForm,
    "testimonials:invited": ShareForm,
    "testimonials:fix": WordsForm,
}
NOT_KEPT = {"csrfmiddlewaretoken", "send"}
TRAP = "website"


def kept_answers(request):
    """What was posted, as a form that leads back to the same address; None if it was no form.

    Texts can be read and changed; ticks and what people never see travel hidden.
    """
    form_class = FORMS.get(request.resolver_match and request.resolver_match.view_name)
    if request.method != "POST" or form_class is None:
        return None
    form = forms.Form()
    for name, values in request.POST.lists():
        if name not in NOT_KEPT:
            form.fields[name] = _field(name, form_class.base_fields.get(name), values)
    form.helper = FormHelper()
    form.helper.form_action = request.get_full_path()
    form.helper.layout = Layout(*form.fields, Submit("send", "Send again"))
    return form


def _field(name, asked, values):
    is_text = isinstance(asked, forms.CharField) and not asked.widget.is_hidden
    if is_text and name != TRAP and any(values):
        return forms.CharField(label=asked.label, initial=values[-1], widget=asked.widget)
    return forms.Field(initial=values, widget=forms.MultipleHiddenInput)
