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
from techniques.models.technique import Category, Technique

__all__ = [
    "Benefit",
    "Category",
    "Caution",
    "Question",
    "Risk",
    "SectionSources",
    "Source",
    "Step",
    "Technique",
    "UrgentSign",
]
