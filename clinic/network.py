"""From where a request comes, as far as the proxies we trust can tell."""

import ipaddress

from django.conf import settings

# What one household or office gets from its provider: smaller parts are free to change at will.
NETWORK = {4: 24, 6: 48}
# One line of a household; counted so fine, a stranger's tries at the desk stop nobody else's.
LINE = {4: 32, 6: 64}


def network_of(request):
    """The network of the visitor's address, such as "203.0.113.0/24", or "" when unknown."""
    found = _visitor(request)
    return str(_part(found, NETWORK)) if found else ""


def address_of(request):
    """The visitor's IP address as text, or None when unknown; of IPv6 its line's first."""
    found = _visitor(request)
    return str(_part(found, LINE).network_address) if found else None


def _part(address, sizes):
    return ipaddress.ip_network((address, sizes[address.version]), strict=False)


def _visitor(request):
    """The visitor's address, or None when it is none.

    Each trusted proxy appends the address it sees to X-Forwarded-For, so that with TRUSTED_PROXIES
    of them the visitor's stands that many from the end; what stands before, anyone can invent.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        address = hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
