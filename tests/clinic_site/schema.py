"""A small validator of the schema.org types and properties the pages use.

For each type: its parents, and its properties with what they expect (a type, or a Python type
for a plain value). Taken from the vocabulary by hand; what it does not list is a fault.
"""

import datetime
import re

THING = {"name": [str], "url": [str], "description": [str], "alternateName": [str]}
ENTITY = THING
WORK = THING | {
    "inLanguage": [str],
    "citation": ["CreativeWork", str],
    "publisher": ["Organization", "Person"],
    "mainEntity": ["Thing"],
}
PAGE = WORK | {"lastReviewed": [datetime.date], "reviewedBy": ["Person", "Organization"]}
ORGANIZATION = THING | {"telephone": [str], "email": [str], "logo": [str], "address": ["Place"]}
TYPES = {
    "Thing": ([], THING),
    "Person": (
        ["Thing"],
        THING | {"jobTitle": [str], "knowsLanguage": [str], "worksFor": ["Organization"]},
    ),
    "Organization": (["Thing"], ORGANIZATION),
    "MedicalClinic": (
        ["Organization", "Thing"],
        ORGANIZATION
        | {
            "address": ["PostalAddress"],
            "openingHoursSpecification": ["OpeningHoursSpecification"],
            "specialOpeningHoursSpecification": ["OpeningHoursSpecification"],
        },
    ),
    "PostalAddress": (
        ["Thing"],
        THING
        | {
            "streetAddress": [str],
            "addressLocality": [str],
            "addressRegion": [str],
            "postalCode": [str],
        },
    ),
    "OpeningHoursSpecification": (
        ["Thing"],
        THING
        | {
            "dayOfWeek": ["DayOfWeek"],
            "opens": [datetime.time],
            "closes": [datetime.time],
            "validFrom": [datetime.date],
            "validThrough": [datetime.date],
        },
    ),
    "CreativeWork": (["Thing"], WORK),
    "MedicalWebPage": (["CreativeWork", "Thing"], PAGE),
    "FAQPage": (["CreativeWork", "Thing"], PAGE),
    "Question": (["CreativeWork", "Thing"], WORK | {"acceptedAnswer": ["Answer"]}),
    "Answer": (["CreativeWork", "Thing"], WORK | {"text": [str]}),
    "MedicalEntity": (["Thing"], ENTITY),
    "MedicalContraindication": (["MedicalEntity", "Thing"], ENTITY),
    "MedicalTherapy": (
        ["MedicalEntity", "Thing"],
        ENTITY
        | {
            "howPerformed": [str],
            "contraindication": ["MedicalContraindication", str],
            "adverseOutcome": ["MedicalEntity"],
        },
    ),
    "BreadcrumbList": (["Thing"], THING | {"itemListElement": ["ListItem"]}),
    "ListItem": (["Thing"], THING | {"position": [int], "item": [str]}),
}
DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}


def faults(node, kinds):
    """What is wrong with a node, as sentences; ``kinds`` are the types of the nodes by @id."""
    if "@type" not in node:
        known = set(node) == {"@id"} and node["@id"] in kinds
        return [] if known else [f"{node} points nowhere"]
    if node["@type"] not in TYPES:
        return [f"unknown type {node['@type']}"]
    properties = TYPES[node["@type"]][1]
    found = []
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        if name not in properties:
            found.append(f"{node['@type']} has no {name}")
            continue
        for each in value if isinstance(value, list) else [value]:
            found += _faults_of_value(f"{node['@type']}.{name}", each, properties[name], kinds)
    return found


def _faults_of_value(where, value, expected, kinds):
    if isinstance(value, dict):
        kind = value.get("@type") or kinds.get(value.get("@id"))
        family = {kind, *TYPES.get(kind, ([],))[0]}
        wrong = [] if family & set(expected) else [f"{where} is a {kind}"]
        return wrong + faults(value, kinds)
    return [] if any(_fits(value, each) for each in expected) else [f"{where} is {value!r}"]


def _fits(value, expected):
    if expected == "DayOfWeek":
        return value in DAYS
    if expected is datetime.time:
        return bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)))
    if expected is datetime.date:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)))
    if isinstance(expected, type):
        return isinstance(value, expected) and value != ""
    return False


def validate(data):
    """All faults of a JSON-LD document with a @graph."""
    if data.get("@context") != "https://schema.org":
        return ["the context is not schema.org"]
    kinds = {node["@id"]: node["@type"] for node in data["@graph"] if "@id" in node}
    return [fault for node in data["@graph"] for fault in faults(node, kinds)]
