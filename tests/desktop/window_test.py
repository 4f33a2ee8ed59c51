#!/usr/bin/python3
"""A day at the counter, in the real window of the real app against a real server.

Starts everything it needs (a clinic with a database of its own, a way to it that can be closed, a virtual screen,
the accessibility bus, a keyring, a service for notifications) and stops it again. Steps build on one another; each
leaves a picture in `results`. The last line is "N passed, N failed".

Environment: ANTEROOM_SERVER_BIN and ANTEROOM_DESKTOP_BIN, when the binaries are not where `make build` and
`make desktop` leave them.
"""

import shutil
import sys
import time

import account_cases
import address_cases
import desk_cases
import figures
import kept_cases
import lock_cases
import network_cases
import offline_cases
import place_cases
import print_cases
from day import Day
from stage import eventually, never, picture
from window import BUTTON, FIELD, focus_window, keys, type_text, windows


def logs_in(day):
    """The desk logs in, keeps the session on this computer, and sees the board."""
    day.log_in()
    day.window.wait_words("Rosa Delgado")
    day.window.wait_words("Tomas Brandt")
    eventually(lambda: day.keyring_has("session"), "the session to be kept")
    assert not list(day.stage.folder.rglob("*cookie*")), "a session on the disk"
    picture("07-board")


def checks_in_by_keyboard(day):
    """A patient who has come is arrived by a key, and checked in by another."""
    day.choose("Rosa Delgado")
    keys("a")
    day.stage_is("Rosa Delgado", "arrived")
    day.wait_for_agreement()
    picture("08-arrived")
    keys("c")
    day.stage_is("Rosa Delgado", "checked-in")
    day.wait_for_agreement()
    picture("09-checked-in")


def books_by_keyboard(day):
    """A caller is given a time by keyboard."""
    keys("Escape", "b")
    day.window.wait("New booking", roles=("heading", "dialog"))
    time.sleep(0.5)
    type_text("nadia okafor")
    eventually(lambda: day.window.find_part("Nadia Okafor", roles=("list item", "option")), "Nadia in the list")
    picture("10-found")
    keys("Return")
    day.window.wait("Book", roles=BUTTON)
    time.sleep(0.5)
    picture("11-times")
    keys("Return")
    eventually(lambda: "Nadia Okafor" in day.clinic.visits(), "the booking")
    eventually(lambda: day.window.find_part("Nadia Okafor", roles=("link",)), "the visit on the board")
    day.wait_for_agreement()
    picture("12-booked")


def hears_of_others(day):
    """What another desk does shows by itself."""
    day.clinic.take("Tomas Brandt", "arrived")
    day.wait_for_agreement()
    picture("13-another-desk")


def locks_and_unlocks(day):
    """Ctrl+L covers everything; a wrong password does not open it, the right one does."""
    day.lock()
    day.says_no_names("on a locked screen")
    picture("14-locked")
    keys("ctrl+p")
    never(lambda: day.window.dialog("Print"), "a locked app prints")
    # The pages behind listen to keys, and must not hear these.
    before = day.clinic.visits()
    day.guess("a c d f n l u w b")
    day.window.wait_words("That is not your password.")
    keys("Tab", "u", "n")
    picture("15-wrong")
    assert {name: visit["version"] for name, visit in day.clinic.visits().items()} == {
        name: visit["version"] for name, visit in before.items()
    }, "keys went through the lock"
    day.unlock()
    day.wait_for_agreement()
    picture("16-unlocked")


def opens_a_second_window(day):
    """A second window has the same session, and the lock covers both."""
    first = len(windows())
    keys("ctrl+shift+n")
    eventually(lambda: len(windows()) > first, "a second window")
    eventually(lambda: sum("Tomas Brandt" in text for text in day.window.words()) > 1, "the board in both")
    picture("17-two-windows")
    keys("ctrl+l")
    day.window.wait_no_words("Tomas Brandt")
    day.says_no_names("in one of two locked windows")
    day.unlock()
    focus_window()
    day.window.wait_words("Tomas Brandt")


