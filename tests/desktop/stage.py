"""The processes of one run, and what they share: a folder, a screen, buses, a keyring."""

import glob
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE = float(os.environ.get("ANTEROOM_TEST_PATIENCE", "45"))
RESULTS = Path(__file__).parent / "results"


def binary(variable, *parts):
    """The path of a release binary, checked to be there."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    target = os.environ.get("CARGO_TARGET_DIR") or os.path.join(cache, "anteroom", "target")
    path = os.environ.get(variable) or os.path.join(target, "dx", "anteroom", "release", *parts)
    if not os.access(path, os.X_OK):
        raise SystemExit(f"error: no binary at {path}")
    return path


def eventually(probe, what, patience=PATIENCE):
    """Calls `probe` until it gives something, and gives that back."""
    deadline = time.monotonic() + patience
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(0.1)


def never(probe, what, seconds=2):
    """Calls `probe` for a while, in which it must give nothing."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert not probe(), what
        time.sleep(0.1)


class Stage:
    """The processes of one run; what was started last is stopped first."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="anteroom-desktop-"))
        runtime = self.folder / "run"
        runtime.mkdir(mode=0o700)
        self.downloads = self.folder / "Downloads"
        self.downloads.mkdir()
        # As desktops write it when somebody logs in.
        settings = self.folder / ".config"
        settings.mkdir()
        (settings / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/Downloads"\n')
        self.environment = dict(os.environ, HOME=str(self.folder), XDG_RUNTIME_DIR=str(runtime))
        # The system's own dialogs are found by their English words.
        self.environment.update(LC_ALL="C.UTF-8", LANGUAGE="en")
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "ANTEROOM_SERVER_URL"):
            self.environment.pop(name, None)
        self.processes = []

    def start(self, name, command, **more):
        """Starts a process that lives until the end, unless it is stopped; what it says goes to a file."""
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen(
            command, cwd=self.folder,
            **{"env": self.environment, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT, **more},
        )
        self.processes.append(process)
        return process

    def stop(self, process, patience=15):
        """Asks a process to end, and sees that it does."""
        process.terminate()
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def logs(self):
        """What each process said."""
        for log in sorted(self.folder.glob("*.log")):
            yield f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}"

    def close(self):
        """Stops everything and removes the temporary folder."""
        for process in reversed(self.processes):
            if process.poll() is None:
                self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)


def start_screen(stage):
    """A virtual screen, a session bus and the accessibility bus."""
    reading, writing = os.pipe()
    # Else it begins anew whenever its last client goes, and refuses who comes just then.
    stage.start(
        "xvfb",
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"],
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
    stage.environment.update(
        GTK_MODULES="gail:atk-bridge", WEBKIT_DISABLE_COMPOSITING_MODE="1", LIBGL_ALWAYS_SOFTWARE="1",
    )
    stage.environment.pop("NO_AT_BRIDGE", None)
    if os.geteuid() == 0:
        # WebKit refuses to build its sandbox as root, as in a container.
        stage.environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"


def start_keyring(stage):
    """The Secret Service, with an open keyring of its own."""
    keyring = stage.start(
        "keyring", ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
    )
    keyring.stdin.write(b"a keyring for tests")
    keyring.stdin.close()

    def owned():
        asked = subprocess.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
             "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
            env=stage.environment, capture_output=True, text=True, check=False,
        )
        return "boolean true" in asked.stdout

    eventually(owned, "the keyring")


def start_app(stage, command=None, **environment):
    """The desktop app."""
    command = command or [binary("ANTEROOM_DESKTOP_BIN", "linux", "app", "anteroom")]
    return stage.start("app", command, env=dict(stage.environment, **environment))


def picture(name):
    """Keeps what the screen shows; a picture that is lost is a failure."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.png"
    path.unlink(missing_ok=True)
    subprocess.run(["import", "-window", "root", str(path)], check=True)
    assert path.stat().st_size > 0, f"{path} is empty"
    return path
