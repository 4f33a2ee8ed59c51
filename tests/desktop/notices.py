"""The service for notifications, and what it was given to tell."""

from stage import eventually

SETTINGS = """
[global]
idle_threshold = 0
history_length = 0
stack_duplicates = false
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
"""
NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
COMMANDS = "org.dunstproject.cmd0"


class Notices:
    """A service of the stage's own, which shows each notification until it is told otherwise."""

    def __init__(self, stage):
        # Only now, when the session bus of the stage is known to this process.
        from gi.repository import Gio, GLib

        self.gio, self.glib = Gio, GLib
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        settings = stage.folder / "dunstrc"
        settings.write_text(SETTINGS)
        stage.start("dunst", ["dunst", "-conf", str(settings)])
        eventually(self._is_there, "the service for notifications")

    def shown(self):
        """How many are on the screen."""
        return self._ask("org.freedesktop.DBus.Properties", "Get", ("(ss)", (COMMANDS, "displayedLength")))[0]

    def told(self):
        """Puts away what is on the screen; answers what all so far told, the first first."""
        self._ask(COMMANDS, "NotificationCloseAll")
        eventually(lambda: self.shown() == 0, "the notifications to go")
        [history] = self._ask(COMMANDS, "NotificationListHistory")
        return [each["body"] for each in sorted(history, key=lambda each: each["id"])]

    def _is_there(self):
        try:
            return self.shown() == 0
        except self.glib.Error:  # not yet
            return False

    def _ask(self, interface, method, arguments=None):
        arguments = arguments and self.glib.Variant(*arguments)
        # The bus is not to start another one in its place.
        flags = self.gio.DBusCallFlags.NO_AUTO_START
        return self.bus.call_sync(NAME, PATH, interface, method, arguments, None, flags, 10_000).unpack()
