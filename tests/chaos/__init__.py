"""Nothing is lost: proved by breaking what the site stands on. Run it with ``make chaos``."""
