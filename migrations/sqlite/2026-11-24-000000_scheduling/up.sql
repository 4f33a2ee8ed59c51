-- What may be booked online, and when; a limit that is null does not hold.
ALTER TABLE clinic ADD COLUMN notice_minutes INTEGER NOT NULL DEFAULT 0 CHECK (notice_minutes BETWEEN 0 AND 43200);
ALTER TABLE clinic ADD COLUMN horizon_days INTEGER NOT NULL DEFAULT 180 CHECK (horizon_days BETWEEN 1 AND 730);
ALTER TABLE clinic ADD COLUMN cancel_minutes INTEGER NOT NULL DEFAULT 240 CHECK (cancel_minutes BETWEEN 0 AND 43200);
ALTER TABLE clinic ADD COLUMN most_open INTEGER CHECK (most_open BETWEEN 1 AND 100);
ALTER TABLE clinic ADD COLUMN new_patients BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE clinic ADD COLUMN noshow_limit INTEGER CHECK (noshow_limit BETWEEN 1 AND 100);
-- Grows with each change of what free times follow from: visit types, rooms, hours, exceptions, policy.
ALTER TABLE clinic ADD COLUMN rules_version INTEGER NOT NULL DEFAULT 1;

-- False: the clinic's opening hours are this doctor's, each start a visit's length after the one before.
ALTER TABLE doctors ADD COLUMN own_hours BOOLEAN NOT NULL DEFAULT FALSE;

-- No-shows up to then are forgiven: they no longer count towards clinic.noshow_limit.
ALTER TABLE patients ADD COLUMN forgiven_until BIGINT;

CREATE TABLE rooms (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE visit_types (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 480),
    -- Minutes in which the doctor, and the room, are not free for others either.
    buffer_before INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before BETWEEN 0 AND 120),
    buffer_after INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after BETWEEN 0 AND 120),
    colour TEXT NOT NULL DEFAULT 'teal' CHECK (colour IN ('teal', 'blue', 'violet', 'rose', 'amber', 'green', 'slate')),
    staff_only BOOLEAN NOT NULL DEFAULT FALSE,
    note TEXT NOT NULL DEFAULT '',
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version INTEGER NOT NULL DEFAULT 1
);

-- Who offers a visit type; none named: every doctor.
CREATE TABLE visit_type_doctors (
    visit_type_id BIGINT NOT NULL REFERENCES visit_types (id),
    doctor_id BIGINT NOT NULL REFERENCES doctors (id),
    PRIMARY KEY (visit_type_id, doctor_id)
);

-- The rooms a visit type can take place in; none named: it needs none.
CREATE TABLE visit_type_rooms (
    visit_type_id BIGINT NOT NULL REFERENCES visit_types (id),
    room_id BIGINT NOT NULL REFERENCES rooms (id),
    PRIMARY KEY (visit_type_id, room_id)
);

-- A doctor's own hours, by the clinic's clock: every such weekday from valid_from to valid_to, both included.
CREATE TABLE working_hours (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    doctor_id BIGINT NOT NULL REFERENCES doctors (id),
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- ISO 8601: 1 is Monday
    opens INTEGER NOT NULL CHECK (opens BETWEEN 0 AND 1440),
    closes INTEGER NOT NULL CHECK (closes BETWEEN 0 AND 1440),
    grid_minutes INTEGER NOT NULL CHECK (grid_minutes BETWEEN 5 AND 60),
    valid_from TEXT,
    valid_to TEXT,
    CHECK (opens < closes),
    CHECK (valid_from <= valid_to)
);
CREATE INDEX working_hours_by_doctor ON working_hours (doctor_id, weekday, opens);

-- What is seen in these hours; none named: every visit type.
CREATE TABLE working_hours_types (
    working_hours_id BIGINT NOT NULL REFERENCES working_hours (id),
    visit_type_id BIGINT NOT NULL REFERENCES visit_types (id),
    PRIMARY KEY (working_hours_id, visit_type_id)
);

