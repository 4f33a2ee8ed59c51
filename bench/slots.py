"""Free times: how long they take where they are computed, without a web server in between."""

import os
import subprocess

from report import milliseconds, problem, progress, table

# What a measure may take at most in the median, in microseconds, by how its name begins.
TARGETS = {"one doctor's month": 1_000, "a month of every doctor": 25_000, "the first free time": 25_000}


def target(name):
    """The most a measure may take; nothing when nobody said."""
    return next((most for begin, most in TARGETS.items() if name.startswith(begin)), None)


def measure(engine, size):
    """What `server bench-slots` says on a clinic of this size: (name, median, p99, about)."""
    progress(f"{engine.title}, free times of {size:,} appointments")
    environment = dict(os.environ, DATABASE_URL=engine.copy(engine.build(size)), RUST_LOG="error")
    done = subprocess.run(
        [engine.binary, "bench-slots"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode != 0:
        problem(f"free times were not measured: {done.stderr.strip()}")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return [(name, int(median), int(p99), about) for name, median, p99, about in rows]


def print_result(engine, size, figures):
    """The table, and a problem for each figure over its target."""
    rows = []
    for name, median, p99, about in figures:
        most = target(name)
        if most and median > most:
            problem(f"{engine.title}: {name} took {milliseconds(median)} ms, more than {milliseconds(most)}")
        rows.append((name, about, milliseconds(median), milliseconds(p99), milliseconds(most) if most else ""))
    header = ("free times", " of", "p50 ms", "p99 ms", "target ms")
    table(f"{engine.title}: free times, {size:,} appointments", header, rows)
