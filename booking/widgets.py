"""The parts of the week as one row per day."""

from django import forms

from booking.models import PreferredTime
from clinic.models import OpeningHours


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
