"""One empty Debian on which docs/deploy.md is followed."""

import time
from contextlib import contextmanager
from dataclasses import dataclass

from tests.chaos.authority import CERTBOT
from tests.chaos.box import Box, Failed
from tests.chaos.guide import blocks
from tests.chaos.site import ROOT

GUIDE = ROOT / "docs/deploy.md"
NAME = "clinic.example"
FIVE_STEPS = [
    "1. What is installed",
    "2. Your values",
    "3. The code, and a user that runs it",
    "4. A folder for backups, and a key that locks them",
    "5. The settings",
]
START, NGINX, SIGN_IN = "6. The first start", "7. nginx and the certificate", "8. Sign in"
JOURNAL = "journalctl --no-pager --lines=40"
# Blocks that are no commands, by how they begin.
VALUES, SETTINGS, EACH_HOUR = "NAME=", "EMAIL_URL=", "17 * * * * clinic "

SIGNED_IN = r"""
page="https://$NAME/admin/login/"
token=$(curl -s -c /tmp/jar "$page" | grep -o 'csrfmiddlewaretoken" value="[^"]*' | cut -d'"' -f3)
curl -s -b /tmp/jar -c /tmp/jar -e "$page" -o /dev/null -w '%{{http_code}} %{{redirect_url}}' \
    --data-urlencode "csrfmiddlewaretoken=$token" --data-urlencode "username={email}" \
    --data-urlencode "password={password}" "$page"
"""


@dataclass(frozen=True)
class Around:
    """What a server finds around it.

    ``repository``: the address of the code. ``trusted``: the certificate of the authority.
    ``host``: this machine, where both are. ``leads_to``: where the clinic's name leads.
    """

    repository: str
    trusted: str
    host: str = "127.0.0.1"
    leads_to: str = "127.0.0.1"


class Server:
    """A box, and a row for each part of the page that was followed on it.

    ``instead`` says what stands in place of the blocks that begin with its keys; ``options`` are
    those of the box.
    """

    def __init__(self, root, around, instead=None, **options):
        self.box, self.around, self.rows = Box(root, **options), around, []
        self.instead = {
            VALUES: f"NAME={NAME}\nMAIL=you@{NAME}\nREPOSITORY={around.repository}",
            # All but the mail server: the site works without.
            SETTINGS: "echo TIME_ZONE=America/New_York >> .env",
        } | (instead or {})
        with (root / "etc/hosts").open("a", encoding="utf-8") as hosts:
            hosts.write(f"127.0.0.1 localhost\n{around.leads_to} {NAME}\n")

    def follow(self, heading, *, leaving_out=(), changing=None):
        """Type all blocks below a heading: what they printed.

        Lines that begin with ``leaving_out`` are not typed; ``changing`` has words of the page and
        what stands in their place here.
        """
        began = time.monotonic()
        said = [
            self.do(self.typed(block.text, leaving_out, changing or {}))
            for block in blocks(GUIDE.read_text(encoding="utf-8"))
            if block.heading == heading
        ]
        if not said:
            raise Failed(f"{heading}: docs/deploy.md has no such part.")
        row = {"part": heading, "seconds": round(time.monotonic() - began)}
        print(row, flush=True)
        self.rows.append(row)
        return "\n".join(said)

    def do(self, text):
        """Type lines; a fault comes with the last words of the journal."""
        try:
            return self.box.type(text)
        except Failed as fault:
            self.box.shell = None  # it has ended
            raise Failed(f"{fault}\n--\n{self.box.type(JOURNAL)}") from None

    def typed(self, text, leaving_out, changing):
        """A block with what its reader puts in its place."""
        for start, other in self.instead.items():
            if text.startswith(start):
                return other
        if text.startswith(EACH_HOUR):
            return f"runuser -u clinic -- sh -c '{text.removeprefix(EACH_HOUR)}'"
        for words, own in changing.items():
            text = text.replace(words, own)
        lines = text.splitlines()
        return "\n".join(line for line in lines if not line.startswith(tuple(leaving_out)))

    def install(self, *, leaving_out=()):
        """Steps 1 to 5."""
        for heading in FIVE_STEPS:
            self.follow(heading, leaving_out=leaving_out)
            if heading == FIVE_STEPS[0]:
                self.trust()

    def trust(self):
        """Trust the authority of this walk, which certbot is told of in its own file."""
        own = CERTBOT % self.around.host
        added = {"ssl/certs/ca-certificates.crt": self.around.trusted, "letsencrypt/cli.ini": own}
        for name, words in added.items():
            with (self.box.root / "etc" / name).open("a", encoding="utf-8") as file:
                file.write(words)

    def expect(self, wanted, command):
        """Raise Failed unless what the command prints has the words."""
        self.see(wanted, self.do(command))

    def see(self, wanted, said):
        """Note that the words were there. Raises Failed when they were not."""
        if wanted not in said:
            raise Failed(f"Wanted: {wanted}\n--\n{said}")
        self.rows[-1].setdefault("seen", []).append(", ".join(wanted.splitlines()))

    def note(self, part, *seen):
        """A row for what has no part of its own."""
        self.rows.append({"part": part, "seconds": 0, "seen": [*seen]})


@contextmanager
def running(root, around, **options):
    """A server that is stopped in the end: all of them take the same ports."""
    made = Server(root, around, **options)
    try:
        yield made
    finally:
        made.box.stop()
