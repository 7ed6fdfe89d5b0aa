"""People who read public pages and look at a picture, whatever is broken meanwhile."""

import asyncio
import hashlib
from collections import Counter

from tests.chaos.browser import COOKIE, HOST, Browser
from tests.chaos.visitors import SEND_AGAIN

READERS = 6
SECONDS_ON_A_PAGE = 0.5
MEDIA = "/media/"
READ, AWAY, PICTURE_AWAY = "read", "page away", "pictures away"


class Readers:
    """``pages``: {path: words of the page, or the digest of a picture}."""

    def __init__(self, port, pages, phone):
        self.port, self.pages, self.phone = port, pages, phone
        self.answers, self.others, self.seconds = Counter(), Counter(), [0]

    async def read_on(self):
        """Go from page to page until cancelled; every second one is known by a cookie."""
        async with asyncio.TaskGroup() as group:
            for number in range(READERS):
                group.create_task(self._read(number))

    async def _read(self, number):
        browser, seen = Browser(self.port, f"127.11.{number}.1"), {}
        while True:
            for path in self.pages:
                answer = await browser.send(asking(path, seen.get(path), is_known=number % 2))
                self.answers[self.judge(answer, path, seen.get(path))] += 1
                if path.startswith(MEDIA):
                    seen.pop(path, None)  # else it would be looked at once only
                else:
                    self.seconds.append(answer.seconds)
                    seen[path] = answer.headers.get("etag")
                await asyncio.sleep(SECONDS_ON_A_PAGE)

    def judge(self, answer, path, seen):
        """What kind of answer it is; anything but the designed ones is noted."""
        is_picture = path.startswith(MEDIA)
        if answer.status == 304 and seen:
            return READ
        if answer.status == 200:
            digest = hashlib.sha256(answer.body).hexdigest()
            if digest == self.pages[path] if is_picture else self.pages[path] in answer.text:
                return READ
        if answer.status == 503 and answer.headers.get("retry-after", "").isdigit():
            if SEND_AGAIN in answer.text or f'href="tel:{self.phone}"' in answer.text:
                return AWAY
            if is_picture:
                return PICTURE_AWAY
        self.others[f"{answer.status or 'no answer'} of {path}"] += 1
        return "wrong"


def asking(path, seen, *, is_known):
    """The bytes of a request; ``seen`` is the mark of the page that was shown before."""
    cookie = f"Cookie: __Host-csrftoken={COOKIE}\r\n" if is_known else ""
    mark = f"If-None-Match: {seen}\r\n" if seen else ""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{cookie}{mark}\r\n".encode()
