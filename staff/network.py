"""From where a request comes, as far as the proxies we trust can tell."""

import ipaddress

from django.conf import settings

# A provider gives one household or office this much of IPv6, free to change within it at will.
IPV6_PREFIX = 64


def address_of(request):
    """The visitor's IP address as text, or None when unknown; of IPv6 its network.

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
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 6:
        found = ipaddress.ip_network((found, IPV6_PREFIX), strict=False).network_address
    return str(found)
