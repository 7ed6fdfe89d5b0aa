"""The month of a visit, as two choices."""

import calendar
import datetime

from django.core.exceptions import ValidationError

YEARS_BACK = 30
MONTHS = [("", "I do not remember"), *((n, calendar.month_name[n]) for n in range(1, 13))]


def years(today):
    """The years to choose from, this one first."""
    return range(today.year, today.year - YEARS_BACK, -1)


def month_of_visit(month, year, today):
    """The first day of the month, or None when it is not remembered."""
    if not month:
        return None
    if not year or (year, month) > (today.year, today.month):
        raise ValidationError("Choose a month up to this one")
    return datetime.date(year, month, 1)
