"""Lighthouse on each kind of page, as a phone of the middle class sees it, the site opened."""

import json
import os
import shutil
import statistics
import subprocess

from tests.bench import pages
from tests.bench.servers import FOLDER, ROOT, gunicorn, manage

VERSION = "lighthouse@12.8.2"
TRIES = 3
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
PAGES = ["/", "/techniques/", pages.PATH, f"{pages.PATH}leaflet/", "/stories/", "/about/"]
PAGES += ["/contact/", "/privacy/", "/accessibility/", "/book/"]
OPEN = (
    "from django.utils import timezone; from clinic.models import Clinic;"
    "Clinic.objects.update(opened_at=timezone.now())"
)
CHROMIUM_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    f"--disable-dev-shm-usage --user-data-dir={FOLDER}/chromium"
)


def measure(runs):
    """The median of ``runs`` runs on each page: four scores, LCP in ms and CLS."""
    program = installed()
    database = pages.prepare("lighthouse")
    site = gunicorn("lighthouse", database)
    manage(site.environment, "shell", "--no-imports", "--command", OPEN)
    try:
        return {path: _page(program, site, path, runs) for path in PAGES}
    finally:
        site.stop()


def installed():
    """The program, installed below var/ if this machine has none yet."""
    folder = ROOT / "var/lighthouse"
    program = folder / "node_modules/.bin/lighthouse"
    if not program.exists():
        command = ["npm", "install", "--silent", "--no-save", "--prefix", folder, VERSION]
        subprocess.run(command, check=True)  # noqa: S603
    return program


def _page(program, site, path, runs):
    found = [_run(program, f"http://127.0.0.1:{site.port}{path}") for _ in range(runs)]
    print(f"  {path}", flush=True)
    return {name: statistics.median(run[name] for run in found) for name in found[0]}


def _run(program, url):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    told = FOLDER / "lighthouse.json"
    command = [program, url, "--quiet", "--output=json", f"--output-path={told}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting"]
    command += [f"--chrome-flags={CHROMIUM_FLAGS}"]
    values = os.environ | {"CHROME_PATH": chromium}
    for _ in range(TRIES):  # now and then Chromium does not start
        if subprocess.run(command, env=values, check=False).returncode == 0:  # noqa: S603
            break
    else:
        raise SystemExit(f"Lighthouse did not open {url}")
    report = json.loads(told.read_text(encoding="utf-8"))
    scores = {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
    audits = report["audits"]
    return scores | {
        "LCP ms": round(audits["largest-contentful-paint"]["numericValue"]),
        "CLS": round(audits["cumulative-layout-shift"]["numericValue"], 3),
        "bytes": round(audits["total-byte-weight"]["numericValue"]),
        "requests": len(audits["network-requests"]["details"]["items"]),
    }
