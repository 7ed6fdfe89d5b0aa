"""How a request changes: one method, one table, one line of history each time."""

import datetime

from django.db import models, transaction
from django.utils import timezone

from booking.models.states import MOVES, OPEN, UNDOABLE, Forbidden, Kind, Stale, Status
from clinic.models import Clinic

KEPT_WHEN_HELD = datetime.timedelta(days=7)


class Moving(models.Model):
    """What has a status that only ``move`` changes."""

    status = models.CharField(
        max_length=10, choices=Status, default=Status.RECEIVED, editable=False
    )
    # Counts the moves, so that whoever looked at an older one is told.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def move(self, kind, changes=(), *, seen=None, by=None, letter=None, **about):
        """Let ``kind`` happen: the one way to change a request. Returns the RequestEvent.

        ``changes`` are fields with their new values (rows by id: "agreed_with_id"), ``about``
        fields of the event. ``seen`` is
        the version the person looked at, ``by`` the colleague. ``letter`` writes the letter to
        the patient once the row has its new values, and returns it or None. Raises Forbidden for
        a move that is not in the table, Stale when somebody else was first.
        """
        with transaction.atomic():
            self.lock(seen)
            if self.status not in MOVES[kind]:
                raise Forbidden(
                    f"This request is {self.get_status_display().lower()}; "
                    "that act does not go with it."
                )
            status = MOVES[kind][self.status]
            if kind in {Kind.ADMITTED, Kind.REOPENED}:
                status = self.first_status
            values = {"status": status} | dict(changes)
            if status != self.status or "ends_at" in values:
                values |= self._clock(status, values)
            return self._write(kind, values, letter, done_by=by, **about)

    def begin(self, held_reason=""):
        """Take the status with which a new request begins; with a reason it is held."""
        self.status = Status.HELD if held_reason else self.first_status
        self.held_reason = held_reason
        for name, value in self._clock(self.status, {}).items():
            setattr(self, name, value)

    def take_back(self, event, *, seen=None, by=None):
        """Put the fields that ``event`` changed back as they were. Returns the RequestEvent.

        Raises Forbidden unless it is the last thing that happened, Stale as ``move`` does.
        """
        with transaction.atomic():
            self.lock(seen)
            if self.events.last() != event or event.kind not in UNDOABLE:
                raise Forbidden("Too late to undo: something else happened since.")
            values = self.values_before(event)
            return self._write(Kind.UNDONE, values, None, done_by=by, undoes=event)

    def values_before(self, event):
        """The fields that ``event`` changed, as they were."""
        return {
            name: self._meta.get_field(name).to_python(value)
            for name, value in event.before.items()
        }

    def lock(self, seen=None):
        """Read the row anew and hold it until the transaction ends; Stale if it moved on."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if seen is not None and seen != self.version:
            raise Stale(self)

    def _clock(self, status, values):
        """When a request in ``status`` is closed, and the day on which it is erased."""
        now = timezone.localtime()
        if status in OPEN:
            return {"closed_at": None, "erase_on": None}
        if status == Status.HELD:
            return {"closed_at": None, "erase_on": now.date() + KEPT_WHEN_HELD}
        closed_at = values["ends_at"] if status == Status.AGREED else now
        keep = datetime.timedelta(days=Clinic.objects.current().retention_days)
        return {
            "closed_at": closed_at,
            "erase_on": timezone.localtime(closed_at).date() + keep,
        }

    def _write(self, kind, values, letter, **about):
        before = {}
        if kind in UNDOABLE:
            before = {name: self._meta.get_field(name).value_from_object(self) for name in values}
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=[*values, "version"])
        return self.events.create(
            kind=kind, before=before, letter=letter(self) if letter else None, **about
        )
