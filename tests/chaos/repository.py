"""The code where a server fetches it."""

import functools
import http.server
import subprocess
import threading

from tests.chaos.site import ROOT


class Repository:
    """What is committed here, over http at ``host``: ``place/clinic.git``."""

    def __init__(self, place, host="127.0.0.1"):
        self.bare = place / "clinic.git"
        self.git("clone", "--quiet", "--bare", ROOT, self.bare)
        self.publish()
        handler = functools.partial(Quiet, directory=place)
        self.http = http.server.ThreadingHTTPServer((host, 0), handler)
        self.address = f"http://{host}:{self.http.server_port}/clinic.git"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def git(self, *arguments):
        command = ["git", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603

    def publish(self):
        self.git("-C", self.bare, "update-server-info")

    def new_version(self):
        """Commit once more: the id of it."""
        who = ["-c", "user.name=walk", "-c", "user.email=walk@clinic.example"]
        made = ["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "A new version"]
        commit = self.git("-C", self.bare, *who, *made)
        self.git("-C", self.bare, "update-ref", "HEAD", commit)
        self.publish()
        return commit


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Hands out files without a word on the screen."""

    def log_message(self, *args):
        """Nothing is said."""
