"""What speaks against publishing a treatment: the one list that publishing, the desk and the
launch list read. Each rule takes the treatment and yields Problems; nothing is written."""

import re

from django.urls import reverse

from clinic import formats
from clinic.claims import STATEMENT, TEXT, Problem, problems_of_text
from clinic.reading import long_sentences
from techniques import benefit_problems
from techniques.texts import field, part_texts, texts

LEAST_RISKS = 3
MOST_SEARCH_LETTERS = 160
OLD_AFTER_YEARS = 10
DOI = re.compile(r"10\.\d{4,9}/\S+")
PMID = re.compile(r"\d+")
# What the clinic's own text names for this method; matched against the caution's name.
STATED_CAUTIONS = {
    "Osteoporosis": "osteoporosis",
    "Spinal instability": "spinal instability",
    "Rheumatoid arthritis": "rheumatoid arthritis",
    "Pregnancy": "pregnan",
    "Stroke": "stroke",
}
STATED_FOR = "sacro-occipital"


def publication_problems(technique, on):
    """All Problems of publishing ``technique`` on the day ``on``, blocking ones first."""
    rules = (
        address,
        review,
        missing_parts,
        stated_cautions,
        benefit_problems.benefits,
        wordings,
        picture,
        people,
        sources,
        facts,
    )
    found = {}
    for rule in rules:
        for problem in rule(technique, on):
            found.setdefault((problem.sentence, problem.href), problem)
    return sorted(found.values(), key=lambda problem: not problem.is_blocking)


def warning(sentence, href):
    return Problem(sentence, href, is_blocking=False)


def address(technique, on):
    if not technique.slug:
        yield Problem(
            "No short address. Write one in small letters, such as sacro-occipital-technique.",
            field("slug"),
        )


def review(technique, on):
    last, due = technique.reviewed_on, technique.next_review_on
    if due and due < on:
        yield Problem(
            f"This page was due for a check on {formats.day(due, on)}. "
            "Have it checked before you publish again.",
            field("next_review_on"),
        )
    if not (last and technique.reviewed_by):
        yield warning(
            "Not yet reviewed by a named clinician. Patients read that sentence on the page. "
            "Name a reviewer and the day.",
            field("reviewed_on"),
        )
    elif due and due > (latest := formats.a_year_after(last)):
        yield warning(
            "The next check is more than 12 months after the last. "
            f"Choose a day by {formats.day(latest, on)}.",
            field("next_review_on"),
        )


def missing_parts(technique, on):
    if technique.benefits.all():
        if len(technique.risks.all()) < LEAST_RISKS:
            yield Problem(
                "Fewer than three risks. "
                "Add soreness, muscle spasms and headache, or what applies here.",
                "#risks-group",
            )
        if not technique.urgentsigns.all():
            yield Problem(
                'There is nothing under "When to get urgent help". Add the signs.',
                "#urgentsigns-group",
            )
        if not technique.steps.all():
            yield Problem("No step says what happens in a visit. Add at least one.", "#steps-group")
    for n, caution in enumerate(technique.cautions.all()):
        if not caution.action:
            yield Problem(
                f'"{caution.name}" has no action. Choose "ask a doctor first" or "do not have it".',
                field(f"cautions-{n}-action"),
            )


def stated_cautions(technique, on):
    if STATED_FOR not in technique.name.lower():
        return
    names = " ".join(caution.name.lower() for caution in technique.cautions.all())
    for name, word in STATED_CAUTIONS.items():
        if word not in names:
            yield Problem(
                f'"{name}" is missing from the cautions, which the clinic\'s own text names. '
                "Add it back.",
                "#cautions-group",
            )


def wordings(technique, on):
    for text in texts(technique):
        rules = TEXT + STATEMENT if text.is_statement else TEXT
        yield from problems_of_text(text.value, text.called, text.href, rules)
    for text in part_texts(technique):
        yield from problems_of_text(text.value, text.called, text.href)
    for text in [*texts(technique), *part_texts(technique)]:
        if long := long_sentences(text.value):
            has = formats.counted(long, "sentence has", "sentences have")
            mend = "Split it" if long == 1 else "Split them"
            yield warning(
                f"{text.called} is hard to read: {has} more than 25 words. {mend}.", text.href
            )


def picture(technique, on):
    if technique.picture and not (technique.picture_alt or technique.picture_is_decorative):
        yield Problem(
            'The picture has no description. Describe it, or tick "only decoration".',
            field("picture_alt"),
        )


def people(technique, on):
    chosen = technique.practitioners.all()
    for person in chosen:
        yield from person.problems()
    if not chosen:
        yield warning(
            "No practitioner is chosen. Patients cannot see who does it.", field("practitioners")
        )


def cited(technique):
    """Every source the page rests on, once, in the order of their short names."""
    found = {}
    for parts in ("benefits", "risks", "cautions", "section_sources"):
        for part in getattr(technique, parts).all():
            found |= {source.pk: source for source in part.sources.all()}
    return sorted(found.values(), key=lambda source: source.key)


def sources(technique, on):
    for source in cited(technique):
        href = reverse("admin:techniques_source_change", args=[source.pk])
        yield from (Problem(s, href, is_blocking) for s, is_blocking in of_source(source, on))


def of_source(source, on):
    """The sentences about one source, each with whether it blocks."""
    if not (source.checked_on and source.checked_by):
        yield (
            f'Source "{source}" has never been checked by a person. '
            'Open it, read it, and fill in "checked on" and "checked by".',
            True,
        )
    elif (
        source.year
        and source.year < on.year - OLD_AFTER_YEARS
        and formats.a_year_after(source.checked_on) < on
    ):
        yield (
            f'Source "{source}" is older than 10 years and was last checked on '
            f"{formats.day(source.checked_on, on)}. Look for newer work.",
            False,
        )
    if source.doi and not DOI.fullmatch(source.doi):
        yield (
            f'The DOI of "{source}" does not look like one. It starts with 10. and has a slash.',
            True,
        )
    if source.pmid and not PMID.fullmatch(source.pmid):
        yield f'The PMID of "{source}" should be digits only.', True


def facts(technique, on):
    if not technique.price_note and not technique.visit_length:
        yield warning(
            "The price note and the visit length are empty. Patients ask for both.",
            field("visit_length"),
        )
    if not technique.search_text or len(technique.search_text) > MOST_SEARCH_LETTERS:
        yield warning(
            "The text for search results is empty or longer than 160 characters. "
            "Write one or two sentences.",
            field("search_text"),
        )
