#!/usr/bin/python3
"""The Debian package: what it says of itself, installed on this machine, started from where it was put, removed.

Needs root and dpkg, and the libraries the package depends on. The last line is "N passed, N failed".

Usage: deb_test.py [PACKAGE]   the one in dist/ unless given
"""

import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from stage import Stage, eventually, picture, start_app, start_screen
from window import FIELD, Window, focus_window

ROOT = Path(__file__).parent.parent.parent
SIZES = (32, 48, 64, 128, 256, 512)
# The C library of the oldest system the package is for.
DEBIAN_12 = (2, 36)


def run(*command):
    """What a command says."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def numbers(version):
    """A version, to compare."""
    return tuple(int(part) for part in version.split("."))


def is_installed():
    """Whether dpkg knows the package, with files or only their settings."""
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", "anteroom"], capture_output=True, text=True, check=False
    )
    return asked.returncode == 0 and asked.stdout != "not-installed"


class Package:
    """What the steps share."""

    def __init__(self, path):
        self.path = path
        self.files = []
        self.stage = Stage()

    def field(self, name):
        """A field of the control file."""
        return run("dpkg-deb", "-f", self.path, name).strip()


def says_what_it_is(package):
    """Name, version, maintainer and section are those of the project."""
    size, installed = os.path.getsize(package.path) / 1e6, int(package.field("Installed-Size")) / 1e3
    print(f"size: {size:.1f} MB, {installed:.1f} MB once it is installed")
    manifest = (ROOT / "Cargo.toml").read_text()
    version = re.search(r'^version = "(.*)"', manifest, re.MULTILINE).group(1)
    maintainer = re.search(r'^authors = \["(.*)"\]', manifest, re.MULTILINE).group(1)
    assert package.field("Package") == "anteroom"
    assert package.field("Version").startswith(version)
    assert package.field("Maintainer") == maintainer
    assert package.field("Section") == "misc"
    assert "gnome-keyring" in package.field("Recommends")


def can_be_installed(package):
    """What it depends on is to be had here."""
    told = run("apt-get", "install", "--simulate", os.path.abspath(package.path))
    assert re.search(r"^Inst anteroom ", told, re.MULTILINE), told


def is_installed_here(package):
    """It installs, and its menu entry, icons and assets are where desktops look for them."""
    subprocess.run(["dpkg", "-i", package.path], check=True, stdout=subprocess.DEVNULL)
    package.files = [Path(line) for line in run("dpkg", "-L", "anteroom").splitlines()]
    for size in SIZES:
        assert Path(f"/usr/share/icons/hicolor/{size}x{size}/apps/anteroom.png").is_file(), size
    assert Path("/usr/share/icons/hicolor/scalable/apps/anteroom.svg").is_file()
    assert Path("/usr/share/doc/anteroom/copyright").is_file()
    assert list(Path("/usr/lib/Anteroom/assets").glob("*.css")), "no style sheets"
    entry = Path("/usr/share/applications/anteroom.desktop").read_text()
    for line in ("Name=Anteroom", "Exec=anteroom", "Icon=anteroom", "Terminal=false", "Type=Application"):
        assert line in entry.splitlines(), line
    assert re.search(r"^Categories=.*Office;", entry, re.MULTILINE), entry


def depends_on_what_it_is_linked_with(package):
    """Every library the program is linked with belongs to a package it depends on."""
    depends = re.split(r"[,|]\s*", package.field("Depends"))
    named = {re.sub(r"\s*\(.*\)", "", each).strip() for each in depends}
    needed = re.findall(r"NEEDED\s+(\S+)", run("objdump", "-p", "/usr/bin/anteroom"))
    where = dict(re.findall(r"(\S+) => (/\S+)", run("ldd", "/usr/bin/anteroom")))
    for library in needed:
        path = os.path.realpath(where.get(library, "/lib64/ld-linux-x86-64.so.2"))
        # Where /lib is /usr/lib, packages may name either.
        asked = subprocess.run(
            ["dpkg", "-S", path, path.removeprefix("/usr")], capture_output=True, text=True, check=False
        )
        owner = asked.stdout.split(":")[0]
        assert owner in named, f"{library} is of {owner}, which is none of {sorted(named)}"


def runs_on_the_oldest_system_it_is_for(package):
    """It needs no newer C library than it depends on, and than Debian 12 has."""
    used = set(re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)", run("objdump", "-T", "/usr/bin/anteroom")))
    newest = max(numbers(version) for version in used)
    declared = re.search(r"\blibc6 \(>= ([\d.]+)", package.field("Depends"))
    assert declared, "it does not say which C library it needs"
    assert newest <= numbers(declared.group(1)), f"it needs {newest}, and says {declared.group(1)}"
    assert newest <= DEBIAN_12, newest


def starts_from_where_it_is(package):
    """Started by its name from anywhere, it shows its first page, with its style sheets."""
    start_screen(package.stage)
    app = start_app(package.stage, ["/usr/bin/anteroom"])
    window = Window()
    window.wait("Server address", roles=FIELD)
    focus_window()
    eventually(paper, "a page with its style sheets")
    package.stage.stop(app)
    assert "Failed to serve asset" not in "".join(package.stage.logs())


def paper():
    """The colour of the page's paper; nothing while it is plain, as that of a page without its sheets is."""
    told = run("convert", str(picture("deb-01-started")), "-format", "%[pixel:p{800,700}]", "info:")
    return None if told in ("white", "srgb(255,255,255)", "gray(255)", "black", "gray(0)", "srgb(0,0,0)") else told


def leaves_nothing(package):
    """Removed, nothing of it is left."""
    subprocess.run(["dpkg", "--purge", "anteroom"], check=True, stdout=subprocess.DEVNULL)
    left = [path for path in package.files if path.exists() and not path.is_dir()]
    left += [path for path in package.files if "nteroom" in path.name and path.exists()]
    assert not left, left
    assert not is_installed()


STEPS = [
    says_what_it_is,
    can_be_installed,
    is_installed_here,
    depends_on_what_it_is_linked_with,
    runs_on_the_oldest_system_it_is_for,
    starts_from_where_it_is,
    leaves_nothing,
]


def main():
    hindrance = None
    if os.geteuid() != 0 or not shutil.which("dpkg"):
        hindrance = "only root on a system with dpkg can install a package"
    elif not shutil.which("Xvfb"):
        hindrance = "there is no Xvfb, and so no screen for a window"
    if hindrance:
        print(f"skipped: {hindrance}")
        print("0 passed, 0 failed")
        return 0
    packages = sys.argv[1:] or sorted(glob.glob(str(ROOT / "dist" / "anteroom_*.deb")))
    if not packages:
        raise SystemExit("error: no package in dist/: run make desktop")
    if is_installed():
        raise SystemExit("error: anteroom is installed on this machine; this test would remove it")
    passed, failed = 0, 0
    package = Package(packages[-1])
    try:
        for step in STEPS:
            step(package)
            print(f"ok      {step.__doc__}", flush=True)
            passed += 1
    except Exception as error:  # whatever it was, it is a failure to report
        failed = len(STEPS) - passed
        print(f"FAILED  {STEPS[passed].__doc__} {error!r}")
        print("\n".join(package.stage.logs()))
    finally:
        package.stage.close()
        if is_installed():
            subprocess.run(["dpkg", "--purge", "anteroom"], check=False, stdout=subprocess.DEVNULL)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
