"""How the site speaks to a database, from its address."""

from pathlib import Path
from urllib.parse import unquote

import environ

from clinic_site.hosts import is_near

SQLITE = "clinic_site.sqlite"
# Milliseconds, for PostgreSQL: as long for a lock as on SQLite; and a host that froze while it
# held one must not keep it from all others.
WAITS = "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000"
# Whose certificates are believed. By the word "system" psycopg's wheel finds nobody, and pg_dump 15
# does not know it.
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


def connection_settings(url):
    """Django's dictionary for the database at an address such as postgresql://name@host/clinic."""
    found = environ.Env.db_url_config(url) | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        # Full sync keeps an acknowledged request through a power cut; IMMEDIATE turns a lock
        # met half-way into a short wait at the start. What is erased is overwritten with zeros.
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            ),
        }
        return found | {"ENGINE": SQLITE, "OPTIONS": options}
    # Over a network the server has to prove its name, unless the address says otherwise.
    host = found["HOST"]
    is_beside = not host or unquote(host).startswith("/") or is_near(host)  # or a socket's folder
    asked = found.get("OPTIONS", {})
    checked = {}
    if not is_beside and asked.get("sslmode", "verify-full") == "verify-full":
        authorities = str(AUTHORITIES) if AUTHORITIES.is_file() else "system"
        checked = {"sslmode": "verify-full", "sslrootcert": authorities}
    # A server behind a broken network says nothing at all: then give up, in seconds.
    usual = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "options": WAITS}
    return found | {"OPTIONS": usual | checked | asked}


def take_time(cursor):
    """Let this transaction of PostgreSQL wait while another program or database works."""
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
