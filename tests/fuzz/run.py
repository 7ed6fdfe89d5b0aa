"""One run: prepares the site, throws each kind of case, and says what came of it."""

import logging
import time
from collections import defaultdict

from django.conf import settings
from django.db import connection
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings

from clinic_site.wsgi import application
from tests.clinic_site.running import running
from tests.fuzz import forms, wire
from tests.fuzz.findings import Tally, Watch, table
from tests.fuzz.raw import Cases
from tests.fuzz.site import Site, prepare

ONE_AFTER_THE_OTHER = {
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


def everything(folder, sizes, number, case=None):
    """Throw ``sizes`` cases of each kind under the seed ``number``; the exit code."""
    started = time.monotonic()
    tally = Tally()
    prepare(folder)
    try:
        site = Site(application)
        cases = Cases(site, number)
        if case is not None:
            print(cases.case(case), site.throw(cases.case(case)))
            return 0
        watch = Watch(tally)
        logging.getLogger().handlers = [watch]
        throw_raw(watch, site, cases, sizes[0])
        print(f"{tally.cases} raw requests thrown", flush=True)
        throw_forms(watch, site, sizes[1:3], number)
        throw_over_the_wire(watch, cases, folder, sizes[3])
    except KeyboardInterrupt:
        tally.find("stopped before the end", tally.cases)
    finally:
        name = settings.DATABASES["default"]["NAME"]
        connection.creation.destroy_test_db(name, verbosity=0)
    print(f"seed {number}, {connection.vendor}, {time.monotonic() - started:.0f} seconds")
    print(*table(tally), sep="\n")
    return 1 if tally.found else 0


def throw_raw(watch, site, cases, many):
    """Raw requests, through gunicorn's parser and the site's wrappers in this process."""
    for number in range(many):
        raw = cases.case(number)
        watch.throw("raw request", (number, raw), lambda raw=raw: site.throw(raw))


def throw_forms(watch, site, sizes, number):
    """Answers to every form, the same number for each act, whichever rows it is about."""
    if not any(sizes):
        return
    found = list(forms.find(site))
    for address, status in [form for form in found if isinstance(form, tuple)]:
        watch.tally.find(f"page answered {status}", address)
    found = [form for form in found if isinstance(form, forms.Form)]
    for is_owner, many in zip([False, True], sizes, strict=True):
        acts = defaultdict(list)
        for form in found:
            if form.is_owner == is_owner:
                acts[resolve(form.address).view_name].append(form)
        each = -(-many // len(acts))
        print(f"{len(acts)} of each form, {each} answers to each: {' '.join(acts)}", flush=True)
        for same in acts.values():
            for form in same[:each]:
                answer_form(watch, site, form, -(-each // len(same[:each])), number)


def answer_form(watch, site, form, many, number):
    """``many`` answers to one form."""

    @seed(number)
    @hypothesis_settings(max_examples=many, **ONE_AFTER_THE_OTHER)
    @given(forms.answers(form))
    def answer(made):
        raw = forms.raw(site, form, made)
        watch.throw(form.kind, (form.address, raw[-3000:]), lambda: site.throw(raw))

    answer()


def throw_over_the_wire(watch, cases, folder, many):
    """Raw requests to a real gunicorn; they are the last, since what they write stays."""
    if not many:
        return
    with running(folder) as site:
        port = int(site.address.rpartition(":")[2])
        for number in range(many):
            raw = cases.case(number)
            watch.throw("raw, over a socket", (number, raw), lambda raw=raw: wire.send(port, raw))
    for fault in wire.faults(site.log):
        watch.tally.find(f"gunicorn's log: {fault}", "over a socket")
