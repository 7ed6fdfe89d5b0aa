"""The words of letters: plain text with named placeholders, and how it is laid out.

A blank line makes a paragraph, lines with "- " a list, "Label: value" on a line of its own a row,
"What it does: {link}" or a link alone a button. A sentence whose placeholder is empty is left
out whole.
"""

import re
from dataclasses import dataclass, field

from outbox.kinds import PLACEHOLDER

# Stands for the secret address until the letter is sent. No text a person types holds this
# character: the forms refuse it, and filled-in values lose it here.
LINK = "\ue000"
# Whatever looks like a placeholder, well formed or not.
BRACES = re.compile(r"\{[^{}\n]*\}|[{}]")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
# A small letter after the colon makes a sentence of it: "It works: this letter …".
ROW = re.compile(r"^(?P<label>[A-Z][^.:?!]{1,30}): (?P<value>[^a-z].*)$")
BUTTON = re.compile(rf"^(?P<label>[^:.?!]{{1,40}}): {LINK}$")
LINK_ALONE = "Open the page"


def placeholders(words):
    """The names of the placeholders in ``words``, in order."""
    return PLACEHOLDER.findall(words)


def fill(words, values):
    """``words`` with ``values`` filled in; a name that has no value counts as empty.

    Values are texts, or lists of texts for a placeholder that stands alone on its line. The
    secret link comes out as ``LINK``.
    """
    values = {name: _clean(value) for name, value in values.items()} | {"link": LINK}
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", words.strip()):
        lines = [_fill_line(line, values) for line in paragraph.split("\n")]
        paragraphs.append("\n".join(filter(None, lines)))
    return "\n\n".join(filter(None, paragraphs))


def _clean(value):
    if isinstance(value, list):
        return [_clean(text) for text in value]
    return str(value).replace("\r\n", "\n").replace(LINK, "")


def _fill_line(line, values):
    alone = PLACEHOLDER.fullmatch(line.strip())
    if alone and isinstance(values.get(alone[1]), list):
        return "\n".join(f"- {item}" for item in values[alone[1]])
    return " ".join(filter(None, (_fill_sentence(part, values) for part in SENTENCE.split(line))))


def _fill_sentence(sentence, values):
    if all(values.get(name) for name in placeholders(sentence)):
        return PLACEHOLDER.sub(lambda found: values[found[1]], sentence)
    return ""


def problems(kind, subject, discreet_subject, body):
    """What is wrong with words for a Kind, as {field: [sentences]}; empty when all is well."""
    found = {
        "subject": _unknown(subject, kind.subject_placeholders),
        "discreet_subject": _unknown(discreet_subject, kind.subject_placeholders),
        "body": _unknown(body, kind.placeholders),
    }
    for name in sorted(kind.needed):
        field = "body" if name in placeholders(kind.body) else "subject"
        if name not in placeholders(body if field == "body" else subject):
            found[field].append(f"This letter needs {{{name}}}. Put it back in.")
    return {field: sentences for field, sentences in found.items() if sentences}


def _unknown(words, known):
    wrong = [each for each in BRACES.findall(words) if each.strip("{}") not in known]
    names = ", ".join(f"{{{name}}}" for name in sorted(known))
    can = f"You can use: {names}." if known else "Nothing can be filled in here."
    return [f"“{each}” is not known here. {can}" for each in dict.fromkeys(wrong)]


@dataclass
class Block:
    """A piece of a letter: "paragraph" or "button" (``text``), "list" or "rows" (``items``)."""

    kind: str
    text: str = ""
    items: list = field(default_factory=list)

    @property
    def parts(self):
        """The text before, between and after its secret links."""
        return self.text.split(LINK)


def blocks(text):
    """A filled text as Blocks, for the html part."""
    result = []
    for paragraph in text.split("\n\n"):
        for line in paragraph.split("\n"):
            _lay_out(line, result)
    return result


def _lay_out(line, result):
    kind, text, item = "paragraph", line, None
    if line.startswith("- "):
        kind, item = "list", line[2:]
    elif line == LINK:
        kind, text = "button", LINK_ALONE
    elif found := BUTTON.match(line):
        kind, text = "button", found["label"]
    elif (found := ROW.match(line)) and LINK not in line:
        kind, item = "rows", (found["label"], found["value"])
    if item is None:
        result.append(Block(kind, text=text))
    elif result and result[-1].kind == kind:
        result[-1].items.append(item)
    else:
        result.append(Block(kind, items=[item]))
