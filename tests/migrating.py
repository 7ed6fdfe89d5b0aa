"""Takes each room's last migration back and forward on a large copy, while others read and write.

    python -m tests.migrating --rows 100000 --database postgresql://name:password@host/empty

prints for each step how long it took, the longest anybody waited for a read or a write meanwhile,
and the faults. The database must be empty; without --database it is a file in var/migrating. The
reads and writes know no column but the key, like the code of either version.
"""

import argparse
import json
import os
import shutil
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import django

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var/migrating"
TABLES = {"booking": "booking_appointmentrequest", "testimonials": "testimonials_testimonial"}
DJANGO_S_OWN = ("auth_group_permissions", "auth_permission", "django_content_type", "sqlite_stat")
PAUSE = 0.005


def fill(rows):
    """Closed requests, stories and letters, so many of each."""
    from outbox.models import Letter
    from tests.bench import bench_stories, growth
    from tests.factories import make_clinic, make_hours, make_technique

    make_clinic()
    make_hours()
    growth.fill_requests(rows)
    bench_stories.fill(rows, [{"technique": make_technique()}, {}, {}])
    values = {"kind": "outbox.test", "to": "maria@example.com", "subject": "A", "text": "B"}
    letters = (Letter(**values) for _ in range(rows))
    Letter.objects.bulk_create(letters, batch_size=2000)


class Visitor(threading.Thread):
    """Touches one row after the other of a table, and notes the longest wait and the faults."""

    def __init__(self, table, is_writing):
        super().__init__(daemon=True)
        self.act = f"UPDATE {table} SET id = id WHERE id = %s"  # noqa: S608
        if not is_writing:
            self.act = f"SELECT id FROM {table} WHERE id >= %s ORDER BY id LIMIT 20"  # noqa: S608
        self.stop, self.acts, self.longest, self.faults = threading.Event(), 0, 0.0, Counter()

    def run(self):
        from django.db import Error, connection

        while not self.stop.wait(PAUSE):
            begun = time.perf_counter()
            try:
                with connection.cursor() as cursor:
                    cursor.execute(self.act, [self.acts % 50 + 1])
            except Error as fault:
                self.faults[f"{type(fault).__name__}: {fault}".partition("\n")[0]] += 1
            self.acts += 1
            self.longest = max(self.longest, time.perf_counter() - begun)
        connection.close()


def under_load(app, act):
    """Do ``act`` while two read and one writes; returns what they saw."""
    table = TABLES.get(app, "outbox_letter")
    reading, writing = [Visitor(table, False), Visitor(table, False)], [Visitor(table, True)]
    for each in reading + writing:
        each.start()
    begun = time.perf_counter()
    try:
        act()
    finally:
        seconds = time.perf_counter() - begun
        for each in reading + writing:
            each.stop.set()
            each.join()
    return {
        "seconds": round(seconds, 2),
        "longest read": round(max(each.longest for each in reading), 3),
        "longest write": round(max(each.longest for each in writing), 3),
        "acts": sum(each.acts for each in reading + writing),
        "faults": dict(sum((each.faults for each in reading + writing), Counter())),
    }


def last_steps():
    """(room, its last migration, the one before or zero), for each of our rooms."""
    from django.db.migrations.loader import MigrationLoader

    names = {}
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        if (ROOT / app).is_dir():
            names.setdefault(app, ["zero"]).append(name)
    return [(app, found[-1], found[-2]) for app, found in names.items()]


def there_and_back():
    """Each room's last migration back and forward; returns one line for each step."""
    from django.core.management import call_command

    lines = []
    for app, last, before in last_steps():
        ways = {"back": (app, before), "forward": ()}
        for way, target in ways.items():
            options = {"verbosity": 0, "interactive": False}
            found = under_load(app, lambda to=target, o=options: call_command("migrate", *to, **o))
            lines.append({"step": f"{app} {last}", "way": way} | found)
            print(json.dumps(lines[-1]), flush=True)
    return lines


def main():
    """Returns 1 when a visitor met a fault, or a row is missing afterwards."""
    parser = argparse.ArgumentParser(prog="python -m tests.migrating", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", help="the address of an empty one")
    options = parser.parse_args()
    if not options.database:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
    os.environ |= {
        "CLINIC_ENV_FILE": "",
        "SECRET_KEY": "k3y-of-the-large-copy-" * 4,
        "DATABASE_URL": options.database or f"sqlite:///{FOLDER}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }
    django.setup()
    from django.core.management import call_command

    from clinic_site.dump import held

    call_command("migrate", verbosity=0, interactive=False)
    fill(options.rows)
    before, _ = held()
    lines = there_and_back()
    after, _ = held()
    # Django makes permissions for each table that ever was, and keeps them.
    other = {
        name: [count, after.get(name)]
        for name, count in before.items()
        if count != after.get(name) and not name.startswith(DJANGO_S_OWN)
    }
    print(json.dumps({"rows": sum(before.values()), "other counts": other}))
    return 1 if other or any(line["faults"] for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
