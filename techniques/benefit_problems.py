"""What a stated benefit must have before it is published."""

import re

from clinic import formats
from clinic.claims import INFECTION, STRONG, STRONG_SENTENCE, WEAK, WEAK_SENTENCE, Problem
from techniques.texts import field, where

LEAST_LETTERS_OF_A_NOTE = 40
NEVER_COUNT = {"single_patients", "practitioner_site"}
LASTING = "chronic"
YOUNG = {"babies", "children"}
SAYS_WHO = re.compile(r"(?:\w+ )?practitioners? (?:say|list|report|believe)|the clinic says", re.I)
DOCTOR_FIRST = re.compile(r"see your (?:child|baby)['’]s doctor first", re.I)
KEEP_MEDICINE = re.compile(r"do not stop or change your (?:\w+ )?medicine", re.I)


def benefits(technique, on):
    """All Problems of the benefits of ``technique``."""
    signs = {sign.group for sign in technique.urgentsigns.all()}
    for n, benefit in enumerate(technique.benefits.all()):
        rules = (level_and_notes, evidence, claim, infection, who_it_is_about, since_review)
        for rule in rules:
            for problem in rule(benefit, technique, signs):
                sentence, name, *is_blocking = problem
                href = field(f"benefits-{n}-{name}")
                yield Problem(sentence.format(where=where(benefit)), href, *is_blocking)


def level_and_notes(benefit, technique, signs):
    if benefit.level is None:
        yield "{where} has no evidence level. Choose one.", "level"
    note = benefit.note.strip()
    if not note:
        yield "{where} has no note. Say in two sentences what the research found.", "note"
    elif len(note) < LEAST_LETTERS_OF_A_NOTE:
        yield "{where} has a very short note. Write at least 40 characters.", "note"
    if not benefit.technique_only.strip():
        yield (
            "{where} does not say what is known of this technique alone. "
            'Write it, or write "We found no study".',
            "technique_only",
        )


def evidence(benefit, technique, signs):
    kinds = {source.kind for source in benefit.sources.all()}
    if not kinds:
        yield "{where} has no source. Add at least one.", "sources"
    elif kinds <= NEVER_COUNT and benefit.level:
        yield (
            f'{{where}} is at "{benefit.get_level_display()}", but it rests only on reports of '
            "single patients or on practitioners' sites. They never count. "
            "Add a study, a review or a guideline.",
            "sources",
        )
    elif benefit.level == 1 and not kinds & {"guideline", "review"}:
        yield (
            '{where} is at "Some support", but no source is a guideline or a review of many '
            "studies. Add one, or lower the level.",
            "level",
        )
    elif benefit.level == 2 and not kinds & {"trial", "review"}:
        yield (
            '{where} is at "Limited evidence", but no source is a trial or a review. '
            "Add one, or lower the level.",
            "level",
        )


def claim(benefit, technique, signs):
    if not SAYS_WHO.match(benefit.statement.strip()):
        yield (
            '{where} does not say who claims it. Begin with "Practitioners say".',
            "statement",
        )
    is_weak = benefit.level is None or benefit.level > 2
    for name in ("name", "statement"):
        text = getattr(benefit, name)
        yield from (said(STRONG_SENTENCE, text, span, name) for span in STRONG(text))
        for span in WEAK(text):
            sentence = STRONG_SENTENCE if is_weak else WEAK_SENTENCE
            yield said(sentence, text, span, name, is_weak)


def said(sentence, text, span, name, is_blocking=True):
    """The sentence with the words of ``text`` at ``span``, ready for the place."""
    words = text[slice(*span)].replace("{", "").replace("}", "")
    return sentence.format(field="{where}", words=words), name, is_blocking


def infection(benefit, technique, signs):
    if benefit.kind != "infection":
        return
    for name in ("name", "statement", "note", "by_type", "technique_only"):
        text = getattr(benefit, name)
        for span in INFECTION(text):
            sentence = (
                '{field} is about an infection and says "{words}". Take that word out; '
                "nothing here may say that it treats an infection."
            )
            yield said(sentence, text, span, name)


def who_it_is_about(benefit, technique, signs):
    words = f"{benefit.statement} {benefit.note} {benefit.technique_only}"
    if benefit.about in YOUNG:
        if not DOCTOR_FIRST.search(words):
            yield (
                "{where} is about babies or children, but does not say \"See your child's doctor "
                'first". Add it.',
                "note",
            )
        if "babies" not in signs:
            yield (
                "{where} is about babies or children, and the signs for babies are missing under "
                '"When to get urgent help". Add them.',
                "about",
            )
    if benefit.kind == LASTING and not KEEP_MEDICINE.search(words):
        yield (
            '{where} is about a lasting illness, but does not say "Do not stop or change your '
            'medicine". Add it.',
            "note",
        )
    is_supported = benefit.level is not None and benefit.level <= 2
    if benefit.shown != "page" and not (is_supported and benefit.about == "adults"):
        yield (
            '{where} may not be shown outside this page: it is below "Limited evidence" or not '
            'about adults. Set "Where it may be shown" to "this page only".',
            "shown",
        )


def since_review(benefit, technique, signs):
    if technique.reviewed_on and benefit.reviewed_as != benefit.evidence_mark():
        day = formats.day(technique.reviewed_on, technique.reviewed_on)
        yield (
            f"You changed the level, note or sources of {{where}} after the review on {day}. "
            "Ask the reviewer again.",
            "level",
            False,
        )
