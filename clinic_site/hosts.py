"""Which host names stand for a computer nearby."""

import ipaddress
from contextlib import suppress

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}


def is_near(host):
    """Whether it is this computer or one of the same house, such as 192.168.1.20."""
    with suppress(ValueError):
        return host in LOOPBACK or ipaddress.ip_address(host).is_private
    return False
