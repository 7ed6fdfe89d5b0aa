"""The site without its limits on requests from one network, so that one machine can load it."""

from dataclasses import replace

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from booking import misuse  # noqa: E402 - its models need the line above


def lift_limits():
    """Let any number of requests in."""
    for name in ("NETWORK", "CONTACT", "EVERYBODY", "HELD"):
        setattr(misuse, name, replace(getattr(misuse, name), most=10**9))


lift_limits()
