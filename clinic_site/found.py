"""What search engines, browsers, other sites and finders of security faults ask for."""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from clinic.facts import facts_for
from clinic_site import share, sitemaps
from clinic_site.drawing import colours

PLAIN = "text/plain; charset=utf-8"
A_YEAR = 365 * 24 * 60 * 60
# RFC 9116 asks for less than a year; the file is written anew on every visit.
SECURITY_TXT_HOLDS = datetime.timedelta(days=180)


@require_safe
def robots(request):
    """What search engines may read: nothing until the clinic opens the site."""
    return render(request, "robots.txt", content_type=PLAIN)


@require_safe
def sitemap(request):
    """Every page that may be found, with its last change."""
    context = {"pages": sitemaps.pages()}
    return render(request, "sitemap.xml", context, content_type="application/xml")


@require_safe
def security_txt(request):
    """Where to report a security fault (RFC 9116); 404 while the clinic has no e-mail or phone."""
    clinic = facts_for(request).clinic
    contact = f"mailto:{clinic.email}" if clinic.email else ""
    if clinic.phone and not contact:
        contact = f"tel:{clinic.phone.as_e164}"
    if not contact:
        raise Http404
    expires = datetime.datetime.combine(
        timezone.localdate() + SECURITY_TXT_HOLDS, datetime.time(), datetime.UTC
    )
    context = {"contact": contact, "expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}"}
    return render(request, "security.txt", context, content_type=PLAIN)


@require_safe
def manifest(request):
    """How the site looks on a phone's home screen."""
    clinic = facts_for(request).clinic
    icons = [
        {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    values = {
        "name": clinic.name,
        "lang": "en-US",
        "start_url": "/",
        "display": "browser",
        "background_color": colours()["butter"],
        "theme_color": colours()["butter"],
        "icons": [icon | {"purpose": "any maskable"} for icon in icons],
    }
    return JsonResponse(values, content_type="application/manifest+json")


@require_safe
def share_picture(request, key):
    """The picture of one page, 1200 by 630. Its address changes with what it shows."""
    picture = share.find(key, facts_for(request).clinic)
    if picture is None:
        raise Http404
    response = HttpResponse(share.draw(picture), content_type="image/png")
    if not settings.DEBUG:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response
