"""What the app costs: how long a start takes, and how much memory a day. Numbers for `results/figures.txt`."""

import re
import statistics
import time
from pathlib import Path

from stage import RESULTS, picture, start_app
from window import focus_window

MIRA = "Mira Jansen"
STARTS = 3
CHANGES = 200


def family(process):
    """The ids of a process and of all it started."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # What stands in brackets is a name, and may have anything in it.
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended meanwhile
            continue
    ours = [process]
    for one in ours:
        ours.extend(child for child, parent in parents.items() if parent == one)
    return ours


def memory(process):
    """What a process and all it started hold, in MB; what they share with others is counted in part."""
    total = 0
    for one in family(process):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:  # as above
            continue
        total += int(re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE).group(1))
    return total / 1024


def start_of(day):
    """How many seconds pass from the start of the program until its first heading can be read."""
    started = time.monotonic()
    day.app = start_app(day.stage)
    day.window.wait("Front desk", roles=("heading",))
    return time.monotonic() - started


def costs_little(day):
    """A start takes some seconds, and a busy day does not fill the memory."""
    day.book(MIRA)
    starts = []
    for _ in range(STARTS):
        day.quit()
        starts.append(start_of(day))
    focus_window()
    day.wait_for_agreement()
    before = memory(day.app.pid)
    day.clinic.take(MIRA, *["arrived", "checked-in"] * (CHANGES // 2))
    day.wait_for_agreement(f"after {CHANGES} changes")
    after = memory(day.app.pid)
    figures = (
        f"start: {statistics.median(starts):.1f} s until the board ({', '.join(f'{each:.1f}' for each in starts)})\n"
        f"memory: {before:.0f} MB with the board, {after:.0f} MB after {CHANGES} changes by another desk\n"
    )
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "figures.txt").write_text(figures)
    print(figures, end="", flush=True)
    picture("26-figures")
    assert 20 < before < 2000, figures
    assert after < before * 1.5, figures


STEPS = [costs_little]