-- Time off and extra hours of a doctor, and closures of the clinic (no doctor). Readings of the
-- clinic's clock, such as 2026-12-24T12:00; the end is excluded.
CREATE TABLE exceptions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    doctor_id BIGINT REFERENCES doctors (id),
    kind TEXT NOT NULL CHECK (kind IN ('away', 'extra', 'closure')),
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    grid_minutes INTEGER NOT NULL DEFAULT 30 CHECK (grid_minutes BETWEEN 5 AND 60), -- of extra hours
    reason TEXT NOT NULL DEFAULT '', -- seen by staff only, except a closure's
    -- The UID and the start of an imported iCalendar event, so that it is not imported twice.
    source TEXT UNIQUE,
    created_by BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    CHECK (starts < ends),
    CHECK ((kind = 'closure') = (doctor_id IS NULL))
);
CREATE INDEX exceptions_by_doctor ON exceptions (doctor_id, ends);

-- Appointments that were booked together and repeat.
CREATE TABLE series (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    unit TEXT NOT NULL CHECK (unit IN ('week', 'month')),
    every INTEGER NOT NULL CHECK (every BETWEEN 1 AND 12),
    times INTEGER NOT NULL CHECK (times BETWEEN 2 AND 52),
    created_by BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL
);

-- What these refer to is never deleted; `server check` looks after it, since SQLite cannot take a
-- column with a reference away again.
ALTER TABLE appointments ADD COLUMN visit_type_id BIGINT; -- null: an ordinary visit of clinic.slot_minutes
ALTER TABLE appointments ADD COLUMN room_id BIGINT;
ALTER TABLE appointments ADD COLUMN buffer_before INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before BETWEEN 0 AND 120);
ALTER TABLE appointments ADD COLUMN buffer_after INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after BETWEEN 0 AND 120);
ALTER TABLE appointments ADD COLUMN series_id BIGINT;
-- Cancelled after the cut-off.
ALTER TABLE appointments ADD COLUMN late BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE appointments ADD COLUMN overbook_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX appointments_by_series ON appointments (series_id, starts_at) WHERE series_id IS NOT NULL;

-- Every step of an appointment: what it became, when, by whom.
CREATE TABLE appointment_history (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    appointment_id BIGINT NOT NULL REFERENCES appointments (id),
    version INTEGER NOT NULL, -- the appointment's after the step
    at BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id),
    step TEXT NOT NULL CHECK (step IN ('booked', 'moved', 'status', 'cancelled')),
    status TEXT NOT NULL,
    doctor_id BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '' -- staff's reason to overbook or to cancel
);
CREATE INDEX appointment_history_by_appointment ON appointment_history (appointment_id, id);

-- A time kept for a patient who is about to book it, or to whom it is offered.
CREATE TABLE holds (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    doctor_id BIGINT NOT NULL REFERENCES doctors (id),
    visit_type_id BIGINT,
    room_id BIGINT,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    buffer_before INTEGER NOT NULL DEFAULT 0,
    buffer_after INTEGER NOT NULL DEFAULT 0,
    expires_at BIGINT NOT NULL,
    extended INTEGER NOT NULL DEFAULT 0, -- how many times
    address TEXT NOT NULL DEFAULT '', -- where it was asked for from, to count them
    offered BOOLEAN NOT NULL DEFAULT FALSE, -- from the waiting list
    created_at BIGINT NOT NULL
);
CREATE INDEX holds_by_patient ON holds (patient_id, expires_at);
CREATE INDEX holds_by_doctor ON holds (doctor_id, expires_at);
CREATE INDEX holds_by_address ON holds (address, expires_at);
CREATE INDEX holds_by_expiry ON holds (expires_at);

-- Who would like an earlier time, or one at all.
CREATE TABLE waitlist (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    doctor_id BIGINT REFERENCES doctors (id), -- null: any doctor of the specialization
    specialization TEXT NOT NULL, -- as doctors.specialization
    visit_type_id BIGINT,
    appointment_id BIGINT REFERENCES appointments (id), -- the one that is moved when a time is found
    weekdays INTEGER NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127), -- a bit for each, Monday's is 1
    from_minute INTEGER NOT NULL DEFAULT 0 CHECK (from_minute BETWEEN 0 AND 1440),
    to_minute INTEGER NOT NULL DEFAULT 1440 CHECK (to_minute BETWEEN 0 AND 1440),
    until TEXT NOT NULL, -- the last day that helps
    urgency INTEGER NOT NULL DEFAULT 0 CHECK (urgency BETWEEN 0 AND 3), -- set by staff; 3 comes first
    status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'offered', 'filled', 'withdrawn', 'expired')),
    note TEXT NOT NULL DEFAULT '',
    created_by BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (from_minute < to_minute)
);
CREATE INDEX waitlist_by_status ON waitlist (status, urgency, created_at);
CREATE INDEX waitlist_by_patient ON waitlist (patient_id, status);

