"""What the clinic offers: treatments, what a visit is like, what is known, and who should ask."""

from techniques.models.parts import (
    Benefit,
    Caution,
    Question,
    Risk,
    SectionSources,
    Step,
    UrgentSign,
)
from techniques.models.source import Source
from techniques.models.technique import PARTS, Category, OldAddress, Overrule, Technique

__all__ = [
    "PARTS",
    "Benefit",
    "Category",
    "Caution",
    "OldAddress",
    "Overrule",
    "Question",
    "Risk",
    "SectionSources",
    "Source",
    "Step",
    "Technique",
    "UrgentSign",
]
