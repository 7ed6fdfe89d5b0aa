"""The check of wordings: finds the words in a text that a person should look at.

A rule finds words and has a sentence about them; sets of rules go with kinds of text (``STORY``
for what a patient wrote, ``REPLY`` for the clinic's answer to it). Nothing here decides anything
and nothing reads the database: texts in, findings out.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Rule:
    """``find(text)`` gives the places of the words it is about; ``sentence`` names ``{words}``."""

    key: str
    sentence: str
    find: Callable[[str], Spans]


@dataclass(frozen=True)
class Finding:
    """Words of a text as they stand there, from ``start`` to ``end``, and what to think about."""

    rule: str
    words: str
    sentence: str
    start: int
    end: int


def check(text, rules, known=()):
    """The Findings of ``rules`` in ``text``, in its order.

    ``known`` are names that may stand there, such as the practitioners' and the clinic's: a
    finding is left out when it consists of their words.
    """
    allowed = {word for name in known for word in words_of(name)}
    findings = [
        Finding(rule.key, text[start:end], rule.sentence.format(words=text[start:end]), start, end)
        for rule in rules
        for start, end in rule.find(text)
        if not (allowed and allowed.issuperset(words_of(text[start:end])))
    ]
    return sorted(findings, key=lambda finding: (finding.start, finding.rule))


WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def words_of(text):
    """The words of a text, in lower case."""
    return [word.lower() for word in WORD.findall(text)]


def any_of(*alternatives):
    """Finds whole words and phrases, whatever their case; each alternative is a pattern."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
    return lambda text: (found.span() for found in pattern.finditer(text))


ILLNESS = any_of(
    r"(?:back|neck|shoulder|hip|knee|joint|nerve|chronic|period|chest)[ -]pains?",
    r"pains?|painful|ach(?:e|es|y|ing)|(?:head|stomach|tooth|ear|back)aches?|migraines?|sciatica",
    r"arthritis|asthma|allerg(?:y|ies|ic)|fatigued?|exhaust(?:ed|ion)|constipat(?:ed|ion)|reflux",
    r"(?:ear |sinus |kidney )?infections?|colic|cramps?|spasms?|dizz(?:y|iness)|vertigo|nausea",
    r"cancer|tumou?rs?|diabet(?:es|ic)|blood pressure|heart disease|stroke|infertility|insomnia",
    r"scoliosis|slipped dis[ck]s?|herniat(?:ed|ion)|injur(?:y|ies|ed)|inflammation|illness(?:es)?",
    r"depress(?:ed|ion)|anxiety|diseases?|disorders?|symptoms?|diagnos(?:is|ed)|numb(?:ness)?",
    r"medications?|medicines?|surger(?:y|ies)|TMJ|IBS|ADHD|autism|flu|covid(?:-19)?",
)
OUTCOME = any_of(
    r"cur(?:e|ed|es|ing)|heal(?:ed|s|ing)?|fix(?:ed|es)|reliev(?:e|ed|es|ing)|relief",
    r"(?:pain|symptom|medication)[ -]free|(?:without|no) (?:more )?pain|went away|(?:all|now) gone",
    r"no longer|never (?:again|came back)|got rid of|recover(?:ed|y)|improve(?:d|s|ment)",
    r"(?:feel|feels|feeling|felt|got|get|getting|much|so much) better|sleep(?:ing)? better",
    r"help(?:ed|s)|it work(?:s|ed)|works? wonders|miracles?|saved my|changed my life",
    r"as good as new|a new (?:man|woman|person)|after (?:one|two|three|\d+) (?:visit|session)s?",
)
CONTACT = any_of(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
    r"(?:https?://|www\.)[^\s<>]+",
    r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}|\d{3}[ .-]\d{4}",
    r"\d{1,5} (?:\w+ ){1,3}(?:street|st|avenue|ave|road|rd|lane|ln|drive|boulevard|blvd|court|ct)",
)
BEING_A_PATIENT = any_of(
    r"your (?:\w+ )?(?:visits?|appointments?|treatments?|sessions?|adjustments?|care|recovery)",
    r"(?:our|my|a|valued|dear|loyal) patients?|as (?:our|a) patient|your (?:file|chart|records?)",
    r"you (?:came|come|visited|were here|were in|saw us|have been coming|chose us)",
    r"(?:see|saw|seeing|treat|treated|treating|met|meet|meeting|help|helped|helping) you",
    r"(?:having|had|welcom(?:e|ed|ing)) you|when you (?:are|were) (?:here|with us)|come back",
    r"work(?:ed|ing)? with you|next time|trust(?:ing|ed)? us with",
)
BODY = any_of(r"your (?:back|neck|shoulders?|hips?|knees?|head|spine|body|health|condition)")

