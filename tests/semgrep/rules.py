"""What each rule has to find, and beside it what it has to let pass. Never run, never imported."""

# ruleid: no-objects-from-bytes
import pickle
import re
import subprocess

# ruleid: the-site-asks-nobody
import urllib.request

# ruleid: no-xml-is-read
from xml.etree import ElementTree

import yaml
from django.utils.html import format_html
from django.utils.safestring import mark_safe


def texts(name, form):
    # ruleid: text-is-escaped
    mark_safe(name)
    # ruleid: html-has-a-fixed-form
    format_html(form, name)
    # ruleid: html-has-a-fixed-form
    format_html(f"<b>{name}</b>")
    # ok: html-has-a-fixed-form
    format_html("<b>{}</b>", name)


def queries(request, rows, cursor):
    # ruleid: no-sql-of-our-own
    rows.extra(where=["1"])
    # ruleid: no-sql-of-our-own
    rows.raw("SELECT 1")
    # ruleid: no-sql-of-our-own
    cursor.execute(f"SELECT {rows}")
    # ok: no-sql-of-our-own
    cursor.execute("SELECT 1")
    order = request.GET.get("o")
    # ruleid: names-of-columns-are-ours
    rows.order_by(order)
    # ruleid: names-of-columns-are-ours
    rows.filter(**request.POST.dict())
    # ruleid: names-of-columns-are-ours
    re.compile(request.GET["q"])
    # ok: names-of-columns-are-ours
    rows.filter(name=request.GET["q"]).order_by("name")


def running(text):
    # ruleid: no-code-from-text
    eval(text)
    # ruleid: no-code-from-text
    exec(text)
    # ruleid: no-template-from-text
    Template(text)
    # ruleid: no-template-from-text
    engines["django"].from_string(text)
    # ruleid: no-objects-from-bytes
    yaml.load(text)
    # ruleid: no-shell
    subprocess.run(text, shell=True)
    # ok: no-shell
    subprocess.run(["age", "--version"])


# ruleid: every-form-is-checked
@csrf_exempt
def unchecked(request):
    pass
