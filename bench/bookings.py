"""Durable bookings over HTTP: how many a second, how soon they are answered, and whether all are there."""

import itertools
from contextlib import contextmanager

import wishes
import wrk
from report import milliseconds, problem, progress, statuses, table

CLIENTS = (1, 16, 64, 256)
MIXED_CLIENTS = 64
READERS = 16
# How many patients want each time of the hot day.
RIVALS = 10
PATIENTS = 512
# More than any server here books a second: no longer file of wishes is needed.
MOST_A_SECOND = 8000


@contextmanager
def accounted(clinic, what):
    """Compares what the block puts into the dict it is given under `booked` with what the clinic then has."""
    admin = clinic.sign_in("admin")
    before = clinic.appointments(admin)
    result = {}
    yield result
    there = clinic.appointments(admin) - before
    result["lost"] = max(0, result["booked"] - there)
    if there != result["booked"]:
        problem(f"{what}: {result['booked']} bookings were acknowledged, {there} are there")
    if found := clinic.check():
        problem(f"{what}: server check: {found[:500]}")


def cookies_of(clinic, patients=PATIENTS):
    """Fresh sessions of the first patients."""
    return clinic.sign_in_all([f"patient{number}" for number in range(1, patients + 1)])


def start(clinic, folder, made, cookies, clients, seconds):
    """Starts sending bookings."""
    file = folder / "bookings.txt"
    wishes.write(file, made, cookies)
    # The script ends by itself; the time beyond is for answers that take long.
    return wrk.start("bookings.lua", clients, seconds + 30, clinic.url, str(file), str(seconds))


def finish(process, made, result, what):
    """Waits for the end and adds what was measured to `result`."""
    result.update(wrk.finish(process))
    counts = result["statuses"] = {int(status): count for status, count in result["statuses"].items()}
    result["booked"] = counts.get(200, 0)
    result["seconds"] = result["duration"] / 1e6
    answers = sum(counts.values())
    result["rate"] = result["booked"] / result["seconds"]
    result["answers"] = answers / result["seconds"]
    if result["errors"] or answers != result["sent"]:
        problem(f"{what}: {result['errors']} errors of connections, {result['sent'] - answers} requests without an answer")
    if unexpected := {status: count for status, count in counts.items() if status not in (200, 409, 429)}:
        problem(f"{what}: answers {statuses(unexpected)}")
    if result["sent"] == len(made) and result["seconds"] < 2:
        progress(f"  all {len(made):,} wishes were answered within {result['seconds']:.1f} s")


def measure(clinic, folder, made, clients, seconds, what):
    """One run on a clinic whose times are free."""
    progress(f"  {what}, {clients} client(s)")
    made = made[: seconds * MOST_A_SECOND]
    cookies = cookies_of(clinic)
    with accounted(clinic, what) as result:
        finish(start(clinic, folder, made, cookies, clients, seconds), made, result, what)
    return result


def distinct(free):
    """Each request wants a time of its own."""
    return wishes.wishes(free, PATIENTS)


def hot_day(free):
    """Several patients want each time of one day."""
    day = wishes.of_days(free, 1)
    wanted = max(map(len, day.values())) * RIVALS
    if wanted > PATIENTS:
        raise SystemExit(f"error: {wanted} patients are wanted at a time, {PATIENTS} are signed in")
    return wishes.wishes(day, PATIENTS, RIVALS)


def measure_all(engine, template, folder, free, seconds):
    """Both kinds of demand at every number of clients: [(kind, clients, figures)]."""
    figures = []
    for (kind, made), clients in itertools.product((("distinct times", distinct(free)), ("one hot day", hot_day(free))), CLIENTS):
        with engine.fresh(template) as clinic:
            figures.append((kind, clients, measure(clinic, folder, made, clients, seconds, f"bookings, {kind}")))
    return figures


def print_all(engine, figures):
    """The table of bookings."""
    rows = [
        (kind, clients, f"{f['rate']:,.0f}", f"{f['answers']:,.0f}", milliseconds(f["p50"]), milliseconds(f["p99"]),
         statuses(f["statuses"]), f["lost"])
        for kind, clients, f in figures
    ]
    header = ("demand", "clients", "booked/s", "answers/s", "p50 ms", "p99 ms", " answers by status", "lost")
    table(f"{engine.title}: durable bookings", header, rows)


def measure_mixed(engine, template, folder, free, seconds, pause):
    """Bookings while others read the pages of people signed in."""
    made = distinct(free)[: seconds * MOST_A_SECOND]
    with engine.fresh(template) as clinic:
        cookies = cookies_of(clinic)
        readers = [f"patient{PATIENTS + number}" for number in range(1, READERS + 1)]
        staff = [f"doctor{number}" for number in range(1, READERS + 1)]
        patients, doctors = clinic.sign_in_all(readers), clinic.sign_in_all(staff)
        pages = [
            page for patient, doctor in zip(patients, doctors)
            for page in ((patient, "/appointments"), (doctor, "/schedule"), (patient, "/doctors"))
        ]
        for cookie, path in pages:
            status = clinic.get(path, {"Cookie": cookie, "Accept": "text/html"})[0]
            if status != 200:
                problem(f"{path} answered {status}")
        file = folder / "pages.txt"
        file.write_text("".join(f"{cookie}\t{path}\n" for cookie, path in pages), encoding="utf-8")
        progress(f"  mixed: {MIXED_CLIENTS} book while {READERS} read")
        with accounted(clinic, "mixed") as result:
            booking = start(clinic, folder, made, cookies, MIXED_CLIENTS, seconds)
            reading = wrk.start("readers.lua", READERS, seconds, clinic.url, str(file), str(pause))
            finish(booking, made, result, "mixed")
            result["read"] = wrk.finish(reading)
        if result["read"]["errors"]:
            problem(f"mixed: {result['read']['errors']} errors of pages")
    return result


def print_mixed(engine, f):
    """The table of bookings beside readers."""
    read = f["read"]
    rate = read["requests"] / read["duration"] * 1e6
    rows = [
        (f"{MIXED_CLIENTS} book", f"{f['rate']:,.0f}", milliseconds(f["p50"]), milliseconds(f["p99"]), statuses(f["statuses"]), f["lost"]),
        (f"{READERS} read pages", f"{rate:,.0f}", milliseconds(read["p50"]), milliseconds(read["p99"]), f"errors: {read['errors']}", ""),
    ]
    table(f"{engine.title}: both at once", ("clients", "per second", "p50 ms", "p99 ms", " answers by status", "lost"), rows)
