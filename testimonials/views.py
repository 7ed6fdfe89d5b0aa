"""The page of patient stories."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from testimonials.models import Route, Testimonial


@require_safe
def story_list(request):
    """All stories on the site, newest first."""
    stories = list(
        Testimonial.objects.published().newest_first().select_related("technique", "practitioner")
    )
    carried_over = [s for s in stories if s.route == Route.CARRIED_OVER]
    context = {
        "stories": stories,
        "total": len(stories),
        "carried_over": len(carried_over),
        "carried_until": min((s.consent_until for s in carried_over), default=None),
    }
    return render(request, "testimonials/story_list.html", context)
