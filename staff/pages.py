"""Pages in the desk's frame."""

from http import HTTPStatus

from django.contrib import admin
from django.template.response import TemplateResponse


def page(request, template, title, *, form=None, status=None, **context):
    """A page of the desk; with an invalid ``form`` its status is 422 unless ``status`` is given."""
    if status is None:
        has_fault = form is not None and bool(form.errors)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if has_fault else HTTPStatus.OK
    context = admin.site.each_context(request) | {"title": title, "form": form} | context
    return TemplateResponse(request, template, context, status=status)


def typed_page(request, form, status=None):
    """What somebody sent in vain, as ``typed.fields_of`` made it, with the button that sends it."""
    pairs = [(name, value) for name, values in form["fields"] for value in values]
    context = {"path": form["path"], "fields": pairs, "has_files": form["files"]}
    title = "You are signed in again"
    return page(request, "staff/typed.html", title, status=status, **context)
