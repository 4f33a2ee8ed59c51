#!/usr/bin/python3
"""The desktop app in a real window: it opens on the log-in page of a server, and signs in.

Starts everything it needs (a server with a database of its own, a virtual screen, the accessibility
bus) and stops it again. What a person would see and press is found through AT-SPI, as a screen reader
finds it. The last line is "N passed, N failed".

Environment: ANTEROOM_SERVER_BIN and ANTEROOM_DESKTOP_BIN, when the binaries are not where
`make build` and `make desktop` leave them.
"""

import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PASSWORD = "seven quiet herons"
RESULTS = Path(__file__).parent / "results"
PATIENCE = 30.0


def binary(variable, *parts):
    """The path of a release binary, checked to be there."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    target = os.environ.get("CARGO_TARGET_DIR") or os.path.join(cache, "anteroom", "target")
    path = os.environ.get(variable) or os.path.join(target, "dx", "anteroom", "release", *parts)
    if not os.access(path, os.X_OK):
        raise SystemExit(f"error: no binary at {path}")
    return path


def eventually(probe, what):
    """Calls `probe` until it gives something, and gives that back."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {PATIENCE:.0f} s in vain for {what}")


class Stage:
    """The processes of one run; what was started last is stopped first."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="anteroom-desktop-"))
        self.environment = dict(os.environ, HOME=str(self.folder))
        self.processes = []

    def start(self, name, command, **more):
        """Starts a process that lives until the end; what it says goes to a file named after it."""
        log = open(self.folder / f"{name}.log", "wb")
        process = subprocess.Popen(
            command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            **{"stdout": log, "stderr": subprocess.STDOUT, **more},
        )
        self.processes.append(process)
        return process

    def logs(self):
        """What each process said."""
        for log in sorted(self.folder.glob("*.log")):
            yield f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}"

    def close(self):
        """Stops everything and removes the temporary folder."""
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_server(stage):
    """A server with one administrator, on a free port; gives its address."""
    server = binary("ANTEROOM_SERVER_BIN", "web", "server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stage.environment.update(
        IP="127.0.0.1",
        PORT=str(port),
        DATABASE_URL=f"sqlite://{stage.folder}/clinic.db",
        ANTEROOM_BCRYPT_COST="4",
        ANTEROOM_TIME_ZONE="Europe/London",
    )
    subprocess.run(
        [server, "admin", "create", "--username", "admin", "--full-name", "Ada Admin"],
        input=f"{PASSWORD}\n", text=True, check=True, env=stage.environment, cwd=stage.folder,
        stdout=subprocess.DEVNULL,
    )
    stage.start("server", [server, "serve"])
    url = f"http://127.0.0.1:{port}"

    def ready():
        try:
            return urllib.request.urlopen(f"{url}/readyz", timeout=2).status == 200
        except OSError:
            return False

    eventually(ready, "the server")
    return url


def start_screen(stage):
    """A virtual screen, a session bus and the accessibility bus."""
    reading, writing = os.pipe()
    stage.start(
        "xvfb", ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        display = answer.readline().strip()
    if not display:
        raise AssertionError("Xvfb did not start")
    stage.environment["DISPLAY"] = f":{display}"

    bus = stage.start(
        "dbus", ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, text=True,
    )
    stage.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    launchers = glob.glob("/usr/libexec/at-spi-bus-launcher") + glob.glob("/usr/lib/*/at-spi2-core/at-spi-bus-launcher")
    stage.start("at-spi", [launchers[0], "--launch-immediately"])
    # This process asks the same bus.
    os.environ.update({name: stage.environment[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")})


def start_app(stage, url):
    """The desktop app, told where the server is."""
    app = binary("ANTEROOM_DESKTOP_BIN", "linux", "app", "anteroom")
    stage.environment.update(
        ANTEROOM_SERVER_URL=url,
        GTK_MODULES="gail:atk-bridge",
        WEBKIT_DISABLE_COMPOSITING_MODE="1",
        LIBGL_ALWAYS_SOFTWARE="1",
    )
    stage.environment.pop("NO_AT_BRIDGE", None)
    if os.geteuid() == 0:
        # WebKit refuses to build its sandbox as root, as in a container.
        stage.environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    return stage.start("app", [app])


class Window:
    """What assistive technology sees of the app, and a keyboard."""

    def __init__(self):
        # Only now, since it connects to the bus as it is imported.
        import pyatspi

        self.atspi = pyatspi
        self.desktop = pyatspi.Registry.getDesktop(0)

    def everything(self):
        """Every accessible on the screen, depth first."""
        waiting = [self.desktop]
        while waiting:
            one = waiting.pop()
            if one is None:
                continue
            if one is not self.desktop:
                yield one
            try:
                waiting.extend(one.getChildAtIndex(i) for i in reversed(range(one.childCount)))
            except Exception:  # it vanished between the two calls
                continue

    def find(self, *names, roles=None):
        """The first accessible with one of these names, and one of these roles if any are given."""
        for one in self.everything():
            try:
                if one.name in names and (roles is None or one.getRoleName() in roles):
                    return one
            except Exception:  # as above
                continue
        return None

    def wait(self, *names, roles=None):
        """As `find`, but patient."""
        return eventually(lambda: self.find(*names, roles=roles), " or ".join(names))

    def outline(self):
        """Roles and names, for the report of a failure."""
        for one in self.everything():
            try:
                if one.name:
                    yield f"{one.getRoleName()}: {one.name}"
            except Exception:  # as above
                continue

    def type_into(self, field, text):
        """Focuses a field and types into it with the keyboard."""
        field.queryComponent().grabFocus()
        time.sleep(0.3)
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)
        time.sleep(0.2)


def focus_window():
    """There is no window manager to give the window the keyboard, so this does."""
    windows = eventually(
        lambda: subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True, check=False
        ).stdout.split(),
        "a window",
    )
    subprocess.run(["xdotool", "windowfocus", windows[-1]], check=False)


def picture(name):
    """Keeps what the screen shows."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-window", "root", str(RESULTS / f"{name}.png")], check=False)


def opens_on_the_log_in_page(window):
    """The first thing shown is the server's log-in page."""
    window.wait("Username", roles=("entry", "text"))
    window.wait("Log in", roles=("push button", "button"))
    focus_window()
    picture("log-in")


def signs_in(window):
    """The administrator's name and password lead to the signed-in app."""
    window.type_into(window.wait("Username", roles=("entry", "text")), "admin")
    window.type_into(window.wait("Password", roles=("password text", "entry", "text")), PASSWORD)
    picture("filled-in")
    window.wait("Log in", roles=("push button", "button")).queryAction().doAction(0)
    eventually(lambda: window.find("Username", roles=("entry", "text")) is None, "the log-in form to go")
    window.wait("Log out", "Ada Admin")
    picture("signed-in")


def main():
    passed, failed = 0, 0
    stage = Stage()
    window = None
    checks = [opens_on_the_log_in_page, signs_in]
    try:
        url = start_server(stage)
        start_screen(stage)
        start_app(stage, url)
        window = Window()
        for check in checks:
            check(window)
            print(f"ok      {check.__doc__}")
            passed += 1
    except Exception as error:  # whatever it was, it is a failure to report
        failed = len(checks) - passed
        print(f"FAILED  {checks[passed].__doc__} {error!r}")
        if window:
            picture("failed")
            print("\n".join(window.outline()))
        print("\n".join(stage.logs()))
    finally:
        stage.close()
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
