"""A planned treatment waits for its moment only while nothing stops it."""

from django.contrib import messages
from django.utils import timezone

from clinic import formats
from techniques.models import Technique


def hold_blocked(now, dry_run=False):
    """Make drafts again of planned treatments that problems stop; returns a sentence for each.

    ``now`` is an aware moment. Problems count as of the day the treatment would come on the site.
    """
    sentences = []
    for technique in Technique.objects.filter(published_at__gt=now).with_parts():
        day = timezone.localdate(technique.published_at)
        n = sum(problem.is_blocking for problem in technique.publication_problems(day))
        if not n:
            continue
        if not dry_run:
            Technique.objects.filter(pk=technique.pk).update(published_at=None, held_at=now)
        stop = formats.counted(n, "problem stops", "problems stop")
        sentences.append(f"{technique.name} is a draft again: {stop} its planned day.")
    return sentences


def tell_held(request):
    """The same after a save at the desk, told to who saved."""
    for sentence in hold_blocked(timezone.now()):
        messages.warning(request, sentence)
