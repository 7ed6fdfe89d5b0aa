"""Addresses of the pages about the clinic itself."""

from django.urls import path

from clinic import views

app_name = "clinic"
urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("media/<path:name>", views.media, name="media"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
