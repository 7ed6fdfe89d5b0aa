"""How easy a text is to read, and how long it is: in words, computed the same way everywhere."""

import re

from clinic import formats
from clinic.wording import words_of

MOST_WORDS = 25
HARD_SYLLABLES = 4
END_OF_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n+")
VOWELS = re.compile(r"[aeiouy]+")


def sentences(text):
    """The sentences of a plain text; each line of a list is one."""
    return [part.strip() for part in END_OF_SENTENCE.split(text) if part.strip()]


def long_sentences(text):
    """How many sentences have more than 25 words."""
    return sum(len(words_of(sentence)) > MOST_WORDS for sentence in sentences(text))


def hard_words(text):
    """The different words of four or more syllables."""
    return {word for word in words_of(text) if syllables(word) >= HARD_SYLLABLES}


def syllables(word):
    """About how many syllables an English word has."""
    word = re.sub(r"(?<![aeiouyl])e$|(?<=[^aeiouytd])es$|(?<=[^aeiouytd])ed$", "", word.lower())
    return len(VOWELS.findall(word))


def level(text):
    """ "Easy to read", "All right" or "Hard: 1 long sentence, 3 hard words"; "" for no words."""
    words = words_of(text)
    if not words:
        return ""
    long, hard = long_sentences(text), hard_words(text)
    share = sum(word in hard for word in words) / len(words)
    if long or (share > 0.12 and len(hard) > 1):
        found = [formats.counted(long, "long sentence", "long sentences")] if long else []
        found += [formats.counted(len(hard), "hard word", "hard words")] if hard else []
        return f"Hard: {', '.join(found)}"
    is_plain = share <= 0.06 and len(words) / len(sentences(text)) <= 15
    return "Easy to read" if is_plain else "All right"


def note(text):
    """What stands beside a text on a form: "Easy to read · 31 words"; "" for no words."""
    words = words_of(text)
    return f"{level(text)} · {formats.counted(len(words), 'word', 'words')}" if words else ""
