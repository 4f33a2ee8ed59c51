"""Who wants which time: free times of the clinic, and bookings for them."""

import datetime
import json
import random
from collections import defaultdict
from dataclasses import dataclass

# The data made for measuring has appointments on the coming fourteen days; times after those are all free.
FIRST_DAY = 15
LAST_DAY = 180
MOST_DAYS_AT_ONCE = 60
SEED = 7


@dataclass(frozen=True)
class Wish:
    """A patient, by their place in a list, wants a time of a doctor."""

    patient: int
    doctor: int
    starts_at: str

    def body(self):
        """The body of the booking."""
        return json.dumps({"doctor_id": self.doctor, "starts_at": self.starts_at, "reason": "A check-up"})


def free_times(clinic):
    """The doctors who are free at each time, the earliest first: {starts_at: [doctor]}."""
    today = datetime.date.today()
    free = defaultdict(list)
    for doctor in clinic.json("/api/doctors"):
        for first in range(FIRST_DAY, LAST_DAY + 1, MOST_DAYS_AT_ONCE):
            last = min(first + MOST_DAYS_AT_ONCE - 1, LAST_DAY)
            span = f"from={today + datetime.timedelta(days=first)}&to={today + datetime.timedelta(days=last)}"
            for slot in clinic.json(f"/api/doctors/{doctor['id']}/slots?{span}"):
                free[slot["starts_at"]].append(doctor["id"])
    return dict(sorted(free.items()))


def of_days(free, days):
    """The free times of the first so many days."""
    wanted = sorted({starts_at[:10] for starts_at in free})[:days]
    return {starts_at: doctors for starts_at, doctors in free.items() if starts_at[:10] in wanted}


def wishes(free, patients, each=1):
    """Every free time wanted by `each` patients, in no order, the same at every run.

    A patient is in one place at a time: there must be as many patients as are wanted at a time.
    """
    made = []
    for turn, (starts_at, doctors) in enumerate(free.items()):
        if len(doctors) * each > patients:
            raise SystemExit(f"error: {patients} patients are too few for {len(doctors)} doctors at a time")
        for place in range(len(doctors) * each):
            # The step spreads each patient's appointments over the days.
            made.append(Wish((turn * 61 + place) % patients, doctors[place % len(doctors)], starts_at))
    random.Random(SEED).shuffle(made)
    return made


def write(path, made, cookies):
    """The file bookings.lua reads."""
    path.write_text("".join(f"{cookies[wish.patient]}\t{wish.body()}\n" for wish in made), encoding="utf-8")
