"""What a health page must not say: the problems in one text, as sentences for its editor."""

import re
from dataclasses import dataclass

from clinic.reading import END_OF_SENTENCE
from clinic.wording import Rule, any_of, check


@dataclass(frozen=True)
class Problem:
    """A sentence on what is wrong, and the address of the field where it is put right.

    A blocking one stops publishing; any other one warns.
    """

    sentence: str
    href: str = ""
    is_blocking: bool = True


# "has not been proven", "nobody can guarantee", "is it safe?": no promise is made.
DENIED = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|nor|neither|without|cannot|unproven|if|whether)\b|n['’]t\b",
    re.IGNORECASE,
)


def stated(find):
    """Leaves out what ``find`` finds in a question, or behind a word that denies it."""

    def find_stated(text):
        for start, end in find(text):
            first, last = sentence_around(text, start)
            is_question = text[first:last].rstrip('"”’)').endswith("?")
            if not is_question and not DENIED.search(text, first, start):
                yield start, end

    return find_stated


def sentence_around(text, place):
    """Where the sentence begins and ends that holds the given place of the text."""
    first = 0
    for end in END_OF_SENTENCE.finditer(text):
        if end.start() > place:
            return first, end.start()
        first = end.end()
    return first, len(text)


def pattern(expression):
    """Finds what a regular expression matches, whatever its case."""
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda text: (found.span() for found in compiled.finditer(text))


STRONG = stated(
    pattern(
        r"\b(?:cur(?:e|es|ed|ing)|guarante(?:e|es|ed)|risk[ -]free|no (?:side effects|risks?)"
        r"|miracles?|miraculous|breakthroughs?|100 ?percent)\b|\b100 ?%"
    )
)
WEAK = stated(
    any_of(
        r"(?:clinically |scientifically )?(?:proven|proves?)",
        r"(?:has|have) been shown|effective(?:ly)?",
        r"heal(?:s|ed|ing)?|treats?|fix(?:es|ed)?|corrects?|always",
        r"most (?:patients|people)|works? for",
    )
)
INFECTION = stated(
    any_of(
        r"treat(?:s|ed|ing|ment)?|cur(?:e|es|ed|ing)|prevent(?:s|ed|ing|ion)?|heal(?:s|ed|ing)?",
        r"fights?|kills?|gets? rid of|clear(?:s|ed|ing)?(?: up)?|stops?",
    )
)
placeholders = pattern(
    r"\[\[.*?\]\]|\b(?:TBD|TODO|TBC)\b|\blorem(?: ipsum)?\b"
    r"|\b(?:cat|field|image|text|title)\d+\b"  # the slots of a website builder
    r"|\b[asdfgzxcv]{6,}\b"  # fingers on the left of the keyboard
    r"|\b(?:asdf|qwert|hjkl|xxx|zzz)\w*|\b\w*?(\w)\1{3,}\w*"
)
SAFE = stated(any_of(r"(?:completely |very |totally )?safe(?:ly|r|st)?"))
HOW_SAFE = re.compile(
    r"\b(?:for (?:most|some|many|people|adults|healthy|you)|when|unless|except|as far as"
    r"|(?:small|low|rare) risks?|risks?|(?:un)?known|so far)\b",
    re.IGNORECASE,
)
FREE = any_of(
    r"(?<!feel )(?<!pain[ -])(?<!risk[ -])(?<!step[ -])(?<!toll[ -])(?<!drug[ -])(?<!set )"
    r"free(?! (?:of|from|to|will|up)\b)|special offer|discounts?|no charge"
)
CONDITIONS = re.compile(
    r"\b(?:only|until|if|when|for (?:new|first|each|every|all|children|students)|valid|ends?"
    r"|limited|per person|with your|once)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:with)?in (?:just )?(?:a few|a couple of|one|two|three|four|five|six|\d+)(?: or \w+)?"
    r" (?:days?|weeks?|months?|visits?|sessions?)\b|\bafter (?:just )?(?:a few|one|two|three|\d+)"
    r" (?:visits?|sessions?|weeks?)\b",
    re.IGNORECASE,
)
RESULT = re.compile(
    r"\b(?:relief|reliev\w+|better|improve\w*|results?|gone|recover\w*|pain[ -]free|heal\w*)\b",
    re.IGNORECASE,
)
SAYS_WHO = re.compile(
    r"\b(?:practitioners?|the clinic|patients?|we|some) (?:\w+ )?"
    r"(?:says?|lists?|reports?|believes?)"
    r"|\b(?:study|studies|trials?|reviews?|guideline)\b",
    re.IGNORECASE,
)
ANYWAY = re.compile(
    r"\b(?:with time|by (?:itself|themselves)|on (?:its|their) own|without (?:it|care|treatment)"
    r"|whatever (?:treatment|care))\b",
    re.IGNORECASE,
)


def safe_without_limits(text):
    """The places of "safe" in sentences that do not say for whom or how far."""
    for start, end in SAFE(text):
        if not HOW_SAFE.search(text, *sentence_around(text, start)):
            yield start, end


def free_without_conditions(text):
    """The places of "free" and "special offer" in texts that name no condition."""
    return () if CONDITIONS.search(text) else FREE(text)


def promised_times(text):
    """The places of a time or number of visits by which the text promises a result.

    It is no promise when the sentence says who says so and the text what happens anyway.
    """
    for found in TIME.finditer(text):
        first, last = sentence_around(text, found.start())
        is_promise = RESULT.search(text, first, last) and not DENIED.search(
            text, first, found.start()
        )
        if is_promise and not (SAYS_WHO.search(text, first, last) and ANYWAY.search(text)):
            yield found.span()


PLACEHOLDER_SENTENCE = '"{words}" in {field} is a placeholder. Write the real text.'
SAFE_SENTENCE = (
    '{field} says "safe" without saying for whom or how far. '
    "Say which risks are small and which are not known."
)
TIME_SENTENCE = (
    "{field} promises a time or a number of visits. "
    "Say who says so, and what happens without treatment."
)
FREE_SENTENCE = (
    '{field} says "free" or "special offer" without the conditions. Say them, or take it out.'
)
STRONG_SENTENCE = (
    '{field} says "{words}", which promises a cure or proof. '
    "Say what practitioners say and what studies found."
)
WEAK_SENTENCE = (
    '{field} says "{words}", which may sound like a promise. '
    "Say it more plainly, or give your reason."
)
# What any text of the clinic is checked for, and what only those that state something are.
TEXT = (
    Rule(
        "placeholder", '"{words}" in {field} is a placeholder. Write the real text.', placeholders
    ),
    Rule("safe", SAFE_SENTENCE, safe_without_limits),
    Rule("time", TIME_SENTENCE, promised_times),
    Rule("free", FREE_SENTENCE, free_without_conditions),
)
STATEMENT = (
    Rule("strong", STRONG_SENTENCE, STRONG),
    Rule("weak", WEAK_SENTENCE, WEAK),
)


def is_called_doctor(name):
    """Whether a person's name begins with "Dr."."""
    return bool(re.match(r"\s*(?:dr\b|doctor\b)", name, re.IGNORECASE))


def problems_of_text(text, field, href="", rules=TEXT, warns=("weak",)):
    """The Problems ``rules`` find in ``text``, each sentence once.

    ``field`` is how the sentences call the text; findings of the rules in ``warns`` only warn.
    """
    found = {}
    for rule in rules:
        named = Rule(rule.key, "", rule.find)
        for finding in check(text, (named,)):
            sentence = rule.sentence.format(field=field, words=finding.words)
            found.setdefault(sentence, Problem(sentence, href, rule.key not in warns))
    return list(found.values())
