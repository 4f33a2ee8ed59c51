"""A clinic with a server of its own, and what happens there behind the app's back."""

import datetime
import http.cookiejar
import json
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from stage import binary, eventually

PASSWORD = "seven quiet herons"
FIRST_PASSWORD = "eleven grey pelicans"
TOMORROWS = "Yusuf Demir"


def free_port():
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def zone_at_ten():
    """A time zone in which it is between ten and eleven in the morning, whenever the tests run."""
    east = (10 - datetime.datetime.now(datetime.timezone.utc).hour + 12) % 24 - 12
    return "Etc/UTC" if east == 0 else f"Etc/GMT{-east:+d}"


class Caller:
    """Somebody who calls the server as a script does."""

    def __init__(self, url):
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path, **query):
        """What a GET answers."""
        if query:
            path = f"{path}?{urllib.parse.urlencode(query)}"
        return self.send(urllib.request.Request(self.url + path))

    def post(self, path, **body):
        """What a POST answers."""
        data = json.dumps(body).encode()
        return self.send(urllib.request.Request(self.url + path, data, {"content-type": "application/json"}))

    def send(self, request):
        """The answer, or an error that tells what the server said."""
        try:
            with self.opener.open(request, timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            raise AssertionError(f"{request.full_url}: {error.code} {said}") from error

    def log_in(self, username, password=PASSWORD):
        """Signs in."""
        self.post("/api/login", username=username, password=password)
        return self


class Clinic:
    """A server on one port and a database, that can be stopped, killed and started again."""

    def __init__(self, stage):
        self.stage = stage
        self.program = binary("ANTEROOM_SERVER_BIN", "web", "server")
        self.environment = dict(
            stage.environment,
            IP="127.0.0.1",
            DATABASE_URL=f"sqlite://{stage.folder}/clinic.db",
            ANTEROOM_BCRYPT_COST="4",
            ANTEROOM_TIME_ZONE=zone_at_ten(),
        )
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        subprocess.run(
            [self.program, "admin", "create", "--username", "admin", "--full-name", "Ada Admin"],
            input=f"{PASSWORD}\n", text=True, check=True, env=self.environment, cwd=stage.folder,
            stdout=subprocess.DEVNULL,
        )

    def start(self, port=None):
        """Starts the server and waits until it answers; on the clinic's port unless on another."""
        port = port or self.port
        process = self.stage.start("server", [self.program, "serve"], env=dict(self.environment, PORT=str(port)))
        url = f"http://127.0.0.1:{port}"

        def ready():
            try:
                with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                    return answer.status == 200
            except OSError:
                return False

        eventually(ready, "the server")
        if port == self.port:
            self.process = process
        return process

    def stop(self):
        """Stops the server as its machine would."""
        self.stage.stop(self.process)

    def kill(self):
        """Takes the server away without a word."""
        self.process.kill()
        self.process.wait()

    def behind_its_back(self, change):
        """Has something changed while nobody can be told of it: by another server on the same database."""
        port = free_port()
        other = self.start(port)
        try:
            return change(Caller(f"http://127.0.0.1:{port}"))
        finally:
            self.stage.stop(other)

    def caller(self, username):
        """Somebody who is signed in."""
        return Caller(self.url).log_in(username)

    def open_its_doors(self):
        """A doctor, somebody at the desk, patients, and two visits today. To be called once it runs."""
        admin = self.caller("admin")
        doctor = admin.post(
            "/api/admin/doctors", username="moreau", full_name="Dr. Elise Moreau", specialization="Cardiology",
            password=FIRST_PASSWORD,
        )["id"]
        admin.post(f"/api/doctors/{doctor}/hours/source", source="own")
        every_day = {f"on_{day}": True for day in range(1, 8)}
        hours = admin.get(f"/api/doctors/{doctor}/hours")
        for interval in hours["hours"]:
            admin.post(f"/api/hours/{interval['id']}/delete")
        admin.post(f"/api/doctors/{doctor}/hours/add", opens="08:00", closes="20:00", grid=15, **every_day)
        admin.post(
            "/api/admin/staff", username="dee", full_name="Dee Desk", role="front_desk", password=FIRST_PASSWORD,
        )
        dee = Caller(self.url).log_in("dee", FIRST_PASSWORD)
        dee.post("/api/account/password", current_password=FIRST_PASSWORD, new_password=PASSWORD)
        today = self.today(dee)
        slots = dee.get(f"/api/doctors/{doctor}/slots", **{"from": today, "to": today})
        # The visits are not next to each other, so that there is a gap on the board.
        for name, number, slot in (
            ("Rosa Delgado", "+44 117 496 0100", slots[2]),
            ("Tomas Brandt", "+44 117 496 0101", slots[6]),
        ):
            patient = dee.post("/api/patients", full_name=name, contact_number=number)
            dee.post(
                "/api/appointments", doctor_id=doctor, patient_id=patient["id"], starts_at=slot["starts_at"],
            )
        dee.post("/api/patients", full_name="Nadia Okafor", contact_number="+44 117 496 0102")
        self.book(TOMORROWS, days=1)

    def today(self, caller, days=0):
        """The day in the clinic, or one so many days later."""
        today = datetime.date.fromisoformat(caller.get("/api/shell")["now"][:10])
        return (today + datetime.timedelta(days=days)).isoformat()

    def book(self, *names, number="+44 117 496 0110", days=0):
        """Another desk books a visit today for each of these new patients, or so many days later."""
        dee = self.caller("dee")
        day = self.today(dee, days)
        doctor = dee.get("/api/doctors")[0]["id"]
        for name in names:
            # The last one of the day: so they fill it without gaps.
            slot = dee.get(f"/api/doctors/{doctor}/slots", **{"from": day, "to": day})[-1]
            patient = dee.post("/api/patients", full_name=name, contact_number=number, anyway=True)
            dee.post("/api/appointments", doctor_id=doctor, patient_id=patient["id"], starts_at=slot["starts_at"])

    def take(self, patient, *stages):
        """Another desk takes a visit through these stages."""
        dee = self.caller("dee")
        visit = self.visits()[patient]["id"]
        for stage in stages:
            dee.post(f"/api/appointments/{visit}/stage", stage=stage)

    def steps_of(self, patient):
        """Every status that a visit has had, the first first."""
        history = self.caller("dee").get(f"/api/appointments/{self.visits()[patient]['id']}/history")
        return [entry["status"] for entry in history]

    def visits(self):
        """The day as the database has it: stages by patients' names."""
        board = self.caller("dee").get("/api/desk")
        return {visit["patient_name"]: visit for visit in board["visits"]}

    def stage_of(self, patient):
        """Where a patient's visit stands."""
        return self.visits()[patient]["stage"]
