"""The site for ``make chaos``: one machine may send any number of requests, and letters leave now.

Neither can be set. Else the sixty-first request would be held, and each letter wait five minutes.
"""

import datetime
import os

from tests.bench.unlimited import application
from tests.chaos import clock

from booking import writing  # isort: skip - its models need the line above

__all__ = ["application"]
writing.LETTER_DELAY = datetime.timedelta()
if "CHAOS_CLOCK" in os.environ:
    clock.follow(os.environ["CHAOS_CLOCK"])
