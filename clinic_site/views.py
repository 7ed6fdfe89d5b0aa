"""Pages that look at several rooms at once: home, about and the two health addresses."""

from django.db import Error
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.facts import facts_for
from clinic.models import Question, Reason
from clinic_site.health import figures
from techniques.models import Caution, Step, Technique
from testimonials.models import Testimonial

STORIES_ON_HOME = 3
STORIES_ON_ABOUT = 2
QUESTIONS_ON_HOME = 4


@require_safe
def home(request):
    """The first page: who we are, what a visit is like, and how to ask for one."""
    technique = first_technique()
    patient_questions = technique.questions.all()[:QUESTIONS_ON_HOME] if technique else []
    context = {
        "technique": technique,
        "patient_questions": patient_questions,
        "stories": newest_stories(STORIES_ON_HOME),
        "questions": Question.objects.answered(),
        "reasons": Reason.objects.confirmed(),
    }
    return render(request, "clinic_site/home.html", context)


def first_technique():
    """The treatment the home page shows, and whether its page has the parts home points at."""
    of_technique = Q(technique=OuterRef("pk"))
    return (
        Technique.objects.published()
        .annotate(
            has_cautions=Exists(Caution.objects.filter(of_technique)),
            has_steps=Exists(Step.objects.filter(of_technique)),
        )
        .first()
    )


@require_safe
def about(request):
    """The people patients will meet, and how they work."""
    people = facts_for(request).practitioners
    context = {
        "has_licenses": bool(people) and all(person.license for person in people),
        "reasons": Reason.objects.confirmed(),
        "stories": newest_stories(STORIES_ON_ABOUT),
    }
    return render(request, "clinic_site/about.html", context)


def newest_stories(most):
    """The newest published stories, each with what it is about."""
    stories = Testimonial.objects.published().newest_first()
    return stories.select_related("technique", "practitioner")[:most]


@require_safe
@never_cache
def healthz(request):
    """Says that the process answers; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request):
    """Says whether the site can serve: 200 when the database answers, else 503; with figures."""
    try:
        return JsonResponse({"database": "ok"} | figures(timezone.now()))
    except Error:
        return JsonResponse({"database": "no answer"}, status=503)
