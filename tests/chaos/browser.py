"""A browser's way to post a form, as cheap as can be: HTTP/1.1 over TLS, kept open."""

import asyncio
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field

HOST = "clinic.example"
IDLE_SECONDS = 15  # nginx closes a silent connection after 30
PATIENCE = 60
COOKIE = "c" * 32
TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE


@dataclass
class Answer:
    """What came back; status 0 when nothing did."""

    status: int = 0
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0

    @property
    def text(self):
        """The words of a page; of a picture, nonsense."""
        return self.body.decode(errors="replace")


def request(method, path, body=b""):
    """The bytes of one request."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nOrigin: https://{HOST}\r\n"
        f"Referer: https://{HOST}/book/\r\nCookie: __Host-csrftoken={COOKIE}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Browser:
    """Sends requests to one port from one address of this machine, over connections it keeps."""

    def __init__(self, port, address):
        self.port, self.address, self.idle = port, address, []

    async def connect(self):
        """A fresh connection: (reader, writer)."""
        return await asyncio.open_connection(
            "127.0.0.1", self.port, ssl=TLS, server_hostname=HOST, local_addr=(self.address, 0)
        )

    async def send(self, data):
        """The Answer to one request."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = self._kept() or await self.connect()
                try:
                    answer = await self._talk(reader, writer, data)
                except BaseException:
                    writer.transport.abort()
                    raise
        except (OSError, TimeoutError, EOFError, ValueError):
            return Answer(seconds=time.monotonic() - began)
        answer.seconds = time.monotonic() - began
        return answer

    async def leave(self, data, seconds):
        """Send a request and close the page before the answer is there."""
        with suppress(OSError):
            _, writer = await self.connect()
            writer.write(data)
            await writer.drain()
            await asyncio.sleep(seconds)
            writer.transport.abort()

    def _kept(self):
        while self.idle:
            reader, writer, since = self.idle.pop()
            if not reader.at_eof() and time.monotonic() - since < IDLE_SECONDS:
                return reader, writer
            writer.close()
        return None

    async def _talk(self, reader, writer, data):
        writer.write(data)
        await writer.drain()
        answer = await read(reader)
        if answer.headers.get("connection") == "close":
            writer.close()
        else:
            self.idle.append((reader, writer, time.monotonic()))
        return answer

    def close(self):
        for _, writer, _ in self.idle:
            with suppress(OSError):
                writer.transport.abort()


async def read(reader):
    """The Answer on a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(int(first.split()[1]), headers, body)


async def _chunks(reader):
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readuntil(b"\r\n")
    await reader.readuntil(b"\r\n")
    return body
