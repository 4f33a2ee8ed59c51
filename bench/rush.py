"""The second in which the times of the coming weeks open: many patients, few times."""

import resource
import statistics
import time
from collections import Counter

import bookings
import crowd
import wishes
from clinic import JSON
from report import problem, progress, statuses, table

PATIENTS = 10_000
TIMES = 1_000
# Files the server and this program have open besides the connections.
SPARE_FILES = 200


def open_files():
    """Raises the limit of open files as far as it goes; servers started from here inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def demand(free):
    """Each of the first so many times is wanted by equally many patients, who want one time each."""
    times = [(starts_at, doctor) for starts_at, doctors in free.items() for doctor in doctors][:TIMES]
    if len(times) < TIMES:
        raise SystemExit(f"error: only {len(times)} times are free, {TIMES} are needed")
    return [wishes.Wish(patient, doctor, starts_at)
            for patient in range(PATIENTS) for starts_at, doctor in [times[patient * 37 % TIMES]]]


def measure(engine, template, free):
    """All of them at once, each on a connection of their own."""
    connections = min(PATIENTS, open_files() - SPARE_FILES)
    if connections < PATIENTS:
        progress(f"  the limit of open files leaves {connections:,} connections (ulimit -Hn)")
    with engine.fresh(template) as clinic:
        progress(f"  {PATIENTS:,} patients sign in")
        started = time.perf_counter()
        cookies = bookings.cookies_of(clinic, PATIENTS)
        signing_in = time.perf_counter() - started
        requests = [
            crowd.post("/api/appointments", f"Cookie: {cookies[wish.patient]}\r\n{JSON}", wish.body())
            for wish in demand(free)
        ]
        progress(f"  {PATIENTS:,} patients want {TIMES:,} times")
        with bookings.accounted(clinic, "the rush") as result:
            answers, seconds = crowd.ask(clinic.port, requests, connections)
            counts = Counter(answer.status for answer in answers)
            result["booked"] = counts[200]
        if counts[200] != TIMES:
            problem(f"the rush: {counts[200]} of {TIMES} times were booked")
        if unexpected := {status: count for status, count in counts.items() if status not in (200, 409, 429)}:
            problem(f"the rush: answers {statuses(unexpected)}")
        waits = statistics.quantiles([answer.seconds for answer in answers], n=100)
        result.update(
            signing_in=signing_in, connections=connections, seconds=seconds, statuses=counts,
            p50=waits[49], p99=waits[98], memory=clinic.memory("VmHWM"),
        )
    return result


def print_result(engine, f):
    """The table of the rush."""
    header = ("patients", "connections", "all answered after s", "p50 s", "p99 s", " answers by status", "lost",
              "memory at most MB", "signing in before, s")
    row = (f"{PATIENTS:,}", f"{f['connections']:,}", f"{f['seconds']:.2f}", f"{f['p50']:.2f}", f"{f['p99']:.2f}",
           statuses(f["statuses"]), f["lost"], f"{f['memory']:.0f}", f"{f['signing_in']:.1f}")
    table(f"{engine.title}: the rush for {TIMES:,} times", header, [row])
