"""An authority for certificates (pebble) that checks a name as Let's Encrypt does, over port 80."""

import json
import os
import socket
import ssl
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress

PORT, MANAGED = 14000, ("127.0.0.1", 15000)
SECONDS_TO_START = 20
# What certbot's own file of settings says, in place of the public authority.
CERTBOT = f"server = https://%s:{PORT}/dir\nno-verify-ssl = true\n"


@contextmanager
def authority(place, name, address, host="127.0.0.1"):
    """Run one at ``host`` while in the block; gives its own certificate, as text.

    ``name`` leads to ``address``, where it asks.
    """
    key, certificate, hosts = place / "key.pem", place / "certificate.pem", place / "hosts"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    files = ["-keyout", key, "-out", certificate]
    subprocess.run(["openssl", *made, *files], capture_output=True, check=True)  # noqa: S603, S607
    hosts.write_text(f"127.0.0.1 localhost\n{address} {name}\n", encoding="utf-8")
    settings = {"certificate": f"{certificate}", "privateKey": f"{key}", "httpPort": 80}
    settings |= {"listenAddress": f"{host}:{PORT}", "managementListenAddress": _joined(MANAGED)}
    config = place / "pebble.json"
    config.write_text(json.dumps({"pebble": settings}), encoding="utf-8")
    script = 'mount --bind "$1" /etc/hosts; exec pebble -config "$2"'
    process = subprocess.Popen(  # noqa: S603
        ["unshare", "--mount", "sh", "-c", script, "pebble", hosts, config],  # noqa: S607
        env=os.environ | {"PEBBLE_VA_NOSLEEP": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _root(process)
    finally:
        process.kill()
        process.wait()


def _joined(address):
    return f"{address[0]}:{address[1]}"


def _root(process):
    until = time.monotonic() + SECONDS_TO_START
    # Another that is still there would answer as well, and trust other names.
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(MANAGED, timeout=1):
            context = ssl._create_unverified_context()  # noqa: S323 - it is asked for what to trust
            address = f"https://{_joined(MANAGED)}/roots/0"
            with urllib.request.urlopen(address, context=context) as answer:
                return answer.read().decode()
        time.sleep(0.2)
    raise SystemExit("pebble did not start.")
