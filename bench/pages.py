"""Pages: how many a second, and how their time grows with the clinic."""

import posixpath
import re
import statistics
import subprocess
import time

import bookings
import wishes
import wrk
from clinic import Clinic
from report import milliseconds, problem, progress, table

CONNECTIONS = (1, 16)
BOOKING_CLIENTS = 16


def load(clinic, path, cookie, connections, seconds):
    """Requests a second, p50 and p99 (microseconds) of one page; nothing when it cannot be had."""
    headers = {"Accept": "text/html", **({"Cookie": cookie} if cookie else {})}
    try:
        status, _, _ = clinic.get(path, headers)
    except OSError as error:
        status = repr(error)
    if status != 200:
        problem(f"{path} answered {status}, so it was not measured")
        return None
    result = wrk.run("report.lua", connections, seconds, f"{clinic.url}{path}", headers=headers)
    if result["errors"]:
        problem(f"{path} at {connections} connections: {result['errors']} errors")
    return result["requests"] / result["duration"] * 1e6, result["p50"], result["p99"]


def last_page(clinic, cookie):
    """The path of the last page of the administrator's list, from its pagination."""
    _, _, body = clinic.get("/admin/appointments", {"Cookie": cookie, "Accept": "text/html"})
    pages = [int(page) for page in re.findall(rb"[?&;]page=(\d+)", body)]
    return f"/admin/appointments?page={max(pages, default=1)}"


def measure_pages(clinic, seconds):
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
            figures[name, connections] = load(clinic, path, cookie, connections, seconds)
    return figures


def measure(engine, size, folder, seconds, booking_seconds):
    """One size: its pages, and facts about the server on it."""
    progress(f"{engine.title}, {size:,} appointments")
    url = engine.copy(engine.build(size))
    ready = []
    for _ in range(5):
        with Clinic(engine.binary, url) as clinic:
            ready.append(clinic.seconds_to_ready)
    with Clinic(engine.binary, url) as clinic:
        time.sleep(1)
        rest = clinic.memory()
        pages = measure_pages(clinic, seconds)
        made = bookings.distinct(wishes.free_times(clinic))
        booked = bookings.measure(clinic, folder, made, BOOKING_CLIENTS, booking_seconds, "bookings")
        return pages, (size, statistics.median(ready), rest, clinic.memory("VmHWM"), booked)


def print_results(engine, results):
    """The table of pages, a column for each size, and that of facts."""
    columns = [pages for pages, _ in results]
    rows = []
    for page, connections in columns[0]:
        row = [figures[page, connections] for figures in columns]
        cells = [f"{f[0]:,.0f} · {milliseconds(f[1])} · {milliseconds(f[2])}" if f else "failed" for f in row]
        cells.append(f"{row[-1][1] / max(row[0][1], 1):.2f}×" if row[0] and row[-1] else "")
        rows.append((page, connections, *cells))
    sizes = [f"{facts[0]:,} appointments: req/s · p50 · p99 ms" for _, facts in results]
    table(f"{engine.title}: pages", ("page", "connections", *sizes, "p50 growth"), rows)
    rows = [
        (f"{size:,}", f"{ready * 1000:.0f}", f"{rest:.1f}", f"{peak:.1f}", f"{b['rate']:,.0f}",
         f"{milliseconds(b['p50'])} · {milliseconds(b['p99'])}", f"{b['sent'] - b['booked']} of {b['sent']}")
        for _, (size, ready, rest, peak, b) in results
    ]
    header = ("appointments", "ready after ms", "server's memory at rest MB", "under load MB",
              f"bookings/s, {BOOKING_CLIENTS} clients", "p50 · p99 ms", "refused")
    table(f"{engine.title}: the server", header, rows)


def first_visit(clinic, path):
    """What a browser with an empty cache loads for a page, compressed: {path: bytes}."""
    sizes, waiting = {}, [path]
    while waiting:
        here = posixpath.normpath(waiting.pop())
        if here in sizes:
            continue
        status, headers, body = clinic.get(here, {"Accept-Encoding": "br"})
        if status != 200:
            problem(f"{here} of the first visit answered {status}")
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


def print_visit(sizes):
    """The table of what a first visit loads."""
    rows = [(f"`{path}`", f"{size:,}") for path, size in sorted(sizes.items(), key=lambda item: -item[1])]
    table("First visit", ("first visit to `/login`, brotli", "bytes"), [*rows, ("in all", f"{sum(sizes.values()):,}")])
