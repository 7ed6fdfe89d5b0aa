"""Pages in the desk's frame."""

from http import HTTPStatus

from django.contrib import admin
from django.template.response import TemplateResponse

from clinic.away import again_after
from clinic.counting import TooMany


def page(request, template, title, *, form=None, status=None, **context):
    """A page of the desk; with an invalid ``form`` its status is 422 unless ``status`` is given."""
    if status is None:
        has_fault = form is not None and bool(form.errors)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if has_fault else HTTPStatus.OK
    context = admin.site.each_context(request) | {"title": title, "form": form} | context
    return TemplateResponse(request, template, context, status=status)


def page_until_right(request, template, title, form, **context):
    """The page that asks, or None once ``form`` is right.

    429 with the minutes to wait when too many were wrong: then this one was not looked at.
    """
    try:
        if form.is_valid():
            return None
    except TooMany as flood:
        context |= {"minutes": flood.minutes}
        status = HTTPStatus.TOO_MANY_REQUESTS
        response = page(request, template, title, form=form, status=status, **context)
        return again_after(response, flood.minutes * 60)
    return page(request, template, title, form=form, **context)


def typed_page(request, form, status=None):
    """What somebody sent in vain, as ``typed.fields_of`` made it, with the button that sends it."""
    pairs = [(name, value) for name, values in form["fields"] for value in values]
    context = {"path": form["path"], "fields": pairs, "has_files": form["files"]}
    title = "You are signed in again"
    return page(request, "staff/typed.html", title, status=status, **context)
