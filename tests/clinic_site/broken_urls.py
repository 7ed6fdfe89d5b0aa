"""The site with one page that fails in the worst way: its fault repeats what was typed."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

handler500 = "clinic_site.faults.server_error"


@csrf_exempt
def broken(request, key):
    try:
        int(request.POST["name"])
    except ValueError as fault:
        raise RuntimeError(f"{request.POST['email']} of {request.GET['q']}") from fault


urlpatterns = [path("mine/<str:key>/", broken), path("", include("clinic_site.urls"))]
