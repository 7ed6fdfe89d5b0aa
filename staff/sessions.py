"""Sessions in the database whose new key is known wherever the old one was."""

from django.contrib.sessions.backends import db

from staff.models import Device


class SessionStore(db.SessionStore):
    def cycle_key(self):
        """A new key, as after a new password; the list of sign-ins follows it.

        Else that sign-in would be listed no longer, and nothing could end it from elsewhere.
        """
        old = self.session_key
        super().cycle_key()
        if old:
            Device.objects.filter(session_key=old).update(session_key=self.session_key)
