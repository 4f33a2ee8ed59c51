"""The databases that are measured: made once, then a fresh copy for each run."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from clinic import Clinic
from report import progress

CLUSTER = Path(__file__).parent.parent / "scripts" / "postgresql.sh"


class Data:
    """SQLite files by their size, each made once."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder

    def file(self, appointments, patients):
        """The file of a clinic of this size."""
        path = self.folder / f"{appointments}-{patients}.db"
        if not path.exists():
            started = time.perf_counter()
            size = ["--appointments", str(appointments), "--patients", str(patients)]
            subprocess.run([self.binary, "bench-data", str(path), *size], check=True, stdout=subprocess.DEVNULL)
            progress(f"  filled in {time.perf_counter() - started:.1f} s, {path.stat().st_size / 1e6:.0f} MB")
        return path


class Engine:
    """What both have in common; use it in a `with` statement."""

    title = ""

    def __init__(self, binary, data, folder):
        self.binary = binary
        self.data = data
        self.folder = folder

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Leaves nothing behind."""

    def build(self, appointments, patients=5000):
        """A clinic of this size; gives what `fresh` takes."""
        raise NotImplementedError

    def copy(self, template):
        """A copy by the name of "run", in place of the one before; gives its URL."""
        raise NotImplementedError

    @contextmanager
    def fresh(self, template):
        """A server on a copy of its own."""
        with Clinic(self.binary, self.copy(template)) as clinic:
            yield clinic


class Sqlite(Engine):
    """A file."""

    title = "SQLite"

    def build(self, appointments, patients=5000):
        return self.data.file(appointments, patients)

    def copy(self, template):
        path = self.folder / "run.db"
        for old in self.folder.glob("run.db*"):
            old.unlink()
        shutil.copyfile(template, path)
        # Otherwise the run pays for what the copying left to be written.
        subprocess.run(["sync", str(path)], check=True)
        return f"sqlite://{path}"


class Postgresql(Engine):
    """A cluster of its own, with the settings PostgreSQL comes with."""

    title = "PostgreSQL"

    def __enter__(self):
        self.cluster = tempfile.mkdtemp(prefix="anteroom-bench-")
        started = subprocess.run(
            [CLUSTER, "start", self.cluster, "durable"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        if started.returncode != 0:
            self.__exit__()
            raise SystemExit("error: PostgreSQL did not start")
        self.postgres = started.stdout.strip()
        return self

    def __exit__(self, *_):
        subprocess.run([CLUSTER, "stop", self.cluster, "immediate"], stdin=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.cluster, ignore_errors=True)

    def url(self, name):
        """The URL of a database of the cluster."""
        return self.postgres.replace("/postgres?", f"/{name}?", 1)

    def sql(self, database, *statements):
        """Runs statements, each by itself."""
        commands = [part for statement in statements for part in ("-c", statement)]
        subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url(database), *commands],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env=dict(os.environ, PGOPTIONS="-c client_min_messages=warning"),
        )

    def build(self, appointments, patients=5000):
        name = f"clinic_{appointments}_{patients}"
        file = self.data.file(appointments, patients)
        started = time.perf_counter()
        self.sql("postgres", f"CREATE DATABASE {name}")
        subprocess.run(
            [self.binary, "copy", f"sqlite://{file}", self.url(name)], check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )
        self.sql(name, "VACUUM ANALYZE")
        progress(f"  copied in {time.perf_counter() - started:.1f} s")
        return name

    def copy(self, template):
        self.sql("postgres", "DROP DATABASE IF EXISTS run WITH (FORCE)", f"CREATE DATABASE run TEMPLATE {template}", "CHECKPOINT")
        return self.url("run")


ENGINES = {"sqlite": Sqlite, "postgresql": Postgresql}
