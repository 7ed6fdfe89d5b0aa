"""A network of our own on this machine: several servers, each with an address, and a way out."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

BRIDGE, HOST, NETWORK = "clinic-walk", "10.0.0.1", "10.0.0.0/24"
FORWARD = Path("/proc/sys/net/ipv4/ip_forward")
OUT = ["iptables", "-t", "nat", "{}", "POSTROUTING", "-s", NETWORK, "!", "-d", NETWORK]
OUT += ["-j", "MASQUERADE"]


@contextmanager
def network(addresses):
    """Gives {address: the name of its space}; nothing of it is left afterwards."""
    spaces = {address: f"clinic-{address.rpartition('.')[2]}" for address in addresses}
    was_forwarding = FORWARD.read_text()
    try:
        _ip("link add", BRIDGE, "type bridge")
        _ip("addr add", f"{HOST}/24", "dev", BRIDGE)
        _ip("link set", BRIDGE, "up")
        for address, space in spaces.items():
            _join(address, space)
        FORWARD.write_text("1")
        _run([part.format("-A") for part in OUT])
        yield spaces
    finally:
        for space in spaces.values():
            _ip("netns del", space, check=False)
        _ip("link del", BRIDGE, check=False)
        _run([part.format("-D") for part in OUT], check=False)
        FORWARD.write_text(was_forwarding)


def _join(address, space):
    _ip("netns add", space)
    _ip("link add", space, "type veth peer name eth0 netns", space)
    _ip("link set", space, "master", BRIDGE, "up")
    for words in [f"addr add {address}/24 dev eth0", "link set lo up", "link set eth0 up"]:
        _ip("-n", space, words)
    _ip("-n", space, "route add default via", HOST)


def _ip(*words, check=True):
    _run(["ip", *" ".join(words).split()], check=check)


def _run(command, *, check=True):
    subprocess.run(command, check=check, capture_output=True)  # noqa: S603
