"""Contact, privacy and the accessibility statement, made from the clinic's own facts."""

import datetime

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

# The days on which the fixed words of these two pages changed last.
PRIVACY_CHANGED_ON = datetime.date(2026, 11, 24)
ACCESSIBILITY_CHANGED_ON = datetime.date(2026, 11, 24)


@require_safe
def contact(request):
    """How to reach the clinic, when it is open and where it is."""
    return render(request, "clinic/contact.html")


@require_safe
def privacy(request):
    """What is kept about a patient, why, how long, and who sees it."""
    context = {
        "changed_on": PRIVACY_CHANGED_ON,
        "is_https": settings.SITE_URL.startswith("https:"),
    }
    return render(request, "clinic/privacy.html", context)


@require_safe
def accessibility(request):
    """What the site aims for, how it is checked and what is not good yet."""
    return render(request, "clinic/accessibility.html", {"changed_on": ACCESSIBILITY_CHANGED_ON})
