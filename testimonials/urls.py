"""Addresses of the stories."""

from django.urls import path

from testimonials import views

app_name = "testimonials"
urlpatterns = [
    path("", views.story_list, name="list"),
    path("share/", views.share, name="share"),
    path("sent/<str:key>/", views.sent, name="sent"),
    path("invited/<str:key>/", views.invited, name="invited"),
    path("mine/<str:key>/", views.own_page, name="own"),
    path("mine/<str:key>/words/", views.fix_words, name="fix"),
]
