"""Addresses of the request form and of the patient's own page."""

from django.urls import path

from booking import views

app_name = "booking"
urlpatterns = [
    path("book/", views.request_appointment, name="request"),
    path("request/<str:key>/", views.own_page, name="own"),
]
