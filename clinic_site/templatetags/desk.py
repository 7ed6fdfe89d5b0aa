"""How lists at the desk are written."""

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinic import formats

register = template.Library()


@register.filter
def labelled(cells, headers):
    """A row's cells, each with its column's name for the cards on a phone.

    ``cells`` are the finished ``<td …>`` of Django's list; ``headers`` its column heads.
    """
    for cell, header in zip(cells, headers, strict=True):
        tag, rest = cell[:3], cell[3:]
        label = str(header["text"])[:1].upper() + str(header["text"])[1:]
        yield format_html(
            '{} data-label="{}"{}',
            # nosemgrep: text-is-escaped - both halves come escaped from Django's own list
            SafeString(tag),
            label,
            # nosemgrep: text-is-escaped - see above
            SafeString(rest),
        )


@register.filter
def clock(moment):
    """ "10 am", of a moment here."""
    return formats.time_of_day(timezone.localtime(moment))


@register.filter
def minutes(number):
    """ "1 minute", "15 minutes"."""
    return formats.counted(number, "minute", "minutes")
