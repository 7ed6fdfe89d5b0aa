"""What stands at the head and foot of every letter."""

from clinic.models import Clinic
from clinic.templatetags.clinic import phone


def letterhead():
    """The clinic's name, address, phone, e-mail and emergency number as texts."""
    clinic = Clinic.objects.current()
    return {
        "clinic": clinic.name,
        "address": ", ".join(clinic.address_lines),
        "phone": phone(clinic.phone),
        "email": clinic.email,
        "emergency": clinic.emergency_number,
    }


def days_letters_are_kept():
    """For how many days the words of a letter that was sent are kept."""
    return Clinic.objects.current().retention_days