def bears_the_loss_of_the_server(day):
    """When the server goes, the board stays with a banner, and a step waits."""
    day.clinic.stop()
    day.window.wait_words("No connection since")
    day.window.wait_words("Nadia Okafor")
    picture("18-no-connection")
    day.choose("Nadia Okafor")
    keys("a")
    day.window.wait_words("waiting to be sent")
    picture("19-waiting")


def sends_what_waited(day):
    """When the server is back, the step is sent without a hand."""
    day.clinic.start()
    day.stage_is("Nadia Okafor", "arrived")
    day.window.wait_no_words("No connection since")
    day.wait_for_agreement()
    picture("20-back")


def starts_without_the_server(day):
    """Started again without the server, the app is locked, and then shows the day it kept."""
    day.clinic.stop()
    day.window.wait_words("No connection since")
    day.quit()
    kept = [path for path in day.stage.folder.rglob("*") if path.is_file() and path.name != "clinic.db"]
    for path in kept:
        if path.suffix not in (".log", ".db-wal", ".db-shm"):
            assert b"Rosa Delgado" not in path.read_bytes(), f"{path} can be read"
    day.start("Locked")
    assert not day.window.says("Rosa Delgado")
    picture("21-started-without")
    day.unlock()
    day.window.wait_words("No connection")
    for name in ("Rosa Delgado", "Tomas Brandt", "Nadia Okafor"):
        day.window.wait_words(name)
    picture("22-kept-day")


def agrees_with_what_changed_behind_its_back(day):
    """What was changed while nobody could be told is what the board shows afterwards."""

    def change(other):
        other.log_in("dee")
        visits = {visit["patient_name"]: visit for visit in other.get("/api/desk")["visits"]}
        tomas = visits["Tomas Brandt"]["id"]
        other.post(f"/api/appointments/{tomas}/stage", stage="checked-in")

    day.clinic.behind_its_back(change)
    day.clinic.start()
    day.wait_for_agreement()
    picture("23-agrees")
    day.clinic.kill()
    day.window.wait_words("No connection since")
    day.clinic.start()
    day.window.wait_no_words("No connection since")
    day.wait_for_agreement("after the server was killed")
    picture("24-agrees-again")


def logs_out(day):
    """Logging out leaves nothing of the session in the keyring, and nothing of the day on the disk."""
    day.log_out()
    eventually(lambda: not day.sealed(), "the kept days to go")
    for name in ("session", "unlock"):
        eventually(lambda name=name: not day.keyring_has(name), f"the {name} to leave the keyring")
    picture("50-logged-out")
    day.quit()
    day.start("Username", roles=FIELD)
    picture("51-log-in-again")


STEPS = [
    *address_cases.STEPS,
    logs_in,
    checks_in_by_keyboard,
    books_by_keyboard,
    hears_of_others,
    *desk_cases.STEPS,
    *print_cases.STEPS,
    locks_and_unlocks,
    *lock_cases.ALONE,
    opens_a_second_window,
    place_cases.is_started_once,
    bears_the_loss_of_the_server,
    sends_what_waited,
    starts_without_the_server,
    agrees_with_what_changed_behind_its_back,
    *offline_cases.STEPS,
    *network_cases.STEPS,
    *place_cases.STEPS,
    *figures.STEPS,
    *lock_cases.STEPS,
    *account_cases.STEPS,
    *kept_cases.STEPS,
    logs_out,
]


def report(day):
    """What is on the screen, and what each process said, after a failure."""
    try:
        picture("failed")
        print("\n".join(day.window.outline()))
    except Exception as lost:  # what failed first is what matters
        print(f"the screen cannot be shown: {lost!r}")
    print("\n".join(day.stage.logs()))


def main():
    if not shutil.which("Xvfb"):
        print("skipped: there is no Xvfb, and so no screen for a window")
        print("0 passed, 0 failed")
        return 0
    passed, failed = 0, 0
    day = Day()
    try:
        day.begin()
        for step in STEPS:
            began = time.monotonic()
            step(day)
            print(f"ok {time.monotonic() - began:6.1f} s  {step.__doc__}", flush=True)
            passed += 1
    except Exception as error:  # whatever it was, it is a failure to report
        failed = len(STEPS) - passed
        print(f"FAILED  {STEPS[passed].__doc__} {error!r}")
        report(day)
    finally:
        day.close()
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
