"""Addresses before the sign-in at the clinic desk."""

from django.urls import path

from staff import views

urlpatterns = [
    path("forgot-password/", views.forgot_password, name="forgot_password"),
    path("new-password/<slug:token>/", views.choose_password, name="choose_password"),
]
