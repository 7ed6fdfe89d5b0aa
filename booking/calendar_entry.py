"""An appointment as a file for calendars (RFC 5545), by hand: it is twenty lines.

It names neither the clinic nor anything about health, since calendars are seen by others.
"""

import datetime
import uuid

from clinic.templatetags.clinic import phone

FILE_NAME = "appointment.ics"
MOST_OCTETS = 75


def calendar_entry(request, clinic, now):
    """The text of the entry of a request with a time, written at the aware moment ``now``.

    Each later one of the same request replaces the earlier in the patient's calendar. A request
    that is no longer agreed gives a canceled entry.
    """
    is_off = request.status != request.Status.AGREED
    summary = f"Appointment {request.reference}"
    description, address = f"Reference {request.reference}.", ""
    if not request.discreet:
        call = f" To change it, call {phone(clinic.phone)}." if clinic.phone else ""
        description = f"With {request.agreed_with}.{call} {description}"
        address = ", ".join(clinic.address_lines)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Appointment//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(uuid.NAMESPACE_OID, request.submission_id)}",
        f"SEQUENCE:{request.version}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(request.starts_at)}",
        f"DTEND:{_utc(request.ends_at)}",
        f"SUMMARY:{_text(f'Canceled: {summary[:1].lower()}{summary[1:]}' if is_off else summary)}",
        f"DESCRIPTION:{_text(description)}",
        *([f"LOCATION:{_text(address)}"] if address else []),
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _utc(moment):
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _text(value):
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value


def _fold(line):
    """A line cut into pieces of at most 75 octets, never inside a letter."""
    pieces, piece = [], ""
    for letter in line:
        if len(f"{piece}{letter}".encode()) > MOST_OCTETS:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece])
