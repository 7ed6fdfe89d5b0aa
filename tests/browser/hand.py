"""How long a person would take for what a test does on a phone, whatever the machine takes.

A tap and typing are from the literature; reading and swiping are our own, on the slow side.
"""

import math
from collections import Counter

SECONDS = {
    # To point 1.1 and to press 0.1: Card, Moran and Newell, The keystroke-level model, 1980.
    "tap": 1.2,
    # 36 words of five letters a minute on phones: Palin and others, How do people type on mobile
    # devices?, 2019.
    "key": 0.34,
    # Twice the 1.35 of Card, Moran and Newell for making up one's mind, for a page one knows.
    "page": 3.0,
    "swipe": 1.0,
}
# How much of the screen one swipe moves.
SWIPE = 0.6


class Hand:
    """Does what a thumb does on a Playwright page and counts it; the page now open was read."""

    def __init__(self, page):
        self.page = page
        self.did = Counter(page=1)
        page.on("domcontentloaded", lambda _: self.did.update(["page"]))

    def tap(self, locator):
        self._reach(locator)
        self.did["tap"] += 1
        locator.click()

    def write(self, locator, text):
        """Tap into a field and type; a browser wants the digits of a day, not what is between."""
        self.tap(locator)
        is_day = locator.get_attribute("type") == "date"
        self.did["key"] += len(text.replace("-", "") if is_day else text)
        locator.fill(text)

    def seconds(self):
        """What all of it takes a person."""
        return sum(SECONDS[what] * times for what, times in self.did.items())

    def _reach(self, locator):
        """Swipe to what is not on the screen."""
        box, screen = locator.bounding_box(), self.page.viewport_size["height"]
        beyond = max(box["y"] + box["height"] - screen, -box["y"], 0)
        self.did["swipe"] += math.ceil(beyond / (SWIPE * screen))
