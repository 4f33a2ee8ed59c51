"""Finding a patient: how long it takes where it is done, without a web server in between."""

import os
import re
import subprocess

from report import milliseconds, problem, progress, table

# What finding somebody may take at most, in microseconds, in 99 of 100 cases.
TARGET = 50_000
# What many have in common, of whom the list shows twenty; all else finds the one who is looked for.
COMMON = {"the family name with a slip", "the beginning of it with a slip", "two letters"}


def measure(engine, patients):
    """What `server bench-search` says on a clinic of so many patients: (what was typed, median, p99, about)."""
    progress(f"{engine.title}, finding one of {patients:,} patients")
    environment = dict(os.environ, DATABASE_URL=engine.copy(engine.build(1_000, patients)), RUST_LOG="error")
    done = subprocess.run(
        [engine.binary, "bench-search"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode != 0:
        problem(f"finding patients was not measured: {done.stderr.strip()}")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return [(name, int(median), int(p99), about) for name, median, p99, about in rows]


def print_result(engine, patients, figures):
    """The table, and a problem for each figure over the target and for whoever was not found."""
    rows = []
    for name, median, p99, about in figures:
        if p99 > TARGET:
            problem(f"{engine.title}: finding by {name} took {milliseconds(p99)} ms, more than {milliseconds(TARGET)}")
        found, looked_for = map(int, re.search(r"(\d+) of (\d+) on the list", about).groups())
        if found < looked_for and name not in COMMON:
            problem(f"{engine.title}: finding by {name} found {found} of {looked_for}")
        rows.append((name, about, milliseconds(median), milliseconds(p99)))
    header = ("what is typed", " of", "p50 ms", "p99 ms")
    table(f"{engine.title}: finding a patient, {patients:,} patients", header, rows)
