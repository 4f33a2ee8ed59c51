"""What a person sees and presses: found through AT-SPI, as a screen reader finds it."""

import subprocess
import time

from stage import eventually

BUTTON = ("push button", "button")
FIELD = ("entry", "text", "password text", "spin button", "autocomplete", "combo box", "search", "editbar")


class Window:
    """What assistive technology sees of the app, and a keyboard."""

    def __init__(self):
        # Only now, since it connects to the bus as it is imported.
        import pyatspi

        self.atspi = pyatspi
        self.desktop = pyatspi.Registry.getDesktop(0)

    def everything(self, root=None):
        """Every accessible on the screen, depth first; or in a part of it."""
        waiting = [root or self.desktop]
        while waiting:
            one = waiting.pop()
            if one is not self.desktop:
                yield one
            waiting.extend(reversed(self.children(one)))

    def children(self, one):
        """What is directly within an accessible."""
        try:
            one.clearCache()
            found = [one.getChildAtIndex(i) for i in range(one.childCount)]
            return [child for child in found if child is not None]
        except Exception:  # it vanished between the two calls
            return []

    def find(self, *names, roles=None, within=None):
        """The first accessible with one of these names, and one of these roles if any are given."""
        return self._first(lambda name: name in names, roles, within)

    def find_part(self, part, roles=None):
        """The first accessible with these words in its name."""
        return self._first(lambda name: part in name, roles)

    def _first(self, fits, roles, within=None):
        for one in self.everything(within):
            try:
                if fits(one.name or "") and (roles is None or one.getRoleName() in roles):
                    return one
            except Exception:  # as above
                continue
        return None

    def wait(self, *names, roles=None):
        """As `find`, but patient."""
        return eventually(lambda: self.find(*names, roles=roles), " or ".join(names))

    def wait_gone(self, *names, roles=None):
        """Waits until nothing is called so any more."""
        return eventually(lambda: self.find(*names, roles=roles) is None, f"{' or '.join(names)} to go")

    def dialog(self, name):
        """The system's dialog of this name. The pages, which stand still behind it, are not asked."""
        for app in self.children(self.desktop):
            for one in self.children(app):
                try:
                    if one.getRoleName() == "dialog" and one.name == name:
                        return one
                except Exception:  # as above
                    continue
        return None

    def menu_items(self, menu):
        """What can be chosen in one of the window's menus: its items by their names."""
        found = self.wait(menu, roles=("menu",))
        return {one.name: one for one in self.everything(found) if one.getRoleName() == "menu item"}

    def words(self):
        """All names and texts."""
        for one in self.everything():
            try:
                if one.name:
                    yield one.name
                text = one.queryText()
                yield text.getText(0, -1)
            except Exception:  # it has no text, or as above
                continue

    def says(self, words):
        """Whether these words stand anywhere."""
        return any(words in text for text in self.words())

    def wait_words(self, words):
        """Waits until these words stand somewhere."""
        eventually(lambda: self.says(words), words)

    def wait_no_words(self, words):
        """Waits until these words stand nowhere any more."""
        eventually(lambda: not self.says(words), f"{words} to go")

    def outline(self):
        """Roles and names, for the report of a failure."""
        for one in self.everything():
            try:
                if one.name:
                    yield f"{one.getRoleName()}: {one.name}"
            except Exception:  # as above
                continue

    def press(self, *names):
        """Presses a button."""
        self.wait(*names, roles=BUTTON).queryAction().doAction(0)

    def choose_from(self, menu, item):
        """Chooses something in one of the window's menus."""
        self.menu_items(menu)[item].queryAction().doAction(0)

    def follow(self, name):
        """Follows a link with these words in its name."""
        eventually(lambda: self.find_part(name, roles=("link",)), name).queryAction().doAction(0)

    def tick(self, name):
        """Ticks a box."""
        box = self.wait(name, roles=("check box",))
        box.queryAction().doAction(0)

    def type_into(self, name, text):
        """Focuses a field, empties it, and types into it with the keyboard."""
        field = self.wait(name, roles=FIELD)
        field.queryComponent().grabFocus()
        time.sleep(0.3)
        keys("ctrl+a", "BackSpace")
        type_text(text)


def type_text(text):
    """Types where the focus is."""
    subprocess.run(["xdotool", "type", "--delay", "25", text], check=True)
    time.sleep(0.2)


def keys(*names):
    """Presses keys, one after the other."""
    for name in names:
        subprocess.run(["xdotool", "key", name], check=True)
        time.sleep(0.15)


def windows(of="anteroom"):
    """The ids of a program's windows on the screen."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--class", of], capture_output=True, text=True, check=False
    )
    return found.stdout.split()


def focus_window(of="anteroom"):
    """There is no window manager to give the window the keyboard, so this does."""
    found = eventually(lambda: windows(of), f"a window of {of}")
    subprocess.run(["xdotool", "windowfocus", found[-1]], check=False)
    time.sleep(0.3)
    return found[-1]


def place_of(window):
    """Where a window is and how large: x, y, width, height."""
    told = subprocess.run(
        ["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True, check=False
    )
    numbers = dict(line.split("=") for line in told.stdout.split())
    return tuple(int(numbers.get(name, -1)) for name in ("X", "Y", "WIDTH", "HEIGHT"))
