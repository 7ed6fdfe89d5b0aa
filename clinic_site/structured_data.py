"""What the pages say to machines: schema.org nodes, built from the same rows as the pages.

No benefit stands here, nothing about babies and no stars: a machine would repeat them without
the words beside them.
"""

from django.urls import reverse

from clinic_site.structured_technique import faq, technique_nodes

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
TRAILS = {
    "techniques:list": [("Treatments", "techniques:list")],
    "techniques:detail": [("Treatments", "techniques:list")],
    "testimonials:list": [("Patient stories", "testimonials:list")],
    "about": [("About us", "about")],
    "clinic:contact": [("Contact and hours", "clinic:contact")],
    "clinic:privacy": [("Your privacy", "clinic:privacy")],
    "clinic:accessibility": [("Accessibility", "clinic:accessibility")],
    "booking:request": [("Request an appointment", "booking:request")],
}


def graph(view, context):
    """The nodes of the page with this view name; ``context`` is that of its template."""
    if view != "home" and view not in TRAILS:
        return []
    facts = context["facts"]
    nodes = []
    if view in ("home", "clinic:contact", "about"):
        nodes.append(clinic(facts))
    if view == "home":
        nodes += faq(facts.site_url, context["questions"])
    if view == "about":
        nodes += [person(each, facts.site_url) for each in facts.practitioners]
    if view == "techniques:detail":
        nodes += technique_nodes(context["page"], facts)
    if view in TRAILS:
        nodes.append(breadcrumbs(view, facts.site_url, context.get("technique")))
    return nodes


def clinic(facts):
    """The clinic with its hours, and the days it is closed."""
    row, site = facts.clinic, facts.site_url
    node = {
        "@type": "MedicalClinic",
        "@id": f"{site}/#clinic",
        "name": row.name,
        "url": f"{site}/",
        "telephone": row.phone.as_e164 if row.phone else "",
        "email": row.email,
        "logo": f"{site}/apple-touch-icon.png",
        "address": address(row),
        "openingHoursSpecification": opening_hours(facts.hours),
        "specialOpeningHoursSpecification": [closed(closure) for closure in facts.closures],
    }
    return {name: value for name, value in node.items() if value}


def address(row):
    """The clinic's postal address, without the parts that are missing; {} when all are."""
    parts = {
        "streetAddress": row.street,
        "addressLocality": row.town,
        "addressRegion": row.region,
        "postalCode": row.postal_code,
    }
    known = {name: value for name, value in parts.items() if value}
    return {"@type": "PostalAddress"} | known if known else {}


def opening_hours(rows):
    """Days with the same hours share a node, as on the page."""
    days = {}
    for row in rows:
        days.setdefault((row.opens, row.closes), []).append(WEEKDAYS[row.weekday])
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": names,
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for (opens, closes), names in days.items()
    ]


def closed(closure):
    """Days without opening: both times midnight, as search engines read "closed"."""
    return {
        "@type": "OpeningHoursSpecification",
        "validFrom": closure.first_day.isoformat(),
        "validThrough": closure.last_day.isoformat(),
        "opens": "00:00",
        "closes": "00:00",
    }


def person(practitioner, site):
    """A practitioner with what is known about them."""
    languages = [word.strip() for word in practitioner.languages.split(",") if word.strip()]
    node = {
        "@type": "Person",
        "name": practitioner.name,
        "jobTitle": practitioner.profession,
        "knowsLanguage": languages,
        "worksFor": {"@id": f"{site}/#clinic"},
    }
    return {name: value for name, value in node.items() if value}


def breadcrumbs(view, site, technique=None):
    """The way from the home page to this one."""
    trail = [("Home", reverse("home"))]
    trail += [(name, reverse(step)) for name, step in TRAILS[view]]
    if view == "techniques:detail":
        trail.append((technique.name, technique.get_absolute_url()))
    items = [
        {"@type": "ListItem", "position": n, "name": name, "item": site + path}
        for n, (name, path) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
