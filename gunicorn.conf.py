"""How gunicorn serves the site. HOST and PORT come from the command line."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent


def forget_code():
    """Let what is imported next come from the disk, where an update may have put other code."""
    for name, module in list(sys.modules.items()):
        place = Path(getattr(module, "__file__", None) or "/")
        is_ours = ROOT in place.parents or "site-packages" in place.parts
        if is_ours and place.suffix == ".py" and name.partition(".")[0] not in KEPT:
            del sys.modules[name]


KEPT = {"gunicorn", "packaging"}  # they are what runs here
forget_code()
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from gunicorn.errors import AppImportError  # noqa: E402

try:
    from clinic_site import settings
except ImproperlyConfigured as fault:
    # Said once, here: each worker would say it again with a traceback.
    sys.exit(str(fault))

wsgi_app = "clinic_site.wsgi:application"
worker_class = "gthread"
workers = settings.WEB_WORKERS
threads = 8
timeout = 30
graceful_timeout = 20
# A worker starts afresh now and then, so that nothing it leaks adds up.
max_requests = 100_000
max_requests_jitter = 10_000
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn makes a file of its own there
    # The heartbeat file must not wait for a disk.
    worker_tmp_dir = "/dev/shm"  # noqa: S108 - see above
# No proxy of ours sends SCRIPT_NAME; from others it would move the site or end in a bare 500.
forwarder_headers = ""
# It would leave a socket in the home folder, which several sites share.
control_socket_disable = True
# Its own lines in the form of ours.
OURS = {"gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False}}
logconfig_dict = settings.LOGGING | {"loggers": settings.LOGGING["loggers"] | OURS}


def on_starting(server):
    """Begin to count anew: the files of an earlier start would be counted again."""
    shutil.rmtree(settings.METRICS_FOLDER, ignore_errors=True)


def when_ready(server):
    """Say that the site listens, in the words ``make run`` left for this moment."""
    words = os.environ.get("CLINIC_READY")
    if words:
        print(words, flush=True)


def post_fork(server, worker):
    """Start from the code on the disk, not from what the master read when it began."""
    forget_code()


def post_worker_init(worker):
    """Let the error pages know the clinic's phone number, and begin to deliver letters.

    On half a site the start ends with a sentence.
    """
    from django.db import connections  # Django is set up only now.

    from clinic_site.faults import learn_phone
    from clinic_site.half_restored import half_restored
    from outbox.worker import Worker

    if words := half_restored():
        raise AppImportError(words)
    learn_phone()
    connections.close_all()
    if settings.DELIVER_LETTERS:
        worker.letters = Worker()


def worker_exit(server, worker):
    """Let the letter in hand be finished, so that nobody has to send it twice."""
    if letters := getattr(worker, "letters", None):
        letters.stop()
