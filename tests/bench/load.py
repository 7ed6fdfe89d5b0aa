"""Sends requests with wrk and counts: answers per second, CPU per answer, faults."""

import re
import statistics
import subprocess
from dataclasses import dataclass

CONNECTIONS = 16
PER_SECOND = re.compile(r"Requests/sec:\s+([\d.]+)")
SENT = re.compile(r"(\d+) requests in")
SLOW = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
FAULTS = re.compile(r"Non-2xx or 3xx responses: (\d+)")
SOCKET = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000}


@dataclass
class Run:
    """What one run of wrk showed."""

    per_second: float
    cpu_us: float
    p50_ms: float
    p99_ms: float
    faults: int


def run(server, path, seconds, *, headers=(), script=None, threads=2):
    """Load ``path`` of a server with 16 connections for some seconds."""
    command = ["wrk", f"-t{threads}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for header in ("Accept-Encoding: gzip", *headers):
        command += ["-H", header]
    command += ["-s", script] if script else []
    before = server.cpu_seconds()
    done = subprocess.run(  # noqa: S603
        [*command, f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    )
    used, said = server.cpu_seconds() - before, done.stdout
    sent = int(SENT.search(said).group(1))
    slow = {part: float(n) * MILLISECONDS[unit] for part, n, unit in SLOW.findall(said)}
    faults = sum(map(int, FAULTS.findall(said)))
    faults += sum(int(n) for found in SOCKET.findall(said) for n in found)
    per_second = float(PER_SECOND.search(said).group(1))
    return Run(per_second, used / max(sent, 1) * 1e6, slow["50"], slow["99"], faults)


def rounds(targets, number, seconds):
    """Run every target once in each round: {name: [Run, …]}. ``targets``: name, server, … ."""
    found = {name: [] for name, *_ in targets}
    for _, server, path, headers in targets:  # warm
        run(server, path, 1, headers=headers)
    for n in range(number):
        for name, server, path, headers in targets:
            found[name].append(run(server, path, seconds, headers=headers))
        print(f"  round {n + 1} of {number}", flush=True)
    return found


def spread(values, digits=2):
    """Median, least and most, as numbers."""
    return {
        "median": round(statistics.median(values), digits),
        "least": round(min(values), digits),
        "most": round(max(values), digits),
    }


def ratio(found, name, base):
    """How many times as fast as ``base`` in the same round."""
    pairs = zip(found[name], found[base], strict=True)
    return spread([one.per_second / other.per_second for one, other in pairs])
