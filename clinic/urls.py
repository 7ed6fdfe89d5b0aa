"""Addresses of the pages about the clinic itself."""

from django.urls import path

from clinic import views

app_name = "clinic"
urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
