"""From which network a request comes, as far as the proxies we trust can tell."""

import ipaddress

from django.conf import settings

# What one household or office gets from its provider: smaller parts are free to change at will.
PREFIX = {4: 24, 6: 48}


def network_of(request):
    """The network of the visitor's address, such as "203.0.113.0/24", or "" when unknown.

    Each trusted proxy appends the address it sees to X-Forwarded-For, so that with TRUSTED_PROXIES
    of them the visitor's stands that many from the end; what stands before, anyone can invent.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        address = hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    try:
        found = ipaddress.ip_address(address)
        found = getattr(found, "ipv4_mapped", None) or found
        return str(ipaddress.ip_network(f"{found}/{PREFIX[found.version]}", strict=False))
    except ValueError:
        return ""
