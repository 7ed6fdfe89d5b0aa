"""How the tests keep passwords."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """The site's own, made weak: at its full strength it took a fifth of the time of all tests."""

    time_cost = 1
    memory_cost = 8  # KiB
    parallelism = 1
