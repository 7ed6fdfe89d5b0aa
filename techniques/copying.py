"""A treatment taken as a start for the next one."""

from itertools import count

from django.db import transaction

from techniques.models import PARTS, Technique

NOT_COPIED = {
    "published_at": None,
    "held_at": None,
    "preview_id": "",
    "preview_until": None,
    "reviewed_on": None,
    "reviewed_by": "",
    "next_review_on": None,
    # One file belongs to one page, so that taking it off here leaves it there.
    "picture": "",
    "picture_width": None,
    "picture_height": None,
    "picture_alt": "",
    "picture_is_decorative": False,
}


@transaction.atomic
def copy_as_a_start(technique):
    """Make and return a draft with the same texts and parts, without reviewer and picture."""
    draft = Technique.objects.get(pk=technique.pk)
    practitioners = list(draft.practitioners.all())
    parts = [part for name in PARTS for part in getattr(draft, name).all()]
    draft.pk, draft._state.adding = None, True
    draft.name, draft.slug = _free_name(technique), None
    for name, value in NOT_COPIED.items():
        setattr(draft, name, value)
    draft.save()
    draft.practitioners.set(practitioners)
    for part in parts:
        _copy_part(part, draft)
    return draft


def _copy_part(part, draft):
    sources = list(part.sources.all()) if hasattr(part, "sources") else None
    part.pk, part._state.adding, part.technique = None, True, draft
    if hasattr(part, "reviewed_as"):
        part.reviewed_as = ""
    part.save()
    if sources:
        part.sources.set(sources)


def _free_name(technique):
    """ "Copy of X", or "Copy 2 of X" when that is taken."""
    room = Technique._meta.get_field("name").max_length
    names = (f"Copy{f' {n}' if n > 1 else ''} of {technique.name}"[:room] for n in count(1))
    return next(name for name in names if not Technique.objects.filter(name=name).exists())
