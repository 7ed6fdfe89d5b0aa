"""Jobs of the daily round for rooms that do not know the outbox."""

from clinic.sweep import sweep_pictures
from outbox.round import Job
from techniques.plan import hold_blocked

HOLD_BLOCKED_PLANS = Job("planned treatments", hold_blocked)
SWEEP_PICTURES = Job("unused pictures", sweep_pictures, erases=True)
