"""Keeps letters in a folder, one .eml file each, while no mail server is given."""

from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes to LETTER_FOLDER; a copy of a letter takes the place of the first."""

    def send_messages(self, messages):
        for message in messages:
            name = message.extra_headers["Message-ID"].strip("<>").partition("@")[0]
            path = path_of(name)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(message.message().as_bytes(linesep="\r\n"))
        return len(messages)


def path_of(message_id):
    """Where the letter with this id is kept, if it is."""
    return Path(settings.LETTER_FOLDER) / f"{message_id}.eml"


def forget(message_ids):
    """Delete the letters with these ids from the folder."""
    for message_id in message_ids:
        path_of(message_id).unlink(missing_ok=True)
