"""How many stories may come from one network, and in all, before the form asks to wait.

Whoever was invited has a link that works once and is not counted.
"""

from django.utils import timezone

from clinic.counting import AN_HOUR, Counter, Limit, TooMany

# A family writes one each, from one connection.
NETWORK = Limit("story_network", 10, AN_HOUR)
# As many as one person at the desk can read in a day. A clinic gets some in a month.
EVERYBODY = Limit("story_everybody", 60, AN_HOUR)


def count(network):
    """Count one story, inside the transaction that writes it. TooMany when it has to wait."""
    now = timezone.now()
    counter = Counter(now)
    for limit, text in [(NETWORK, network), (EVERYBODY, "")]:
        if counter.is_beyond(limit, text):
            raise TooMany(limit, now)
