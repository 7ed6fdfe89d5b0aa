"""Addresses of the request form, of the patient's own page and of what is done there."""

from django.urls import path

from booking import own_views, views

app_name = "booking"
urlpatterns = [
    path("book/", views.request_appointment, name="request"),
    path("request/<str:key>/", own_views.own_page, name="own"),
    path("request/<str:key>/contact/", own_views.change_contact, name="contact"),
    path("request/<str:key>/times/", own_views.other_times, name="times"),
    path("request/<str:key>/accept/", own_views.accept, name="accept"),
    path("request/<str:key>/withdraw/", own_views.withdraw, name="withdraw"),
    path("request/<str:key>/no-reminder/", own_views.no_reminder, name="no_reminder"),
    path("request/<str:key>/erase/", own_views.erase, name="erase"),
    path("request/<str:key>/download/", own_views.download, name="download"),
    path("request/<str:key>/appointment.ics", own_views.calendar, name="calendar"),
]
