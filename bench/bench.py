#!/usr/bin/env python3
"""Measures the release server on this machine and prints Markdown tables. `make bench` runs it.

Loopback only, and bounded. For each engine:

- slots     free times where they are computed: a doctor's month, a month of every doctor, everybody's first free time
- search    finding one of 100,000 patients: by name, with slips, by number, by birthday
- pages     each page at 1 and 16 connections, on clinics of several sizes; what the server needs; the first visit
- bookings  durable bookings at 1 to 256 clients, each a time of its own, and all for the times of one day
- mixed     bookings by 64 clients while 16 others read pages of people signed in, in a closed loop
- live      1,000 open boards: memory of each, and how soon after a booking all of them show it
- rush      10,000 patients, each with a session and a connection, want 1,000 times at once

After every booking run the clinic's appointments are counted, and `server check` looks at the database.

What the environment sets:

    BENCH_ENGINES           default "sqlite postgresql"
    BENCH_PARTS             default "slots search pages bookings mixed live rush"
    BENCH_SLOTS_SIZE        appointments there for free times, default 1000000
    BENCH_SEARCH_PATIENTS   patients there for finding one, default 100000
    BENCH_SIZES             numbers of appointments for pages on SQLite, default "1000 100000 1000000"
    BENCH_PG_SIZES          the same for PostgreSQL, default "1000 100000"
    BENCH_BOOKING_SIZE      appointments there before the other parts begin, default 100000
    BENCH_SECONDS           for each page and number of connections, default 4
    BENCH_BOOKING_SECONDS   for each number of clients, at most, default 6
    BENCH_MIXED_SECONDS     default 15
    BENCH_BOARDS            open boards, default 1000
    BENCH_CHANGES           bookings that they are told of, default 200
    BENCH_PAUSE_MS          of a reader between two pages, default 0
    TMPDIR                  where the databases are: durable means durable there

A quick look: BENCH_ENGINES=sqlite BENCH_SLOTS_SIZE=1000 BENCH_SIZES=1000 BENCH_SECONDS=1 BENCH_BOOKING_SECONDS=2 BENCH_MIXED_SECONDS=5
"""

import os
import signal
import sys
import tempfile
from pathlib import Path

import bookings
import live
import machine
import pages
import rush
import search
import slots
import wishes
from engines import ENGINES, Data
from report import problems, progress, table

# What a rush needs, each a session of their own.
PATIENTS = rush.PATIENTS


def words(name, default):
    """A list the environment sets."""
    return os.environ.get(name, default).split()


def number(name, default):
    """A number the environment sets."""
    return int(os.environ.get(name, default))


def measure_bookings(engine, folder, parts):
    """Everything that books, on copies of one clinic."""
    size = number("BENCH_BOOKING_SIZE", 100_000)
    progress(f"{engine.title}, bookings on {size:,} appointments")
    template = engine.build(size, PATIENTS)
    with engine.fresh(template) as clinic:
        free = wishes.free_times(clinic)
    progress(f"  {sum(map(len, free.values())):,} times are free")
    if "bookings" in parts:
        figures = bookings.measure_all(engine, template, folder, free, number("BENCH_BOOKING_SECONDS", 6))
        bookings.print_all(engine, figures)
    if "mixed" in parts:
        seconds, pause = number("BENCH_MIXED_SECONDS", 15), number("BENCH_PAUSE_MS", 0)
        bookings.print_mixed(engine, bookings.measure_mixed(engine, template, folder, free, seconds, pause))
    if "live" in parts:
        boards, changes = number("BENCH_BOARDS", 1000), number("BENCH_CHANGES", 200)
        live.print_result(engine, live.measure(engine, template, free, boards, changes))
    if "rush" in parts:
        rush.print_result(engine, rush.measure(engine, template, free))


def measure_engine(name, engine, folder, parts):
    """All parts on one engine."""
    if "slots" in parts:
        size = number("BENCH_SLOTS_SIZE", 1_000_000)
        slots.print_result(engine, size, slots.measure(engine, size))
    if "search" in parts:
        patients = number("BENCH_SEARCH_PATIENTS", 100_000)
        search.print_result(engine, patients, search.measure(engine, patients))
    if "pages" in parts:
        sizes = words("BENCH_SIZES", "1000 100000 1000000") if name == "sqlite" else words("BENCH_PG_SIZES", "1000 100000")
        seconds = number("BENCH_SECONDS", 4), number("BENCH_BOOKING_SECONDS", 6)
        pages.print_results(engine, [pages.measure(engine, int(size), folder, *seconds) for size in sizes])
    if {"bookings", "mixed", "live", "rush"} & set(parts):
        measure_bookings(engine, folder, parts)


def main():
    """Measures, prints; fails when something went wrong on the way."""
    binary = sys.argv[1]
    engines, parts = words("BENCH_ENGINES", "sqlite postgresql"), words("BENCH_PARTS", "slots search pages bookings mixed live rush")
    for name in engines:
        if name not in ENGINES:
            raise SystemExit(f"error: BENCH_ENGINES: no such engine: {name}")
    # So that servers and clusters are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    rush.open_files()
    with tempfile.TemporaryDirectory(prefix="anteroom-bench-") as temporary:
        folder = Path(temporary)
        table("", ("machine", " "), machine.facts(binary, folder))
        data = Data(binary, folder)
        for name in engines:
            with ENGINES[name](binary, data, folder) as engine:
                measure_engine(name, engine, folder, parts)
        if "pages" in parts:
            sqlite = ENGINES["sqlite"](binary, data, folder)
            with sqlite.fresh(sqlite.build(1000)) as clinic:
                pages.print_visit(pages.first_visit(clinic, "/login"))
    for problem in problems:
        print(f"\nProblem: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
