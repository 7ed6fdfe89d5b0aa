"""A real mail server of its own process, whose mood stands in a file: what it took is in another.

    python -m tests.chaos.mail PORT FOLDER

``mood``: "well", "slow" (half a second for each letter), "grey" (the first try of each letter is
refused for now). ``taken``: a line of JSON for each letter, on the disk before the yes is said.
``did``: a line for each letter that met a mood.
"""

import asyncio
import json
import sys
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP

SLOW_SECONDS = 0.5


class Handler:
    """Takes letters as the mood says."""

    def __init__(self, folder):
        self.mood, self.taken = folder / "mood", (folder / "taken").open("a", encoding="utf-8")
        self.did, self.seen = (folder / "did").open("a", encoding="utf-8"), set()

    def note(self, mood):
        """Write down that a letter met this mood."""
        self.did.write(f"{mood}\n")
        self.did.flush()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        mood = self.mood.read_text(encoding="utf-8")
        head = BytesHeaderParser().parsebytes(envelope.content)
        number = head["Message-ID"]
        if mood == "grey" and number not in self.seen:
            self.seen.add(number)
            self.note(mood)
            return "450 4.2.0 Greylisted, try again later"
        if mood == "slow":
            self.note(mood)
            await asyncio.sleep(SLOW_SECONDS)
        line = {"id": number, "to": envelope.rcpt_tos[0], "subject": str(head["Subject"])}
        self.taken.write(json.dumps(line) + "\n")
        self.taken.flush()
        return "250 OK"


class Controller(UnthreadedController):
    def factory(self):
        return SMTP(self.handler, hostname="mail.example")


def main(port, folder):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = Controller(Handler(Path(folder)), hostname="127.0.0.1", port=int(port), loop=loop)
    controller.begin()
    loop.run_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
