"""A day at one counter: the clinic, the way to it, the screen, and the app that is worked with."""

import contextlib
import re
import subprocess
import time

from clinic import PASSWORD, Clinic
from notices import Notices
from stage import Stage, eventually, start_app, start_keyring, start_screen
from way import Way
from window import BUTTON, FIELD, Window, focus_window, keys, type_text

ADDRESS = "Server address"
LOG_IN = "Log in"
HEADING = ("heading",)
# What the keyring has our entries under.
SERVICE = "invalid.anteroom.desktop"


class Day:
    """What the steps share."""

    def __init__(self):
        self.stage = Stage()
        self.clinic = self.way = self.notices = self.app = self.window = None
        # Where in what was asked the server went away.
        self.gone_at = 0

    def begin(self):
        """Opens the clinic and starts the app."""
        self.clinic = Clinic(self.stage)
        self.clinic.start()
        self.clinic.open_its_doors()
        self.way = Way(self.clinic.port)
        start_screen(self.stage)
        start_keyring(self.stage)
        self.notices = Notices(self.stage)
        self.app = start_app(self.stage)
        self.window = Window()

    def close(self):
        """Ends everything."""
        if self.way:
            self.way.close()
        self.stage.close()

    # Where things are kept.

    @property
    def settings(self):
        """The file of this computer's settings."""
        return self.stage.folder / ".config" / "anteroom" / "desktop.json"

    def sealed(self, kind=""):
        """The kept files, of this kind."""
        return list(self.stage.folder.rglob(f"{kind}*.sealed"))

    def keyring_has(self, name):
        """Whether the keyring has something of ours under this name."""
        asked = subprocess.run(
            ["secret-tool", "search", "--all", "service", SERVICE, "username", name],
            env=self.stage.environment, capture_output=True, text=True, check=False,
        )
        return SERVICE in asked.stdout + asked.stderr

    # Starting and ending.

    def connect(self, address):
        """Types an address and asks for it."""
        self.window.type_into(ADDRESS, address)
        keys("Return")

    def start(self, *names, roles=HEADING, **environment):
        """Starts the app, and waits for what it shows first."""
        self.app = start_app(self.stage, **environment)
        self.window.wait(*names, roles=roles)
        focus_window()

    def restart(self):
        """Starts the app again, after it was closed, for somebody who is still signed in."""
        self.start("Front desk")

    def quit(self):
        """Ends the app as its user does."""
        focus_window()
        keys("ctrl+q")
        self.app.wait(timeout=30)

    def log_in(self, username="dee", keep=True, to="Front desk"):
        """Logs in on the page for it."""
        self.window.wait("Username", roles=FIELD)
        focus_window()
        self.window.type_into("Username", username)
        self.window.type_into("Password", PASSWORD)
        if keep:
            self.window.tick("Keep me signed in on this computer")
        self.window.press(LOG_IN)
        self.window.wait(to, roles=HEADING)

    def log_out(self, name="Dee Desk"):
        """Logs out by the menu of the account."""
        self.window.wait(name).queryComponent().grabFocus()
        time.sleep(0.3)
        keys("Return")
        self.window.press("Log out")
        self.window.wait(LOG_IN, roles=("link", *BUTTON))

    def lock(self):
        """Locks the app."""
        keys("ctrl+l")
        self.window.wait("Locked", roles=HEADING)

    def guess(self, password):
        """Types a password into the lock."""
        self.window.wait("Locked", roles=HEADING)
        self.window.type_into("Password", password)
        keys("Return")

    def unlock(self):
        """Types the right password into the lock."""
        self.guess(PASSWORD)
        self.window.wait_gone("Locked", roles=HEADING)

    # The network, and other programs.

    def lose_the_server(self):
        """Nobody answers any more, and the app has noticed."""
        self.way.gone()
        self.window.wait_words("No connection since")

    def come_back(self):
        """The way is open again, and the app has noticed."""
        self.way.open()
        try:
            # It may have noticed by itself, and the button be gone.
            self.window.find("Try now", roles=BUTTON).queryAction().doAction(0)
        except Exception:
            pass
        self.window.wait_no_words("No connection")

    @contextlib.contextmanager
    def looking_elsewhere(self):
        """Another program's window has the keyboard meanwhile."""
        other = self.stage.start("xmessage", ["xmessage", "-center", "Another program"])
        focus_window("xmessage")
        try:
            yield
        finally:
            self.stage.stop(other)

    # The board.

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
        eventually(lambda: self.window.find_part(patient, roles=HEADING), f"the details of {patient}")

    def step(self, patient, key):
        """Takes a step of a visit by its key."""
        self.choose(patient)
        keys(key)

    def book(self, *names):
        """Another desk books visits today for new patients, which the board shows."""
        self.clinic.book(*names)
        for name in names:
            self.window.wait_words(name)

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

    def wait_for_agreement(self, when=""):
        """Waits until the board shows what the database has."""
        eventually(self.agrees, f"the board to agree {when}".strip())

    # What is read.

    def says_no_names(self, where):
        """Sees that no window tells who is a patient here."""
        said = list(self.window.words())
        for visit in self.clinic.visits().values():
            for words in (visit["patient_name"], visit["patient_contact"]):
                assert not any(words in text for text in said), f"{words} can be read {where}"
