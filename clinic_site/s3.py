"""Pictures on S3-compatible storage, for several hosts or a host without a lasting disk."""

from functools import wraps

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

# A page waits for no picture; who uploads one waits this long for the word that it cannot be kept.
PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})


def _told_as_ours(method):
    """A fault of the storage becomes a ConnectionError, which rooms understand without S3."""

    @wraps(method)
    def inner(*args, **kwargs):
        try:
            return method(*args, **kwargs)
        except (BotoCoreError, ClientError) as fault:
            raise ConnectionError("the storage of the pictures does not answer") from fault

    return inner


class Pictures(S3Storage):
    """The bucket in S3_URL. Browsers never see it: our own view hands pictures out."""

    def get_default_settings(self):
        return super().get_default_settings() | {"client_config": PATIENCE}

    @_told_as_ours
    def _open(self, name, mode="rb"):
        file = super()._open(name, mode)
        file.file  # noqa: B018 - read now, while a fault can still be told
        return file

    _save = _told_as_ours(S3Storage._save)
    delete = _told_as_ours(S3Storage.delete)
    exists = _told_as_ours(S3Storage.exists)
    listdir = _told_as_ours(S3Storage.listdir)
    get_modified_time = _told_as_ours(S3Storage.get_modified_time)
