"""The security headers every answer carries, pages and static files alike.

The setting's name is Django 6's (``SECURE_CSP``), so that its own middleware can take over.
COOP, Referrer-Policy, nosniff and X-Frame-Options come from Django's settings.
"""

from django.conf import settings

PUBLIC_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}
PERMISSIONS = "camera=(), microphone=(), geolocation=(), browsing-topics=(), payment=(), usb=()"


def policy(directives):
    """The header's value for a dictionary of directive and sources."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def add(headers):
    """Set what is still missing on a mapping of headers (a response or a static file's)."""
    for name, value in {
        "Content-Security-Policy": policy(settings.SECURE_CSP),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }.items():
        if name not in headers:
            headers[name] = value


def add_to_static(headers, path, url):
    """WhiteNoise calls this for each static file."""
    add(headers)


class HeadersMiddleware:
    """Outermost, so that redirects and error pages carry the headers too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        add(response)
        return response
