"""Where the window is, and that there is one app."""

import json
import subprocess

from stage import eventually, picture, start_app
from desk_cases import tells_of_an_arrival
from window import focus_window, place_of, windows

JONAS = "Jonas Weber"
SCREEN = (1600, 1000)


def is_started_once(day):
    """A second start ends at once, and brings back to the screen what was minimised and went on meanwhile."""
    day.book(JONAS)
    hidden = windows()
    with day.looking_elsewhere():
        for window in hidden:
            subprocess.run(["xdotool", "windowunmap", window], check=True)
        eventually(lambda: not windows(), "the windows to go")
        tells_of_an_arrival(day, JONAS, "17-minimised")
    second = start_app(day.stage)
    assert second.wait(timeout=30) == 0
    eventually(lambda: len(windows()) == len(hidden), "the windows to come back")
    assert day.app.poll() is None
    focus_window()
    day.wait_for_agreement()
    picture("17-started-twice")


def place(day):
    """The place of the window as it is written down."""
    return json.loads(day.settings.read_text())["place"] or {}


def keeps_its_place(day):
    """The window comes back to where it was, as large as it was."""
    window = focus_window()
    subprocess.run(["xdotool", "windowsize", window, "1100", "760"], check=True)
    subprocess.run(["xdotool", "windowmove", window, "60", "40"], check=True)
    eventually(lambda: place(day).get("x") == 60, "the place to be kept")
    eventually(lambda: place_of(window) == (60, 40, 1100, 760), "the window to be there")
    day.quit()
    day.restart()
    eventually(lambda: place_of(focus_window()) == (60, 40, 1100, 760), "the window to be there again")
    picture("25-same-place")


def comes_back_onto_the_screen(day):
    """A window that was on a screen that is gone comes back onto one that is there."""
    day.quit()
    settings = json.loads(day.settings.read_text())
    settings["place"]["x"] = 9000
    day.settings.write_text(json.dumps(settings))
    day.restart()

    def reachable():
        x, y, width, _ = place_of(focus_window())
        return x + width >= 120 and 0 <= x <= SCREEN[0] - 120 and 0 <= y <= SCREEN[1] - 120

    eventually(reachable, "the window to be on the screen")
    picture("25-on-the-screen")


STEPS = [
    keeps_its_place,
    comes_back_onto_the_screen,
]
