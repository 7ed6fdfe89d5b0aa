"""How fast the site is, measured beside what it could be at best. Run it with ``make bench``."""
