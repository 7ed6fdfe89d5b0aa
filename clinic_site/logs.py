"""Keeps secret keys out of the logs: who reads a log must not be able to open a patient's page."""

import logging
import re

KEYED = re.compile(r"(/(?:request|preview|mine|invited|new-password)/)[^/\s]+")


class MaskKeys(logging.Filter):
    """Writes an ellipsis for the key of an address."""

    def filter(self, record):
        record.msg, record.args = KEYED.sub(r"\1…", record.getMessage()), ()
        return True
