"""Processes that are kept alive as systemd keeps them: Restart=always, RestartSec=1."""

import asyncio
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

RESTART_SECONDS = 1
SECONDS_TO_START = 60
SECONDS_TO_STOP = 40


def free_port(host="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


class Service:
    """One service: a command that is started again whenever it ends, until it is stopped.

    ``options`` are for the process. Like a unit's control group, all its children end with it.
    """

    def __init__(self, name, command, log, **options):
        self.name, self.command, self.log, self.options = name, command, log, options
        self.process = self.keeper = None
        self.starts = self.kills = 0

    async def start(self):
        """Start it and keep it alive."""
        await self._spawn()
        self.keeper = asyncio.create_task(self._keep())

    async def _spawn(self):
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *map(str, self.command),
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.options,
            )
        self.starts += 1

    async def _keep(self):
        while True:
            await self.process.wait()
            self.send(signal.SIGKILL, group=True)
            await asyncio.sleep(RESTART_SECONDS)
            await self._spawn()

    @property
    def pid(self):
        return self.process.pid

    def children(self):
        """The ids of the processes that the leading one has started."""
        with suppress(OSError):
            path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
            return [int(each) for each in path.read_text().split()]
        return []

    def send(self, number, *, group=False):
        """Send a signal to the leading process, or to all of the service: whether it was there."""
        if self.process.returncode is not None:
            group_alone = group and number == signal.SIGKILL  # children that outlived it
            with suppress(ProcessLookupError):
                if group_alone:
                    os.killpg(self.pid, number)
            return False
        (os.killpg if group else os.kill)(self.pid, number)
        return True

    def kill(self, *, group=False):
        """kill -9 to a process that runs: whether there was one."""
        was_there = self.send(signal.SIGKILL, group=group)
        self.kills += was_there
        return was_there

    async def stop(self, number=signal.SIGTERM, seconds=SECONDS_TO_STOP):
        """End it for good, as ``systemctl stop`` would."""
        if self.keeper:
            self.keeper.cancel()
            self.keeper = None
        self.send(number)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), seconds)
        self.send(signal.SIGKILL, group=True)


def begin(work):
    """Run a coroutine; whatever ends this process ends all that it started."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    return asyncio.run(work)


async def listens(port, host="127.0.0.1"):
    """Wait until somebody takes connections there."""
    for _ in range(SECONDS_TO_START * 10):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise SystemExit(f"nobody listens on {host}:{port}")


async def run(*command, **options):
    """Run a command to its end; returns what it printed. SystemExit with its words if it fails."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        **options,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}:\n{said.decode()}")
    return said.decode()