-- Times offered to who waits. While one is open, a hold keeps the time.
CREATE TABLE offers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    waitlist_id BIGINT NOT NULL REFERENCES waitlist (id),
    doctor_id BIGINT NOT NULL REFERENCES doctors (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    hold_id BIGINT, -- while open
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
    offered_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX offers_by_waitlist ON offers (waitlist_id, starts_at);
CREATE INDEX offers_by_status ON offers (status, expires_at);

-- Times that came free and that nobody who waits has been asked about yet.
CREATE TABLE openings (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    doctor_id BIGINT NOT NULL REFERENCES doctors (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    freed_at BIGINT NOT NULL
);

-- Patients who were asked to choose another time, since their doctor is away.
CREATE TABLE move_requests (
    appointment_id BIGINT NOT NULL PRIMARY KEY REFERENCES appointments (id),
    asked_by BIGINT REFERENCES users (id),
    asked_at BIGINT NOT NULL
);

-- What a request with a key was answered, so that its repetition gets the same.
CREATE TABLE idempotency_keys (
    user_id BIGINT NOT NULL REFERENCES users (id),
    key TEXT NOT NULL,
    request TEXT NOT NULL, -- what was asked, as a SHA-256
    answer TEXT NOT NULL, -- JSON
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);

CREATE TRIGGER appointment_history_no_update BEFORE UPDATE ON appointment_history
BEGIN
    SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER appointment_history_no_delete BEFORE DELETE ON appointment_history
BEGIN
    SELECT RAISE(ABORT, 'append_only');
END;

-- Rooms and holds take time as well. SQLite changes a CHECK by making the table anew.
CREATE TABLE occupancies_new (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    resource_kind TEXT NOT NULL CHECK (resource_kind IN ('doctor', 'patient', 'room')),
    resource_id BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    appointment_id BIGINT REFERENCES appointments (id),
    overbooked BOOLEAN NOT NULL DEFAULT FALSE,
    hold_id BIGINT REFERENCES holds (id),
    held_until BIGINT,
    -- The longest occupancy bounds both ends of the overlap search below.
    CHECK (starts_at < ends_at AND ends_at - starts_at <= 86400),
    CHECK ((appointment_id IS NULL) <> (hold_id IS NULL)),
    CHECK ((hold_id IS NULL) = (held_until IS NULL)),
    CHECK (NOT (overbooked AND resource_kind = 'room'))
);
INSERT INTO occupancies_new (id, resource_kind, resource_id, starts_at, ends_at, appointment_id, overbooked)
    SELECT id, resource_kind, resource_id, starts_at, ends_at, appointment_id, overbooked FROM occupancies;
DROP TABLE occupancies;
ALTER TABLE occupancies_new RENAME TO occupancies;
CREATE INDEX occupancies_by_start ON occupancies (resource_kind, resource_id, starts_at, ends_at, overbooked, held_until);
CREATE INDEX occupancies_by_appointment ON occupancies (appointment_id);
CREATE INDEX occupancies_by_hold ON occupancies (hold_id) WHERE hold_id IS NOT NULL;

CREATE TRIGGER occupancies_no_overlap_insert
BEFORE INSERT ON occupancies
WHEN NOT NEW.overbooked AND EXISTS (
    SELECT 1 FROM occupancies AS other
    WHERE other.resource_kind = NEW.resource_kind
      AND other.resource_id = NEW.resource_id
      AND other.starts_at > NEW.starts_at - 86400
      AND other.starts_at < NEW.ends_at
      AND other.ends_at > NEW.starts_at
      AND NOT other.overbooked
)
BEGIN
    SELECT RAISE(ABORT, 'no_overlap');
END;

CREATE TRIGGER occupancies_no_overlap_update
BEFORE UPDATE ON occupancies
WHEN NOT NEW.overbooked AND EXISTS (
    SELECT 1 FROM occupancies AS other
    WHERE other.resource_kind = NEW.resource_kind
      AND other.resource_id = NEW.resource_id
      AND other.starts_at > NEW.starts_at - 86400
      AND other.starts_at < NEW.ends_at
      AND other.ends_at > NEW.starts_at
      AND NOT other.overbooked
      AND other.id <> NEW.id
)
BEGIN
    SELECT RAISE(ABORT, 'no_overlap');
END;
