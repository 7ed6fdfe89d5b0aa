"""The words and the yes of a story, and the answer to a question of ours."""

import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic import contact
from testimonials import terms, wording

HEADLINE_LENGTH, WORDS_LENGTH = 120, 2000
HIDDEN = "Type this again by hand. It holds a hidden character that we cannot keep"


class WordsForm(forms.Form):
    """The headline, the words and the yes: what the writer changes later on."""

    headline = forms.CharField(
        label="A headline",
        help_text="One line about how it was, such as “They took time to explain”.",
        error_messages={"required": "Write a headline"},
        widget=forms.TextInput(attrs={"maxlength": HEADLINE_LENGTH}),
    )
    words = forms.CharField(
        label="Your story",
        help_text=(
            "Tell us about the visit: how you were met, what was explained, what could be better. "
            "Please leave out illnesses, results, and other people's names."
        ),
        error_messages={"required": "Write your story"},
        widget=forms.Textarea(attrs={"rows": 7, "maxlength": WORDS_LENGTH}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    consent = forms.BooleanField(
        label="I agree",
        error_messages={
            "required": "Tick “I agree” if we may show your story. Without it we cannot"
        },
    )

    def __init__(self, *args, clinic, story=None, **kwargs):
        until = terms.consent_until(timezone.localdate())
        self.points = wording.points(clinic, settings.SITE_URL, until, story)
        self.text = wording.as_text(self.points)
        kwargs.setdefault("initial", {})["seen"] = digest(self.text)
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "seen",
            Field("headline", wrapper_class="q"),
            Field("words", wrapper_class="q"),
            Field("consent", template="testimonials/_consent_field.html"),
            Submit("send", "Send my story"),
        )

    def clean_headline(self):
        headline = contact.clean_line(self.cleaned_data["headline"], HIDDEN)
        return within(headline, HEADLINE_LENGTH, "Shorten the headline by {n}")

    def clean_words(self):
        words = self.cleaned_data["words"].replace("\r\n", "\n").strip()
        if contact.has_hidden_characters(words, allowed="\n\t\u200d\ufe0f"):
            raise ValidationError(HIDDEN)
        return within(words, WORDS_LENGTH, "Your story is {n} too long")

    def clean_consent(self):
        """The yes counts for the text that was on the page, word for word."""
        if self.cleaned_data.get("seen") != digest(self.text):
            self.data = self.data.copy()
            self.data["seen"] = digest(self.text)
            raise ValidationError(
                "What you agree to has changed since you opened this page. Read it once more and "
                "tick “I agree”"
            )
        return True


def digest(text):
    """Stands for the text a person saw."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def within(text, most, sentence):
    """The text, or a ValidationError that says by how much it is too long."""
    over = len(text) - most
    if over > 0:
        raise ValidationError(
            sentence.format(n=f"{over} {'character' if over == 1 else 'characters'}")
        )
    return text


class AnswerForm(forms.Form):
    """The writer's answer to our question."""

    answer = forms.CharField(
        label="Your answer",
        max_length=1000,
        error_messages={"required": "Write your answer", "max_length": "Shorten your answer"},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_answer(self):
        text = self.cleaned_data["answer"].replace("\r\n", "\n").strip()
        if contact.has_hidden_characters(text, allowed="\n\t"):
            raise ValidationError(HIDDEN)
        return text
