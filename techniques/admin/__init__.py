"""Treatments, their ordered parts and the library of sources at the clinic desk."""

from techniques.admin.library import CategoryAdmin, SourceAdmin
from techniques.admin.technique import TechniqueAdmin

__all__ = ["CategoryAdmin", "SourceAdmin", "TechniqueAdmin"]
