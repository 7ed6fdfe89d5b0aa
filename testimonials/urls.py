"""Addresses of the stories."""

from django.urls import path

from testimonials import views

app_name = "testimonials"
urlpatterns = [path("", views.story_list, name="list")]
