"""What every template may say about the clinic."""

from django.utils.functional import SimpleLazyObject

from clinic.facts import facts_for


def clinic(request):
    """``clinic`` is the clinic's row, ``facts`` what holds at this moment; both read lazily."""
    facts = facts_for(request)
    return {"facts": facts, "clinic": SimpleLazyObject(lambda: facts.clinic)}
