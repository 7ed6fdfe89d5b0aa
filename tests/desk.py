"""Fills in forms of the desk as a browser would: every field as the page shows it."""

from django.urls import reverse

from tests.html import read


def at(row, page="change", *args):
    """The address of a page of the desk about a row (or a model, for "add" and "changelist")."""
    opts = row._meta
    keys = [] if isinstance(row, type) else [row.pk]
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[*keys, *args])


def fields_of(page, form_id):
    """What a browser would send of a form untouched, without its buttons: {name: value}."""
    return fields_in(page.one("form", id=form_id))


def fields_in(form):
    """The same, of the form element itself."""
    data = {}
    for field in form.walk():
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "textarea":
            data[name] = "".join(field.children).removeprefix("\n")
        elif field.tag == "select":
            chosen = [o["value"] for o in field.all("option") if o.get("selected") is not None]
            data[name] = chosen if field.get("multiple") is not None else (chosen or [""])[0]
        elif field.tag == "input" and is_sent(field):
            data[name] = field.get("value", "on" if field.get("type") == "checkbox" else "")
    return data


def is_sent(field):
    if field.get("type") in {"checkbox", "radio"}:
        return field.get("checked") is not None
    return field.get("type") not in {"submit", "file"}


def opened(client, row, form_id="technique_form", page="change"):
    """The fields of a row's form as it opens now."""
    response = client.get(at(row, page))
    assert response.status_code == 200
    return fields_of(read(response), form_id)
