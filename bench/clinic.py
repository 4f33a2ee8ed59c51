"""A release server on a database made for measuring, and small clients for it."""

import http.client
import json
import os
import re
import socket
import subprocess
import time

import crowd

PASSWORD = "bench password 1"
JSON = "Content-Type: application/json\r\n"


class Clinic:
    """A running server; use it in a `with` statement."""

    def __init__(self, binary, database_url):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.binary = binary
        self.environment = dict(
            os.environ,
            IP="127.0.0.1",
            PORT=str(self.port),
            DATABASE_URL=database_url,
            ANTEROOM_BCRYPT_COST="4",
            ANTEROOM_THROTTLE="off",
            RUST_LOG="error",
        )
        self.process = None
        self.seconds_to_ready = None

    def __enter__(self):
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [self.binary, "serve"], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            self.wait_until_ready(started)
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait_until_ready(self, started):
        """Asks until the server answers."""
        while time.perf_counter() - started < 60:
            if self.process.poll() is not None:
                raise SystemExit(f"error: the server ended with {self.process.returncode}")
            try:
                if self.get("/readyz")[0] == 200:
                    self.seconds_to_ready = time.perf_counter() - started
                    return
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

    def check(self):
        """What `server check` has to say when something is wrong."""
        done = subprocess.run(
            [self.binary, "check"], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()

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

    def json(self, path, cookie=None):
        """The value a call of the API gives."""
        status, _, body = self.get(path, {"Cookie": cookie} if cookie else {})
        if status != 200:
            raise SystemExit(f"error: {path} answered {status} {body[:300]!r}")
        return json.loads(body)

    def sign_in(self, username):
        """The Cookie header of a new session."""
        return self.sign_in_all([username])[0]

    def sign_in_all(self, usernames):
        """The Cookie headers of new sessions, on a few connections at a time."""
        requests = [
            crowd.post("/api/login", JSON, json.dumps({"username": username, "password": PASSWORD}))
            for username in usernames
        ]
        answers, _ = crowd.ask(self.port, requests, min(16, len(requests)))
        for username, answer in zip(usernames, answers):
            if answer.status != 200:
                raise SystemExit(f"error: {username} could not sign in: {answer.status} {answer.body[:300]!r}")
        return ["; ".join(re.findall(r"(?im)^set-cookie: *([^;\r]+)", answer.head)) for answer in answers]

    def appointments(self, admin):
        """How many appointments the clinic has, cancelled ones included."""
        return self.json("/api/appointments", admin)["total"]
