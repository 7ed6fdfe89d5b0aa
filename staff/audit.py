"""The audit list: who looked at, changed or exported which reference. Never what it said."""

from staff.models import AuditEntry

Act = AuditEntry.Act


def record(member, act, reference):
    """Write one line: ``member`` did ``act`` (an Act) with what ``reference`` names."""
    AuditEntry.objects.create(member=member, act=act, reference=reference)
