"""``make fuzz``: 100,000 cases; ``make fuzz WHAT=short``: what CI runs, in about two minutes."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var/fuzz"
SEED = 20270614
# How many raw requests, answers to public forms, to the desk's, and requests over a socket.
SIZES = {
    "full": (91_000, 4_000, 3_500, 1_500),
    "short": (12_000, 300, 300, 200),
    "tiny": (200, 60, 60, 20),
}


def environment():
    """Set what the settings read, before Django is imported."""
    os.environ["CLINIC_ENV_FILE"] = ""
    os.environ["SECRET_KEY"] = "only-for-the-fuzzer-0123456789-abcdefghijklmnopqrstuvwxyz"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.clinic_site.other_place"
    os.environ["OTHER_MEDIA"] = str(FOLDER / "media")
    os.environ["BACKUP_FOLDER"] = str(FOLDER / "backups")


def options():
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("size", nargs="?", choices=SIZES, default="full")
    parser.add_argument("--sizes", type=int, nargs=4, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--case", type=int, help="throw this raw request alone and show it")
    return parser.parse_args()


def main():
    """Throw everything; 1 when something was found."""
    chosen = options()
    environment()
    import django

    django.setup()
    from tests.fuzz import run

    return run.everything(FOLDER, chosen.sizes or SIZES[chosen.size], chosen.seed, chosen.case)


if __name__ == "__main__":
    sys.exit(main())
