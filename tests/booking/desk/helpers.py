"""Presses what stands on the page of one request."""

from django.urls import reverse

from tests.factories import make_request
from tests.html import read


def address(key, request):
    return reverse(f"admin:booking_appointmentrequest_{key}", args=[request.pk])


def asked(**values):
    return make_request(email="maria@example.com", **values)


def time(who, n=0, day="2026-06-09", hour="10:00", minutes=30):
    prefix = f"time{n}"
    return {
        f"{prefix}-day": day,
        f"{prefix}-time": hour,
        f"{prefix}-minutes": minutes,
        f"{prefix}-who": who.pk,
    }


def post(client, key, request, **values):
    return client.post(address(key, request), {"seen": request.version, **values})


def main(response):
    return read(response).one("main").text


def stands(request):
    request.refresh_from_db()
    return request.status
