"""Open-loop load: visitors come at their own rate, however the site fares, and send again."""

import asyncio
import html
import random
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.signing import Signer

from tests.chaos.browser import COOKIE, Browser, request

NETWORKS = 120
# Some press the button twice, some close the page too early and send the form again.
TWICE, LEAVES = 0.05, 0.05
SECONDS_BEFORE_LEAVING = 0.02
SECONDS_TO_TRY = 240
# A site is measured with so many visitors in a second, one step after the other.
STEPS = [20, 30, 45, 65, 95, 140, 200]
STEP_SECONDS, FALLS_BEHIND = 6, 0.8
AREAS = [202, 212, 213, 214]
KEPT, AWAY, PROXY, SLOW_DOWN = "kept", "503", "503 of nginx", "429"
SEND_AGAIN = "Go back and send it again: we do not count it twice."


@dataclass
class Visitor:
    """What one person typed, and whether the site said that it was kept."""

    number: int
    submission_id: str
    name: str
    note: str
    email: str
    pages: set = field(default_factory=set)

    def body(self, form, stamp):
        """The form as a browser sends it."""
        area, rest = AREAS[self.number // 10_000], self.number % 10_000
        typed = {
            "submission": stamp,
            "csrfmiddlewaretoken": COOKIE,
            "name": self.name,
            "note": self.note,
            "email": self.email,
            "phone": f"({area}) 555-{rest:04}",
        }
        return urlencode(form | typed).encode()


def new_visitor(number):
    """A person whose words are nobody else's; every second has an e-mail address."""
    email = "" if number % 2 else f"visitor-{number}@example.com"
    note = f'The gate\'s code is <{number}> & "{secrets.token_hex(4)}"'
    return Visitor(number, secrets.token_urlsafe(16), f"Zoe O'Quince {number}", note, email)


class Load:
    """The visitors of one run and what they were told. ``form`` is a page's fields."""

    def __init__(self, port, form, key, phone):
        self.form, self.phone = form, phone
        self.signer = Signer(key=key, salt="booking.submission", fallback_keys=())
        self.browsers = [Browser(port, f"127.10.{n}.1") for n in range(NETWORKS)]
        self.visitors, self.answers, self.seconds, self.others = [], Counter(), [], Counter()
        self.words_lost = self.waiting = 0

    async def send(self, seconds, per_second):
        """Let visitors come for so long, and wait for each of them."""
        async with asyncio.TaskGroup() as group:
            began = time.monotonic()
            for n in range(round(seconds * per_second)):
                await asyncio.sleep(began + n / per_second - time.monotonic())
                visitor = self._next()
                for _ in range(2 if random.random() < TWICE else 1):  # noqa: S311
                    group.create_task(self._visit(visitor))
            self.waiting = sum(not visitor.pages for visitor in self.visitors)
        for browser in self.browsers:
            browser.close()

    async def capacity(self):
        """How many requests the site keeps in a second at best, and the steps that showed it.

        More come with each step, until the site falls behind: kept / (seconds until all were).
        """
        best, steps = 0, []
        for per_second in STEPS:
            began, before = time.monotonic(), len(self.visitors)
            await self.send(STEP_SECONDS, per_second)
            kept = (len(self.visitors) - before) / (time.monotonic() - began)
            steps.append(f"{round(kept)} of {per_second}")
            best = max(best, kept)
            if kept < FALLS_BEHIND * per_second:
                break
        return best, ", ".join(steps)

    def _next(self):
        visitor = new_visitor(len(self.visitors))
        self.visitors.append(visitor)
        return visitor

    async def _visit(self, visitor):
        """Send the form until it is kept; nobody waits the whole minute the site asks for."""
        stamp = self.signer.sign(f"{visitor.submission_id}.{int(time.time()) - 60}")
        data = request("POST", "/book/", visitor.body(self.form, stamp))
        until = time.monotonic() + SECONDS_TO_TRY
        browser = self.browsers[visitor.number % NETWORKS]
        if random.random() < LEAVES:  # noqa: S311
            await browser.leave(data, SECONDS_BEFORE_LEAVING)
        while time.monotonic() < until:
            answer = await browser.send(data)
            self.seconds.append(answer.seconds)
            what = self._judge(answer, visitor)
            self.answers[what] += 1
            if what == KEPT:
                visitor.pages.add(answer.headers["location"])
                return
            await asyncio.sleep(random.uniform(1, 3))  # noqa: S311

    def _judge(self, answer, visitor):
        """What kind of answer it is; anything but the designed ones is noted by its status."""
        if answer.status == 303 and answer.headers.get("location", "").startswith("/request/"):
            return KEPT
        if answer.status in (503, 429) and answer.headers.get("retry-after", "").isdigit():
            if answer.status == 503 and SEND_AGAIN in answer.text:
                return PROXY  # nginx cannot ask the site; the form is one step back
            self._look_for_words(answer, visitor)
            return AWAY if answer.status == 503 else SLOW_DOWN
        self.others[str(answer.status or "no answer")] += 1
        return "other"

    def _look_for_words(self, answer, visitor):
        """A refusal still holds what was typed, and the clinic's phone number."""
        said = html.unescape(answer.text)
        if not all(word in said for word in (visitor.name, visitor.note, visitor.email)):
            self.words_lost += 1
        elif f'href="tel:{self.phone}"' not in said:
            self.others["no phone number"] += 1
