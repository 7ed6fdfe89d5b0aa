"""The technique page: kept, made anew, behind nginx, and beside the limits of the machine."""

import subprocess
import sys
import urllib.request

from tests.bench import load
from tests.bench.servers import FOLDER, ROOT, environment, gunicorn, manage, nginx

PATH = "/techniques/sacro-occipital-technique/"
CONSTANT = "django.core.wsgi:get_wsgi_application()"
MANY = 10_000
# A cookie that means nothing: the page is made anew for whoever brings one.
STRANGER_NO_MORE = ["Cookie: other=1"]


def compare(rounds, seconds):
    """Every server's figures and the same-round ratios, as a dictionary."""
    database = prepare("pages")
    site = gunicorn("page cache", database)
    address = f"http://127.0.0.1:{site.port}{PATH}"
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:  # noqa: S310
        (FOLDER / "page.html.gz").write_bytes(response.read())
    constant = gunicorn("constant view", database, "tests.bench.constant", CONSTANT)
    static, micro = nginx("nginx static"), nginx("nginx micro", site)
    targets = [
        ("nginx, finished file", static, PATH, []),
        ("nginx, micro-cache", micro, PATH, []),
        ("page cache", site, PATH, []),
        ("constant view", constant, PATH, []),
        ("made anew", site, PATH, STRANGER_NO_MORE),
    ]
    try:
        found = load.rounds(targets, rounds, seconds)
        memory = {name: round(server.memory_mb(), 1) for name, server, *_ in targets}
        return figures(found, memory) | {"memory": flat(site), "in_process": in_process(database)}
    finally:
        for server in (micro, static, constant, site):
            server.stop()


def prepare(name):
    """A fresh SQLite database with the first content; its address."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob(f"{name}.sqlite3*"):
        path.unlink()
    database = f"sqlite:///{FOLDER}/{name}.sqlite3"
    values = environment(9, database)
    manage(values, "migrate", "--verbosity=0")
    manage(values, "load_first_content", "--verbosity=0")
    manage(values, "collectstatic", "--noinput", "--verbosity=0")
    return database


def figures(found, memory):
    """What the rounds showed, by name, and the ratios that have a bar."""
    servers = {
        name: {
            "per_second": load.spread([run.per_second for run in runs], 0),
            "cpu_us": load.spread([run.cpu_us for run in runs], 0),
            "p50_ms": load.spread([run.p50_ms for run in runs]),
            "p99_ms": load.spread([run.p99_ms for run in runs]),
            "memory_mb": memory[name],
            "faults": sum(run.faults for run in runs),
        }
        for name, runs in found.items()
    }
    ratios = {
        "page cache / constant view": load.ratio(found, "page cache", "constant view"),
        "nginx, micro-cache / finished file": load.ratio(
            found, "nginx, micro-cache", "nginx, finished file"
        ),
        "made anew / constant view": load.ratio(found, "made anew", "constant view"),
    }
    return {"servers": servers, "ratios": ratios}


def flat(site):
    """Memory of a worker before and after 10,000 pages made anew, in MB."""
    before = site.memory_mb()
    sent = 0
    while sent < MANY:
        run = load.run(site, PATH, 5, headers=STRANGER_NO_MORE)
        sent += round(run.per_second * 5)
    return {"before_mb": round(before, 1), "after_mb": round(site.memory_mb(), 1), "pages": sent}


def in_process(database):
    """CPU of one answer inside one process, in microseconds, without any server."""
    found = {}
    for name, settings, what in (
        ("hit", "clinic_site.settings", "hit"),
        ("constant view", "tests.bench.constant", "constant"),
        ("made anew", "clinic_site.settings", "made"),
    ):
        values = environment(9, database) | {"DJANGO_SETTINGS_MODULE": settings}
        command = [sys.executable, "-m", "tests.bench.in_process", what]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=values, capture_output=True, text=True, check=True
        )
        found[name] = float(done.stdout)
    found["hit / constant view"] = round(found["hit"] / found["constant view"], 2)
    found["made anew / constant view"] = round(found["made anew"] / found["constant view"], 1)
    return found
