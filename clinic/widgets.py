"""Choices as large boxes, for every form of the site."""

from django import forms


class Options(forms.RadioSelect):
    """Radio buttons in boxes of 52 px; ``row`` names the class that lays them side by side."""

    template_name = "clinic/widgets/options.html"

    def __init__(self, *args, row="", **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["row"] = self.row
        return context
