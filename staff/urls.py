"""The desk's own pages about signing in; below /admin/."""

from django.contrib import admin
from django.urls import path

from staff import outside, views

app_name = "staff"
urlpatterns = [
    path("second-step/", views.take_second_step, name="second_step"),
    path("second-step/set-up/", views.set_up_second_step, name="set_up_second_step"),
    path("own-password/", views.choose_own_password, name="own_password"),
    path("forgot-password/", outside.forgot_password, name="forgot_password"),
    path("new-password/<slug:token>/", outside.choose_password, name="choose_password"),
    path("leave/", views.leave, name="leave"),
    path("invited/<str:key>/", outside.accept_invitation, name="invitation"),
    path("typed/", admin.site.admin_view(views.typed_again), name="typed"),
    path("password-again/", admin.site.admin_view(views.password_again), name="password_again"),
    path("my-sign-ins/", admin.site.admin_view(views.my_sign_ins), name="my_sign_ins"),
    path("my-sign-ins/end/", admin.site.admin_view(views.end_sign_ins), name="end_sign_ins"),
]
