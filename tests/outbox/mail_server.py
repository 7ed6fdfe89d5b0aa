"""A real mail server whose answers a test chooses."""

import asyncio
import email
import socket
import threading
from collections import deque
from email import policy

from aiosmtpd.controller import Controller

OK = "250 OK"
DROP = "drop the line"
HANG = "hang"


class MailServer:
    """``to_address`` and ``to_letter`` hold the next answers to RCPT TO and to the end of DATA.

    With no answer left it says yes. HANG waits until ``release``, DROP cuts the line after it
    has the letter. ``arrived`` is set each time a letter is fully there.
    """

    def __init__(self, port=None, **options):
        self.port = port or free_port()
        self.options = options
        self.to_address, self.to_letter = deque(), deque()
        self.messages, self.controller = [], None
        self.arrived, self.released = threading.Event(), threading.Event()

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **self.options)
        self.controller.start()

    def stop(self):
        self.released.set()
        if self.controller:
            self.controller.stop()
            self.controller.loop.close()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.to_address.popleft() if self.to_address else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.to_letter.popleft() if self.to_letter else OK
        if answer in (OK, DROP, HANG):
            message = email.message_from_bytes(envelope.content, policy=policy.default)
            self.messages.append(message)
        self.arrived.set()
        if answer == HANG:
            await asyncio.get_running_loop().run_in_executor(None, self.released.wait)
        if answer in (DROP, HANG):
            server.transport.abort()
            return OK
        return answer

    @property
    def ids(self):
        """The Message-IDs of what arrived, in order."""
        return [message["Message-ID"] for message in self.messages]


class DrippingServer(MailServer):
    """Answers RCPT with lines that never end, one now and then."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.arrived.set()
        while not self.released.is_set() and not server.transport.is_closing():
            server.transport.write(b"250-wait\r\n")
            await asyncio.sleep(0.05)
        return OK


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
