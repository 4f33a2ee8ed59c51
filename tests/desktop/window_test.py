#!/usr/bin/python3
"""A day at the counter, in the real window of the real app against a real server.

Starts everything it needs (a clinic with a database of its own, a virtual screen, the accessibility bus, a
keyring) and stops it again. Steps build on one another; each leaves a picture in `results`. The last line is
"N passed, N failed".

Environment: ANTEROOM_SERVER_BIN and ANTEROOM_DESKTOP_BIN, when the binaries are not where `make build` and
`make desktop` leave them.
"""

import http.server
import json
import re
import shutil
import stat
import subprocess
import sys
import threading
import time

import offline_cases
import offline_cases
from clinic import PASSWORD, Clinic, free_port
from stage import Stage, eventually, picture, start_app, start_keyring, start_screen
from window import BUTTON, FIELD, Window, focus_window, keys, type_text, windows

ADDRESS = "Server address"
SETTINGS = (".config", "anteroom", "desktop.json")


class Day:
    """What the steps share."""

    def __init__(self):
        self.stage = Stage()
        self.clinic = Clinic(self.stage)
        self.clinic.start()
        self.clinic.open_its_doors()
        start_screen(self.stage)
        start_keyring(self.stage)
        self.app = start_app(self.stage)
        self.window = Window()

    def connect(self, address):
        """Types an address and asks for it."""
        self.window.type_into(ADDRESS, address)
        keys("Return")

    def restart(self):
        """Starts the app again, and waits for the board."""
        self.app = start_app(self.stage)
        self.window.wait("Front desk", roles=("heading",))
        focus_window()

    def unlock(self):
        """Types the password into the lock."""
        self.window.wait("Locked", roles=("heading",))
        self.window.type_into("Password", PASSWORD)
        keys("Return")
        self.window.wait_gone("Locked", roles=("heading",))

    def restart(self):
        """Starts the app again, after it was closed, for somebody who is still signed in."""
        self.app = start_app(self.stage)
        self.window.wait("Front desk", roles=("heading",))
        focus_window()

    def stage_is(self, patient, stage):
        """Waits until the server has a visit at a stage."""
        eventually(lambda: self.clinic.stage_of(patient) == stage, f"{patient} {stage}")

    def choose(self, patient):
        """Opens a visit's details by keyboard: the key of the search, the name, Enter."""
        keys("Escape", "slash")
        time.sleep(0.3)
        keys("ctrl+a")
        type_text(patient.split()[0])
        keys("Return")
        self.window.wait("Close", roles=("link", *BUTTON))
        eventually(
            lambda: self.window.find_part(patient, roles=("heading",)), f"the details of {patient}"
        )

    def agrees(self):
        """Whether the board shows what the database has."""
        # The visits on the board, in every window.
        shown = [text for text in self.window.words() if re.match(r"\d\d:\d\d ", text)]
        # Between parts of a name that are boxes of their own there is a space more.
        shown = [text.replace(" ,", ",") for text in shown]
        words = {"booked": "Booked", "arrived": "Arrived", "checked-in": "Checked in"}
        for patient, visit in self.clinic.visits().items():
            of_patient = [text for text in shown if f" {patient}, " in text]
            said = {stage for stage, word in words.items() if any(word in text for text in of_patient)}
            # In columns a cancelled visit has no place.
            if not said <= {visit["stage"]} or (visit["stage"] in words and not said):
                return False
        return True


def asks_for_the_address(day):
    """The first start asks for the server's address."""
    focus = eventually(lambda: day.window.find(ADDRESS, roles=FIELD), "the address page")
    assert focus
    focus_window()
    picture("01-address")


def refuses_where_nothing_answers(day):
    """An address at which nothing answers is refused beside the field."""
    nobody = free_port()
    day.connect(f"http://127.0.0.1:{nobody}")
    day.window.wait_words(f"Nothing answers at 127.0.0.1:{nobody}")
    picture("02-nobody")


def refuses_another_product(day):
    """Something else than an Anteroom server is told apart."""

    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>A router</title>")

        def log_message(self, *_):
            pass

    other = http.server.HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    day.connect(f"http://127.0.0.1:{other.server_port}")
    day.window.wait_words("it is not an Anteroom server")
    other.shutdown()
    picture("03-another")


def demands_https(day):
    """A public address without https is refused."""
    day.connect("http://clinic.example")
    day.window.wait_words("https is needed for clinic.example")
    picture("04-https")


def takes_the_right_address(day):
    """The right address leads to the log-in, and is kept for this user alone."""
    day.connect(f"{day.clinic.url}/login?next=/desk")
    day.window.wait("Username", roles=FIELD)
    path = day.stage.folder.joinpath(*SETTINGS)
    assert json.loads(path.read_text())["server"] == day.clinic.url
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    picture("05-log-in")


def logs_in(day):
    """The desk logs in, keeps the session on this computer, and sees the board."""
    day.window.type_into("Username", "dee")
    day.window.type_into("Password", PASSWORD)
    day.window.tick("Keep me signed in on this computer")
    picture("06-filled-in")
    day.window.press("Log in")
    day.window.wait("Front desk", roles=("heading",))
    day.window.wait_words("Rosa Delgado")
    day.window.wait_words("Tomas Brandt")
    assert not list(day.stage.folder.rglob("*cookie*")), "a session on the disk"
    picture("07-board")


