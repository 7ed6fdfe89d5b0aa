"""The texts of a treatment: how each is called at the desk and where it is put right."""

from dataclasses import dataclass

STATEMENTS = ("tagline", "summary", "search_text", "general_statement", "picture_alt")
PAGE_TEXTS = (
    "summary",
    "what_it_is",
    "history",
    "idea_behind_it",
    "visit_intro",
    "feeling",
    "schedule",
    "benefits_intro",
    "general_statement",
    "general_note",
    "risks_intro",
    "cautions_intro",
)
TEXTS = ("tagline", *PAGE_TEXTS, "visit_length", "price_note", "search_text", "picture_alt")
PART_TEXTS = {
    "steps": ("title", "text"),
    "benefits": ("name", "statement", "note", "by_type", "technique_only"),
    "risks": ("name", "how_common", "what_to_do"),
    "cautions": ("name", "why", "advice"),
    "urgentsigns": ("sign",),
    "questions": ("question", "answer"),
}


@dataclass(frozen=True)
class Text:
    """One text: how sentences call it, what it says, its field's address, and its nature.

    A statement is read without the rest of the page, or says what the treatment does.
    """

    called: str
    value: str
    href: str
    is_statement: bool = False


def field(name):
    """The address of a field of the form at the desk."""
    return f"#id_{name}"


def where(part):
    """ "Benefit 'Asthma'"."""
    kind = part._meta.verbose_name
    return f"{kind[:1].upper()}{kind[1:]} '{part}'"


def texts(technique):
    """The texts of the page itself."""
    for name in TEXTS:
        label = technique._meta.get_field(name).verbose_name
        called = f'"{label[:1].upper()}{label[1:]}"'
        yield Text(called, getattr(technique, name), field(name), name in STATEMENTS)


def part_texts(technique):
    """The texts of its ordered parts."""
    for parts, names in PART_TEXTS.items():
        for n, part in enumerate(getattr(technique, parts).all()):
            for name in names:
                yield Text(where(part), getattr(part, name), field(f"{parts}-{n}-{name}"))
