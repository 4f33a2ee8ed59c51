"""A release server on a database made for measuring, and a small client for it."""

import http.client
import json
import os
import re
import socket
import subprocess
import time

PASSWORD = "bench password 1"


class Clinic:
    """A running server; use it in a `with` statement."""

    def __init__(self, binary, database):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = [binary, "serve"]
        self.environment = dict(
            os.environ,
            IP="127.0.0.1",
            PORT=str(self.port),
            DATABASE_URL=f"sqlite://{database}",
            ANTEROOM_BCRYPT_COST="4",
            ANTEROOM_THROTTLE="off",
            RUST_LOG="error",
        )
        self.process = None
        self.seconds_to_ready = None

    def __enter__(self):
        started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        while time.perf_counter() - started < 60:
            if self.process.poll() is not None:
                raise SystemExit(f"error: the server ended with {self.process.returncode}")
            try:
                if self.get("/readyz")[0] == 200:
                    self.seconds_to_ready = time.perf_counter() - started
                    return self
            except OSError:
                time.sleep(0.001)
        raise SystemExit("error: the server was not ready within a minute")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def memory(self, field="VmRSS"):
        """Resident memory in MB: now (VmRSS) or at its highest (VmHWM)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(rf"{field}:\s+(\d+)", status.read()).group(1)) / 1024

    def call(self, method, path, body=None, headers=None):
        """One request on a connection of its own: status, headers, bytes of the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def get(self, path, headers=None):
        """GET."""
        return self.call("GET", path, None, headers)

    def sign_in(self, username):
        """The Cookie header of a new session."""
        status, headers, body = self.call(
            "POST", "/api/login", json.dumps({"username": username, "password": PASSWORD}),
            {"Content-Type": "application/json"},
        )
        if status != 200:
            raise SystemExit(f"error: {username} could not sign in: {status} {body[:300]!r}")
        return "; ".join(cookie.split(";")[0] for cookie in headers.get_all("Set-Cookie", []))
