"""A letter as a mail message, and the line to the mail server that takes it."""

import re
import smtplib
import socket
import threading
from contextlib import contextmanager, suppress
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEText, get_connection
from django.utils.html import escape

from outbox.kinds import kinds
from outbox.wording import LINK

NO_SUCH_MAILBOX = range(500, 600)


class LinkGone(Exception):
    """What the letter leads to is no longer there."""


def message_for(letter):
    """The EmailMessage of a Letter, its secret link filled in; raises LinkGone.

    Its Message-ID is the same each time, so that a copy can be told from a second letter.
    """
    link = _link(letter)
    sender = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=_one_line(letter.subject),
        body=letter.text.replace(LINK, link),
        from_email=formataddr((_one_line(letter.sender), sender)),
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": f"<{letter.message_id}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(letter.html.replace(LINK, escape(link)), "text/html")
    if letter.attachment:
        message.attach(_calendar_entry(letter))
    return message


def _link(letter):
    if LINK not in letter.text:
        return ""
    kind = kinds().get(letter.kind)
    link = kind.link(letter.reference) if kind and kind.link else None
    if link is None:
        raise LinkGone
    return link


def _one_line(words):
    return " ".join(words.split())


def _calendar_entry(letter):
    entry = SafeMIMEText(letter.attachment, "calendar", "utf-8")
    if method := re.search(r"^METHOD:(\w+)", letter.attachment, re.MULTILINE):
        entry.set_param("method", method[1])
    entry.add_header("Content-Disposition", "attachment", filename=letter.attachment_name)
    return entry


def deadline():
    """Seconds after which we hang up: a server that answers now and then could keep us for ever."""
    return 6 * settings.EMAIL_TIMEOUT


def is_final(fault):
    """Whether the server will say no to this letter every time.

    A no to our sign-in or our sender is about us, not about the letter: it can be mended, and
    the letter waits for that.
    """
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code in NO_SUCH_MAILBOX for code, _ in fault.recipients.values())
    return isinstance(fault, smtplib.SMTPDataError) and fault.smtp_code in NO_SUCH_MAILBOX


def describe(fault):
    """A fault's class and the server's number; its words may hold an address."""
    code = getattr(fault, "smtp_code", "")
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = next(iter(fault.recipients.values()))[0]
    return f"{type(fault).__name__} {code}".strip()


class Line:
    """The line to the mail server, for some letters in a row. Use it as a context manager."""

    def __init__(self):
        self.backend = get_connection()
        self.fault = None
        self.is_broken = False

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._hang_up()

    def open(self):
        """Open the line unless it is open. When the server is away, ``send`` will say so."""
        if self.fault:
            return
        if self.is_broken:
            self._hang_up()
        try:
            self.backend.open()
        except Exception as fault:
            self.fault = fault

    def send(self, message):
        """Hand over one message; raises whatever keeps the server from saying yes."""
        if self.fault:
            raise self.fault
        try:
            with self._deadline():
                self.backend.send_messages([message])
        except Exception:  # whatever it was: nobody knows where the talk with the server stands
            self.is_broken = True
            raise

    def _hang_up(self):
        with suppress(OSError):
            self.backend.close()
        self.is_broken = False

    @contextmanager
    def _deadline(self):
        connection = getattr(self.backend, "connection", None)
        timer = threading.Timer(deadline(), _cut, [connection])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _cut(connection):
    """Close a line from another thread; whoever waits on it gets SMTPServerDisconnected."""
    with suppress(AttributeError, OSError):
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
