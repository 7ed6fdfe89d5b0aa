"""Pictures on S3-compatible storage, for several hosts or a host without a lasting disk."""

import time
from functools import wraps

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

# A page waits for no picture; who uploads one waits this long for the word that it cannot be kept.
PATIENCE = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2})
ONCE = TransferConfig(num_download_attempts=1)
# Browsers ask for many pictures at once: were each to wait, no thread was left for pages.
SECONDS_LEFT_ALONE = 10
AWAY = "the storage of the pictures does not answer"


def _told_as_ours(method):
    """A fault of the storage becomes a ConnectionError, which rooms understand without S3."""

    @wraps(method)
    def inner(*args, **kwargs):
        try:
            return method(*args, **kwargs)
        except (BotoCoreError, ClientError) as fault:
            raise ConnectionError(AWAY) from fault

    return inner


class Pictures(S3Storage):
    """The bucket in S3_URL. Browsers never see it: our own view hands pictures out."""

    left_alone_until = 0

    def get_default_settings(self):
        ours = {"client_config": PATIENCE, "transfer_config": ONCE}
        return super().get_default_settings() | ours

    def _open(self, name, mode="rb"):
        """A picture; ConnectionError, for some seconds without asking, once it is not answered."""
        if time.monotonic() < self.left_alone_until:
            raise ConnectionError(AWAY)
        try:
            return self._read(name, mode)
        except ConnectionError:
            self.left_alone_until = time.monotonic() + SECONDS_LEFT_ALONE
            raise

    @_told_as_ours
    def _read(self, name, mode):
        file = super()._open(name, mode)
        file.file  # noqa: B018 - read now, while a fault can still be told
        return file

    _save = _told_as_ours(S3Storage._save)
    delete = _told_as_ours(S3Storage.delete)
    exists = _told_as_ours(S3Storage.exists)
    listdir = _told_as_ours(S3Storage.listdir)
    get_modified_time = _told_as_ours(S3Storage.get_modified_time)
