"""Choices as large boxes, and the parts of the week as one row per day."""

from django import forms

from booking.models import PreferredTime
from clinic.models import OpeningHours


class Options(forms.RadioSelect):
    """Radio buttons in boxes of 52 px; ``row`` names the class that lays them side by side."""

    template_name = "booking/widgets/options.html"

    def __init__(self, *args, row="", **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["row"] = self.row
        return context


class PartsOfWeek(forms.CheckboxSelectMultiple):
    """One row per day with its open parts. Values are "1-morning" (Tuesday morning)."""

    template_name = "booking/widgets/parts_of_week.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        days = {}
        for _, (option,), _ in context["widget"]["optgroups"]:
            weekday, part = option["value"].split("-")
            option["part"] = PreferredTime.Part(part).label
            label = OpeningHours.Weekday(int(weekday)).label
            day = days.setdefault(weekday, {"name": label, "short": label[:3], "options": []})
            day["options"].append(option)
        context["widget"]["days"] = list(days.values())
        return context


class MonthDayYear(forms.MultiWidget):
    """Three short fields, as a date is said here; no picker to fight with."""

    template_name = "booking/widgets/month_day_year.html"
    use_fieldset = True

    def __init__(self):
        attrs = {"class": "in", "inputmode": "numeric", "autocomplete": "off"}
        parts = {"month": 2, "day": 2, "year": 4}
        super().__init__(
            {name: forms.TextInput(attrs | {"maxlength": size}) for name, size in parts.items()}
        )

    def decompress(self, value):
        return [value.month, value.day, value.year] if value else [None] * 3

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.widgets_names, strict=True):
            part["label"] = label.removeprefix("_").capitalize()
        # The error summary leads to the first field by the id of the whole.
        context["widget"]["subwidgets"][0]["attrs"]["id"] = attrs["id"]
        return context
