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