TITLES = {"dr", "mr", "mrs", "ms", "miss", "doctor", "nurse"}
# Words that begin sentences, and words with a capital of their own that name no person.
NOT_NAMES = set(
    words_of("""
    i i'm i’m i've i’ve i'd i’d i'll i’ll a an the my our me we us you your he she it they this
    that these there then his her their its when after before during since while once if in on at
    for from with without to of by as and or but so because although even both all every each
    some many most one first last no not yes very great what who how why where thank thanks dear
    also now just please everyone everything nothing nobody
    monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday
    saturdays sunday sundays january february march april may june july august september october
    november december christmas easter thanksgiving god english spanish american america usa
    """)
)


def person_names(text):
    """The places of words with a capital that look like the name of a person.

    A word that begins a sentence counts only after a title or before another such word.
    """
    run = []
    for token in [*WORD.finditer(text), None]:
        if run and (token is None or not _goes_on(text, run[-1], token)):
            yield from _name_in(text, run)
            run = []
        if token and _has_capital(token[0]):
            run.append(token)


def _has_capital(word):
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def _goes_on(text, last, token):
    between = text[last.end() : token.start()]
    is_joined = between == " " or (between == ". " and _is_short(last[0]))
    return is_joined and _has_capital(token[0])


def _is_short(word):
    """Whether a full stop after the word is that of an abbreviation."""
    return word.lower() in TITLES or len(word) == 1


def _name_in(text, run):
    begins_sentence = re.search(r"(?:^|[.!?:\n\"“(])\s*$", text[: run[0].start()][-3:])
    first = run[0]
    while run and run[0][0].lower() in NOT_NAMES:
        run = run[1:]
    has_title = len(run) > 1 and run[0][0].lower() in TITLES
    is_alone = len(run) == 1 and run[0] is first and begins_sentence
    if run and (has_title or not is_alone) and not _is_only_title(run):
        yield run[0].start(), run[-1].end()


def _is_only_title(run):
    return len(run) == 1 and run[0][0].lower() in TITLES


STORY = (
    Rule(
        "health claim",
        "“{words}” may say that a treatment works on an illness. Read it as a stranger would. "
        "You decide.",
        ILLNESS,
    ),
    Rule(
        "outcome word",
        "“{words}” tells of a result. Ask for a shorter version, or give your reason for "
        "showing it.",
        OUTCOME,
    ),
    Rule(
        "name",
        "“{words}” looks like a person's name. Did that person agree? Practitioners of the "
        "clinic are fine.",
        person_names,
    ),
    Rule(
        "contact data",
        "“{words}” looks like a phone number, e-mail or street address. Ask the writer before "
        "it is shown.",
        CONTACT,
    ),
)
REPLY = (
    Rule(
        "patient",
        "“{words}” shows that the writer is a patient. Write about the clinic in general.",
        BEING_A_PATIENT,
    ),
    Rule("health", "“{words}” is about health. Leave it out.", ILLNESS),
    Rule("body", "“{words}” is about health. Leave it out.", BODY),
    Rule("result", "“{words}” claims a result. Leave it out.", OUTCOME),
)
