"""What a page says about itself to search engines and to sites where it is shared."""

import json

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from clinic_site import share
from clinic_site.structured_data import graph

register = template.Library()
# What could end the script element or start another inside JSON.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def _view(context):
    """The name of the page's view; "" on patients' own pages and on those that tell of a fault."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_other = context.get("private") or "exception" in context
    return match.view_name if match and not is_other else ""


@register.inclusion_tag("clinic_site/_shared.html", takes_context=True)
def shared(context):
    """The canonical address, and how the page looks where somebody shares it."""
    view, facts = _view(context), context["facts"]
    if not view:
        return {}
    found = {"url": facts.site_url + context["request"].path}
    picture = share.picture_of(view, facts.clinic, context.get("technique"))
    if picture:
        path = reverse("share_picture", args=[picture.key])
        found |= {"title": picture.title, "picture": facts.site_url + path}
    return found


@register.simple_tag(takes_context=True)
def structured_data(context):
    """The page's facts as JSON-LD. A data block: browsers do not run it, so the policy holds."""
    nodes = graph(_view(context), context)
    if not nodes:
        return ""
    data = {"@context": "https://schema.org", "@graph": nodes}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    # nosemgrep: text-is-escaped - ESCAPES saw to it
    return SafeString(f'<script type="application/ld+json">{text}</script>')
