#!/usr/bin/env python3
"""Measures the release server on this machine and prints Markdown tables. `make bench` runs it.

Loopback only, and bounded: three databases, each page measured for BENCH_SECONDS (default 4) with 1 and
with 16 connections. BENCH_SIZES names the numbers of appointments (default "1000 100000 1000000").
"""

import datetime
import json
import os
import posixpath
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from clinic import Clinic

HERE = Path(__file__).parent
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000 100000 1000000").split()]
CONNECTIONS = (1, 16)
BOOKING_CLIENTS = 16
BOOKING_PATIENTS = 64
BOOKING_SECONDS = 20
DAYS_AHEAD = 14

problems = []


def progress(text):
    """Says on standard error what is going on; standard output is for the tables."""
    print(text, file=sys.stderr, flush=True)


def wrk(*arguments):
    """Runs wrk and reads the line of JSON its script prints at the end."""
    output = subprocess.run(["wrk", *arguments], check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def load(clinic, path, cookie, connections):
    """Requests a second, p50 and p99 (microseconds) of one page; nothing when it cannot be had."""
    headers = {"Accept": "text/html", **({"Cookie": cookie} if cookie else {})}
    try:
        status, _, _ = clinic.get(path, headers)
    except OSError as error:
        status = repr(error)
    if status != 200:
        problems.append(f"{path} answered {status}, so it was not measured")
        return None
    result = wrk(
        "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(HERE / "report.lua"),
        *(f"-H{name}: {value}" for name, value in headers.items()), f"{clinic.url}{path}",
    )
    if result["errors"]:
        problems.append(f"{path} at {connections} connections: {result['errors']} errors")
    return result["requests"] / result["duration"] * 1e6, result["p50"], result["p99"]


def last_page(clinic, cookie):
    """The path of the last page of the administrator's list, from its pagination."""
    _, _, body = clinic.get("/admin/appointments", {"Cookie": cookie, "Accept": "text/html"})
    pages = [int(page) for page in re.findall(rb"[?&;]page=(\d+)", body)]
    return f"/admin/appointments?page={max(pages, default=1)}"


def measure_pages(clinic):
    """Every page of interest at every number of connections: {(page, connections): figures}."""
    admin = clinic.sign_in("admin")
    pages = [
        ("`/login`", "/login", None),
        ("`/doctors`", "/doctors", None),
        ("patient `/appointments`", "/appointments", clinic.sign_in("patient1")),
        ("doctor `/schedule`", "/schedule", clinic.sign_in("doctor1")),
        ("admin `/admin/appointments`", "/admin/appointments", admin),
        ("admin, last page", last_page(clinic, admin), admin),
    ]
    figures = {}
    for name, path, cookie in pages:
        for connections in CONNECTIONS:
            progress(f"  {path}, {connections} connection(s)")
            figures[name, connections] = load(clinic, path, cookie, connections)
    return figures


def measure_bookings(clinic, folder):
    """Bookings a second by 16 clients, each a free time of its own."""
    today = datetime.date.today()
    free = defaultdict(list)
    for doctor in doctor_ids(clinic):
        span = f"from={today + datetime.timedelta(days=1)}&to={today + datetime.timedelta(days=DAYS_AHEAD)}"
        _, _, body = clinic.get(f"/api/doctors/{doctor}/slots?{span}")
        for slot in json.loads(body):
            free[slot["starts_at"]].append(doctor)
    cookies = [clinic.sign_in(f"patient{number}") for number in range(1, BOOKING_PATIENTS + 1)]
    requests = folder / "bookings.txt"
    with requests.open("w", encoding="utf-8") as lines:
        # A patient is in one place at a time: at each time, each doctor gets another patient.
        for turn, (starts_at, doctors) in enumerate(sorted(free.items())):
            for place, doctor in enumerate(doctors[:BOOKING_PATIENTS]):
                body = {"doctor_id": doctor, "starts_at": starts_at, "reason": "A check-up"}
                lines.write(f"{cookies[(turn + place) % BOOKING_PATIENTS]}\t{json.dumps(body)}\n")
    progress(f"  bookings, {BOOKING_CLIENTS} clients")
    result = wrk(
        "-t1", f"-c{BOOKING_CLIENTS}", f"-d{BOOKING_SECONDS}s", "--timeout", "30s", "-s", str(HERE / "bookings.lua"),
        clinic.url, "--", str(requests),
    )
    if result["booked"] == 0:
        problems.append("no booking went through")
    return result


def doctor_ids(clinic):
    """The ids of all doctors."""
    _, _, body = clinic.get("/api/doctors")
    return [doctor["id"] for doctor in json.loads(body)]


def first_visit(clinic, path):
    """What a browser with an empty cache loads for a page, compressed: {path: bytes}."""
    sizes, waiting = {}, [path]
    while waiting:
        here = posixpath.normpath(waiting.pop())
        if here in sizes:
            continue
        status, headers, body = clinic.get(here, {"Accept-Encoding": "br"})
        if status != 200:
            problems.append(f"{here} of the first visit answered {status}")
            continue
        sizes[here] = len(body)
        kind = headers.get("Content-Type", "").split(";")[0]
        if kind in ("text/html", "text/css") or "javascript" in kind:
            text = uncompressed(body, headers).decode("utf-8", "replace")
            waiting.extend(re.findall(r"""["'(](/[\w./-]+\.(?:css|js|wasm|svg|png|ico|woff2|webmanifest))\b""", text))
    return sizes


def uncompressed(body, headers):
    """The body as text; Python has no brotli of its own, so the command does it."""
    if headers.get("Content-Encoding") != "br":
        return body
    return subprocess.run(["brotli", "-dc"], input=body, check=True, capture_output=True).stdout


def milliseconds(microseconds):
    """A latency, short enough for a table."""
    return f"{microseconds / 1000:.2f}"


def print_pages(results):
    """The table of pages: a row for each page and number of connections, a column for each database."""
    print("| page | connections |" + "".join(f" {size:,} appointments: req/s · p50 · p99 ms |" for size in results) + " p50 growth |")
    print("| --- | ---: |" + " ---: |" * (len(results) + 1))
    columns = list(results.values())
    for page, connections in columns[0]:
        row = [figures[page, connections] for figures in columns]
        cells = [f"{f[0]:,.0f} · {milliseconds(f[1])} · {milliseconds(f[2])}" if f else "failed" for f in row]
        cells.append(f"{row[-1][1] / max(row[0][1], 1):.2f}×" if row[0] and row[-1] else "")
        print(f"| {page} | {connections} | " + " | ".join(cells) + " |")


def main():
    """Builds the databases, measures, prints."""
    binary = sys.argv[1]
    pages, facts = {}, []
    with tempfile.TemporaryDirectory(prefix="anteroom-bench-") as name:
        folder = Path(name)
        for size in SIZES:
            database = folder / f"{size}.db"
            progress(f"{size:,} appointments")
            started = time.perf_counter()
            subprocess.run([binary, "bench-data", str(database), "--appointments", str(size)], check=True, stdout=subprocess.DEVNULL)
            progress(f"  filled in {time.perf_counter() - started:.1f} s, {database.stat().st_size / 1e6:.0f} MB")
            ready = []
            for _ in range(5):
                with Clinic(binary, database) as clinic:
                    ready.append(clinic.seconds_to_ready)
            with Clinic(binary, database) as clinic:
                time.sleep(1)
                rest = clinic.memory()
                pages[size] = measure_pages(clinic)
                bookings = measure_bookings(clinic, folder)
                facts.append((size, statistics.median(ready), rest, clinic.memory("VmHWM"), bookings))
                visit = first_visit(clinic, "/login")
            for file in folder.iterdir():
                file.unlink()

    print_pages(pages)
    print("\n| appointments | ready after ms | memory at rest MB | memory under load MB | bookings/s, 16 clients | p50 · p99 ms | refused |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size, ready, rest, peak, b in facts:
        rate = b["booked"] / b["duration"] * 1e6
        print(f"| {size:,} | {ready * 1000:.0f} | {rest:.1f} | {peak:.1f} | {rate:,.0f} | {milliseconds(b['p50'])} · {milliseconds(b['p99'])} | {b['refused']} of {b['booked'] + b['refused']} |")
    print("\n| first visit to `/login`, brotli | bytes |\n| --- | ---: |")
    for path, size in sorted(visit.items(), key=lambda item: -item[1]):
        print(f"| `{path}` | {size:,} |")
    print(f"| in all | {sum(visit.values()):,} |")
    for problem in problems:
        print(f"\nProblem: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
