"""Live boards: what an open one costs the server, and how soon after a change all of them have heard of it."""

import json
import subprocess
import time

import rush
from report import milliseconds, problem, progress, table

# Sessions that watch: as many as a large house has places to work at, and doctors, who see their own. Each has
# several boards open.
DESKS, DOCTORS = 80, 20
# The days they look at: the busy one, and others.
DAYS = 3
# What a change may take from the answer to a board, in microseconds, at the 99th percentile.
TARGET = 1_000_000
# Until the server has settled after so many connections.
SETTLING = 3


def plan(clinic, free, boards, changes):
    """What `server bench-live` is told: bookings at the desk on the day that has the most free times."""
    days = {}
    for starts_at, doctors in free.items():
        days.setdefault(starts_at[:10], []).extend((starts_at, doctor) for doctor in doctors)
    dates = sorted(days, key=lambda date: len(days[date]), reverse=True)[:DAYS]
    times = days[dates[0]]
    if len(times) < changes:
        progress(f"  only {len(times)} times are free on {dates[0]}")
    doctors = min(DOCTORS, len(clinic.json("/api/doctors")))
    names = ["admin"] * DESKS + [f"doctor{number}" for number in range(1, doctors + 1)]
    cookies = clinic.sign_in_all(names)
    patients = [patient["id"] for page in range(1, 1 + -(-changes // 25))
                for patient in clinic.json(f"/api/patients?page={page}", cookies[0])["items"]]
    bookings = [{"path": "/api/appointments",
                 "body": {"doctor_id": str(doctor), "patient_id": str(patient), "starts_at": starts_at}}
                for (starts_at, doctor), patient in zip(times[:changes], patients)]
    views = [{"date": dates[turn % len(dates)], "cookie": cookies[turn // len(dates) % len(cookies)]}
             for turn in range(boards)]
    return {"boards": views, "cookie": cookies[0], "changes": bookings}


def measure(engine, template, free, boards, changes):
    """Opens the boards, makes the changes: the server's memory before, with all open and at the end, and figures."""
    wanted, boards = boards, min(boards, rush.open_files() - rush.SPARE_FILES)
    if boards < wanted:
        problem(f"the limit of open files leaves {boards:,} of {wanted:,} boards (ulimit -Hn)")
    with engine.fresh(template) as clinic:
        what = plan(clinic, free, boards, changes)
        time.sleep(SETTLING)
        before = clinic.memory()
        progress(f"  {boards:,} boards, {len(what['changes'])} changes")
        with subprocess.Popen([engine.binary, "bench-live", clinic.url], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdin.write(json.dumps(what) + "\n")
            process.stdin.flush()
            opened = process.stdout.readline().strip()
            time.sleep(SETTLING)
            there = clinic.memory()
            try:
                output, error = process.communicate("go\n" if opened == "open" else "", timeout=300)
            except subprocess.TimeoutExpired:
                process.kill()
                output, error = process.communicate()
        if process.returncode != 0:
            problem(f"boards were not measured: {error.strip()[-500:]}")
        figures = [line.split("\t") for line in output.splitlines()]
        return {
            "boards": boards, "changes": len(what["changes"]), "before": before, "there": there,
            "after": clinic.memory(), "figures": [(name, int(p50), int(p99)) for name, p50, p99 in figures],
        }


def print_result(engine, result):
    """The tables, and a problem where a board hears too late."""
    each = (result["there"] - result["before"]) * 1024 / result["boards"]
    table(f"{engine.title}: {result['boards']:,} open boards",
          ("memory MB before", "with all open", "after the changes", "a board kB"),
          [tuple(f"{result[when]:.0f}" for when in ("before", "there", "after")) + (f"{each:.1f}",)])
    rows = []
    for name, p50, p99 in result["figures"]:
        if p99 > TARGET and "board" in name:
            problem(f"{engine.title}: {name} took {milliseconds(p99)} ms")
        rows.append((name, milliseconds(p50), milliseconds(p99)))
    table(f"{engine.title}: {result['changes']} changes to {result['boards']:,} boards", ("", "p50 ms", "p99 ms"), rows)
