"""The stars to give: radio buttons that look like stars, five in one row."""

from django import forms

WORDS = {1: "very poor", 2: "poor", 3: "fair", 4: "good", 5: "very good"}
CHOICES = [(n, f"{n} {'star' if n == 1 else 'stars'}: {words}") for n, words in WORDS.items()]


class Stars(forms.RadioSelect):
    """The number stands below each star; the whole label is read out."""

    template_name = "testimonials/widgets/stars.html"
