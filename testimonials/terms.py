"""How long things of a story last, and how many stand on a page."""

CONSENT_YEARS = 5
PROOF_YEARS = 6
UNCONFIRMED_DAYS = 30
# After a story was withdrawn or declined, or its consent ended; until then its own page says so.
ERASED_AFTER_DAYS = 30
INVITATION_DAYS = 30
ENDING_DAYS = 30
STORIES_ON_A_PAGE = 10
LEAST_FOR_FILTERS = 4
# With fewer stories an average would tell nothing.
LEAST_FOR_AN_AVERAGE = 10


def years_after(day, years):
    """The same day so many years later; February 28 for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def consent_until(today):
    """The last day of a consent given today."""
    return years_after(today, CONSENT_YEARS)
