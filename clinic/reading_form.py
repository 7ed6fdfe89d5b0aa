"""A form that says beside each long text how easy it is to read and how long it is."""

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html

from clinic import reading


class ReadingForm(forms.ModelForm):
    """A form of the desk. The script keeps what it says up to date while one types."""

    class Media:
        js = ["js/reading.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs |= {"data-reading": reverse_lazy("reading"), "rows": 4}
                bound = self[name]
                bound.help_text = format_html(
                    '{} <span class="reading">{}</span>',
                    field.help_text,
                    reading.note(bound.value() or ""),
                )