def checks_in_by_keyboard(day):
    """A patient who has come is arrived by a key, and checked in by another."""
    day.choose("Rosa Delgado")
    keys("a")
    day.stage_is("Rosa Delgado", "arrived")
    eventually(day.agrees, "the board to show it")
    picture("08-arrived")
    keys("c")
    day.stage_is("Rosa Delgado", "checked-in")
    eventually(day.agrees, "the board to show it")
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
    eventually(day.agrees, "the board to show it")
    picture("12-booked")


def hears_of_others(day):
    """What another desk does shows by itself."""
    visit = day.clinic.visits()["Tomas Brandt"]
    day.clinic.caller("dee").post(f"/api/appointments/{visit['id']}/stage", stage="arrived")
    eventually(day.agrees, "the board to show it", patience=5)
    picture("13-another-desk")


def locks_and_unlocks(day):
    """Ctrl+L covers everything; a wrong password does not open it, the right one does."""
    keys("ctrl+l")
    day.window.wait("Locked", roles=("heading",))
    for name in ("Rosa Delgado", "Tomas Brandt", "+44 117 496 0100"):
        assert not day.window.says(name), f"{name} can be read on a locked screen"
    picture("14-locked")
    # The pages behind listen to keys, and must not hear these.
    before = day.clinic.visits()
    day.window.type_into("Password", "a c d f n l u w b")
    keys("Return")
    day.window.wait_words("That is not your password.")
    keys("Tab", "u", "n")
    picture("15-wrong")
    assert {name: visit["version"] for name, visit in day.clinic.visits().items()} == {
        name: visit["version"] for name, visit in before.items()
    }, "keys went through the lock"
    day.unlock()
    eventually(day.agrees, "the board to be there again")
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
    day.unlock()
    focus_window()
    day.window.wait_words("Tomas Brandt")


def is_started_once(day):
    """A second start ends at once, and the first goes on."""
    second = start_app(day.stage)
    assert second.wait(timeout=20) == 0
    assert day.app.poll() is None


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
    eventually(day.agrees, "the board to agree")
    picture("20-back")


def starts_without_the_server(day):
    """Started again without the server, the app is locked, and then shows the day it kept."""
    time.sleep(4)  # so long a day may take to be on the disk
    day.clinic.stop()
    day.window.wait_words("No connection since")
    keys("ctrl+q")
    day.app.wait(timeout=20)
    kept = [path for path in day.stage.folder.rglob("*") if path.is_file() and path.name != "clinic.db"]
    for path in kept:
        if path.suffix not in (".log", ".db-wal", ".db-shm"):
            assert b"Rosa Delgado" not in path.read_bytes(), f"{path} can be read"
    day.app = start_app(day.stage)
    day.window.wait("Locked", roles=("heading",))
    focus_window()
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
    eventually(day.agrees, "the board to agree")
    picture("23-agrees")
    day.clinic.kill()
    day.window.wait_words("No connection since")
    day.clinic.start()
    day.window.wait_no_words("No connection since")
    eventually(day.agrees, "the board to agree after the server was killed")
    picture("24-agrees-again")


def keeps_its_place(day):
    """The window's place is remembered."""
    window = focus_window()
    subprocess.run(["xdotool", "windowsize", window, "1100", "760"], check=True)
    subprocess.run(["xdotool", "windowmove", window, "60", "40"], check=True)
    path = day.stage.folder.joinpath(*SETTINGS)
    eventually(lambda: (json.loads(path.read_text())["place"] or {}).get("x") == 60, "the place to be kept")
    keys("ctrl+q")
    day.app.wait(timeout=20)
    day.app = start_app(day.stage)
    day.window.wait_words("Rosa Delgado")
    window = focus_window()
    told = subprocess.run(["xdotool", "getwindowgeometry", window], capture_output=True, text=True, check=True)
    assert "Position: 60,40" in told.stdout, told.stdout
    picture("25-same-place")


def logs_out(day):
    """Logging out leaves nothing of the session in the keyring, and nothing of the day on the disk."""
    day.window.wait("Dee Desk").queryComponent().grabFocus()
    time.sleep(0.3)
    keys("Return")
    day.window.press("Log out")
    day.window.wait("Log in", roles=("link", *BUTTON))
    eventually(lambda: not list(day.stage.folder.rglob("*.sealed")), "the kept days to go")
    picture("26-logged-out")
    keys("ctrl+q")
    day.app.wait(timeout=20)
    day.app = start_app(day.stage)
    day.window.wait("Username", roles=FIELD)
    picture("27-log-in-again")


STEPS = [
    asks_for_the_address,
    refuses_where_nothing_answers,
    refuses_another_product,
    demands_https,
    takes_the_right_address,
    logs_in,
    checks_in_by_keyboard,
    books_by_keyboard,
    hears_of_others,
    locks_and_unlocks,
    opens_a_second_window,
    is_started_once,
    bears_the_loss_of_the_server,
    sends_what_waited,
    starts_without_the_server,
    agrees_with_what_changed_behind_its_back,
    *offline_cases.STEPS,
    keeps_its_place,
    logs_out,
]


def main():
    if not shutil.which("Xvfb"):
        print("skipped: there is no Xvfb, and so no screen for a window")
        print("0 passed, 0 failed")
        return 0
    passed, failed = 0, 0
    day = None
    try:
        day = Day()
        for step in STEPS:
            step(day)
            print(f"ok      {step.__doc__}", flush=True)
            passed += 1
    except Exception as error:  # whatever it was, it is a failure to report
        failed = len(STEPS) - passed
        print(f"FAILED  {STEPS[passed].__doc__} {error!r}")
        if day:
            picture("failed")
            print("\n".join(day.window.outline()))
            print("\n".join(day.stage.logs()))
    finally:
        if day:
            day.stage.close()
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
