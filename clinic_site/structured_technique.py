"""A treatment page as schema.org nodes, and questions with their answers."""

import re

# The page says these with their care beside them; a machine would quote them alone.
BABIES = re.compile(r"\b(bab(y|ies)|infants?|infantile|newborns?|colic)\b", re.IGNORECASE)


def is_about_babies(*texts):
    return any(BABIES.search(text) for text in texts)


def technique_nodes(page, facts):
    """The page itself, the treatment it is about, and the questions patients ask."""
    technique, site = page.technique, facts.site_url
    url = site + technique.get_absolute_url()
    return [web_page(page, facts, url), therapy(page, url), *faq(url, page.questions)]


def web_page(page, facts, url):
    """The page with its review and its sources."""
    technique = page.technique
    node = {
        "@type": "MedicalWebPage",
        "@id": f"{url}#page",
        "url": url,
        "name": technique.name,
        "inLanguage": "en-US",
        "mainEntity": {"@id": f"{url}#treatment"},
        "publisher": {"@type": "MedicalClinic", "name": facts.clinic.name, "url": facts.site_url},
        "citation": [
            citation(item.source)
            for item in page.sources
            if not is_about_babies(item.source.citation)
        ],
    }
    if technique.reviewed_on:
        node["lastReviewed"] = technique.reviewed_on.isoformat()
        node["reviewedBy"] = {"@type": "Person", "name": technique.reviewed_by}
    return {name: value for name, value in node.items() if value}


def citation(source):
    """A source as a work, with its address if it has one."""
    node = {"@type": "CreativeWork", "name": source.citation, "url": source.link}
    return {name: value for name, value in node.items() if value}


def therapy(page, url):
    """What is done, who should ask or must not have it, and what may happen."""
    technique = page.technique
    node = {
        "@type": "MedicalTherapy",
        "@id": f"{url}#treatment",
        "name": technique.name,
        "alternateName": technique.short_name,
        "description": technique.tagline,
        "howPerformed": " ".join(step.text for step in page.steps),
        "contraindication": [
            {"@type": "MedicalContraindication", "name": part.name, "description": part.advice}
            for part in [*page.ask_first, *page.do_not]
            if not is_about_babies(part.name, part.advice)
        ],
        "adverseOutcome": [
            {"@type": "MedicalEntity", "name": risk.name, "description": risk.how_common}
            for risk in page.risks
            if not is_about_babies(risk.name, risk.how_common)
        ],
    }
    return {name: value for name, value in node.items() if value}


def faq(url, questions):
    """The questions with their answers as one node in a list, or an empty list."""
    items = [
        {
            "@type": "Question",
            "name": row.question,
            "acceptedAnswer": {"@type": "Answer", "text": row.answer},
        }
        for row in questions
        if not is_about_babies(row.question, row.answer)
    ]
    return [{"@type": "FAQPage", "@id": f"{url}#questions", "mainEntity": items}] if items else []
