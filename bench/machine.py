"""On what it was measured."""

import os
import platform
import re
import statistics
import subprocess
import time
from pathlib import Path


def first_line(*command):
    """What a command says first, or nothing when there is no such command."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return next(iter((done.stdout or done.stderr).splitlines()), "")


def field(path, name):
    """A field of a file of /proc."""
    found = re.search(rf"(?m)^{name}\s*:\s*(.*)$", Path(path).read_text(encoding="utf-8"))
    return found.group(1) if found else "unknown"


def disk(folder):
    """The device and file system a folder is on."""
    best = ("", "unknown", "unknown")
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        device, point, kind = line.split()[:3]
        if Path(point) in (folder, *folder.parents) and len(point) >= len(best[0]):
            best = (point, kind, device)
    return f"{best[1]} on {best[2]}"


def sync_milliseconds(folder):
    """How long it takes until a few kilobytes are on the disk: median of many."""
    took = []
    with open(folder / "sync", "wb", buffering=0) as file:
        for _ in range(200):
            file.write(bytes(4096))
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - started)
    return statistics.median(took) * 1000


def facts(binary, folder):
    """What is worth knowing, as rows of a table."""
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    return [
        ("cores", f"{os.cpu_count()} × {field('/proc/cpuinfo', 'model name')}"),
        ("memory", f"{memory:.1f} GiB"),
        ("disk", f"{disk(folder)}, fdatasync of 4 kB: {sync_milliseconds(folder):.2f} ms"),
        ("kernel", platform.release()),
        ("load before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("server", first_line(binary, "--version")),
        ("PostgreSQL", first_line(str(postgres[-1] if postgres else "postgres"), "--version")),
        ("wrk", first_line("wrk", "-v")),
    ]
