"""The nginx configuration we ship, in front of whatever a test puts behind it."""

import gzip
import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager

import brotli

from tests.clinic_site.running import ROOT, free_port


def shipped(folder, upstream):
    """The shipped configuration with paths and ports of this test; (its path, TLS port, other)."""
    tls, plain = free_port(), free_port()
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for before, after in [
        ("listen [::]:80;", ""),
        ("listen [::]:443 ssl http2;", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
        ("127.0.0.1:8000", upstream),
        ("/var/cache/nginx", str(folder)),
        ("/var/log/nginx", str(folder)),
        ("/etc/ssl", str(folder)),
    ]:
        assert before in text
        text = text.replace(before, after)
    make_certificate(folder)
    path = folder / "nginx.conf"
    # Else its workers would be nobody, who may not write here. Debian has gzip on.
    user = "user root;" if os.geteuid() == 0 else ""
    path.write_text(
        f"{user} pid {folder}/nginx.pid; error_log {folder}/nginx.error; daemon off;"
        f" events {{ }} http {{ gzip on; {text} }}",
        encoding="utf-8",
    )
    return path, tls, plain


class StayHere(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *arguments):
        return None


def make_certificate(folder):
    subprocess.run(  # noqa: S603
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=clinic"),
            *("-keyout", folder / "clinic.example.key", "-out", folder / "clinic.example.pem"),
        ],
        check=True,
        capture_output=True,
    )


@contextmanager
def serving(folder, path, port):
    """nginx as the file at ``path`` says, until the block ends; ``port`` is one it listens at."""
    command = ["nginx", "-p", folder, "-e", folder / "nginx.error", "-c", path]
    assert subprocess.run([*command, "-t"], capture_output=True).returncode == 0  # noqa: S603
    with subprocess.Popen(command) as process:  # noqa: S603
        try:
            wait_for(port)
            yield
        finally:
            process.terminate()


def trusting():
    """TLS that believes every certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def text_of(answer):
    """What an answer says, however it was compressed."""
    undo = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    return undo[answer.headers["Content-Encoding"]](answer.read()).decode()


@contextmanager
def nginx_before(folder, upstream):
    """nginx in front of ``upstream``: ask(path, what is posted) → (status, headers, text)."""
    path, tls, plain = shipped(folder, upstream)
    https = urllib.request.HTTPSHandler(context=trusting())
    opener = urllib.request.build_opener(StayHere, https)

    def ask(path, data=None, *, scheme="https", **headers):
        place = f"{scheme}://127.0.0.1:{tls if scheme == 'https' else plain}"
        asked = urllib.request.Request(f"{place}{path}", data, headers)  # noqa: S310 - of this test
        asked.add_header("Host", "clinic.example")
        try:
            with opener.open(asked) as answer:
                return answer.status, answer.headers, text_of(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, text_of(answer)

    with serving(folder, path, tls):
        yield ask


def wait_for(port):
    """Return when somebody listens."""
    show = (
        "import socket, sys\nwhile socket.socket().connect_ex(('127.0.0.1', int(sys.argv[1]))): 0"
    )
    subprocess.run([sys.executable, "-c", show, str(port)], check=True, timeout=30)  # noqa: S603
