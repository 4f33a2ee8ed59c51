-- Instants are whole seconds since 1970-01-01T00:00:00Z; dates are ISO 8601 text;
-- times of day are minutes since midnight. See docs/decisions/time.md.

CREATE TABLE clinic (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    time_zone TEXT NOT NULL,
    slot_minutes INTEGER NOT NULL DEFAULT 30 CHECK (slot_minutes BETWEEN 5 AND 240),
    demo BOOLEAN NOT NULL DEFAULT FALSE,
    version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE opening_hours (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- ISO 8601: 1 is Monday
    opens INTEGER NOT NULL CHECK (opens BETWEEN 0 AND 1440),
    closes INTEGER NOT NULL CHECK (closes BETWEEN 0 AND 1440),
    CHECK (opens < closes)
);

CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'front_desk', 'doctor', 'patient')),
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
    full_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_login_at BIGINT
);
CREATE INDEX users_by_role ON users (role, status);

CREATE TABLE doctors (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL UNIQUE REFERENCES users (id),
    full_name TEXT NOT NULL,
    specialization TEXT NOT NULL,
    languages TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    search_key TEXT NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX doctors_by_name ON doctors (active, full_name);

CREATE TABLE patients (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT UNIQUE REFERENCES users (id), -- null: registered by the front desk, no login
    full_name TEXT NOT NULL,
    contact_number TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    date_of_birth TEXT,
    search_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX patients_by_name ON patients (full_name, id);

CREATE TABLE appointments (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    doctor_id BIGINT NOT NULL REFERENCES doctors (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- FHIR R4 AppointmentStatus
    status TEXT NOT NULL DEFAULT 'booked' CHECK (status IN
        ('booked', 'arrived', 'checked-in', 'fulfilled', 'cancelled', 'noshow', 'entered-in-error', 'waitlist')),
    reason TEXT NOT NULL DEFAULT '',
    overbooked BOOLEAN NOT NULL DEFAULT FALSE,
    created_by BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    cancelled_by BIGINT REFERENCES users (id),
    cancelled_at BIGINT,
    cancel_reason TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (starts_at < ends_at AND ends_at - starts_at <= 86400)
);
CREATE INDEX appointments_by_start ON appointments (starts_at, id);
CREATE INDEX appointments_by_doctor ON appointments (doctor_id, starts_at);
CREATE INDEX appointments_by_doctor_patient ON appointments (doctor_id, patient_id);
CREATE INDEX appointments_by_patient ON appointments (patient_id, starts_at);
CREATE INDEX appointments_by_status ON appointments (status, starts_at, id);
CREATE INDEX appointments_by_creation ON appointments (created_at, id);
CREATE INDEX appointments_by_cancellation ON appointments (cancelled_at) WHERE cancelled_at IS NOT NULL;

-- Who is taken when. Every appointment that takes time writes one row for its doctor and
-- one for its patient in the same transaction; the triggers below are what forbids overlaps.
CREATE TABLE occupancies (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    resource_kind TEXT NOT NULL CHECK (resource_kind IN ('doctor', 'patient')),
    resource_id BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    appointment_id BIGINT NOT NULL REFERENCES appointments (id),
    overbooked BOOLEAN NOT NULL DEFAULT FALSE,
    -- The longest occupancy bounds both ends of the overlap search below.
    CHECK (starts_at < ends_at AND ends_at - starts_at <= 86400)
);
CREATE INDEX occupancies_by_start ON occupancies (resource_kind, resource_id, starts_at, ends_at, overbooked);
CREATE INDEX occupancies_by_appointment ON occupancies (appointment_id);

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

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id BIGINT REFERENCES users (id),
    data TEXT NOT NULL,
    agent TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_seconds BIGINT NOT NULL,
    expires_at BIGINT NOT NULL -- the absolute limit; idleness ends a session earlier
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE audit (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id),
    action TEXT NOT NULL,
    entity TEXT NOT NULL DEFAULT '',
    entity_id BIGINT,
    address TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_by_entity ON audit (entity, entity_id, id);
CREATE INDEX audit_by_user ON audit (user_id, id);
CREATE INDEX audit_by_sign_in ON audit (user_id, action, address);
CREATE INDEX audit_by_action ON audit (action, id);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'append_only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'append_only');
END;

-- What an import brought in from where, so that a second run changes nothing.
CREATE TABLE imported_rows (
    source TEXT NOT NULL,
    source_table TEXT NOT NULL,
    source_id BIGINT NOT NULL,
    target_id BIGINT,
    PRIMARY KEY (source, source_table, source_id)
);

-- How many appointments each doctor has in each status, kept by the triggers below: a list of a
-- million tells its total without counting them.
CREATE TABLE appointment_counts (
    doctor_id BIGINT NOT NULL,
    status TEXT NOT NULL,
    appointments BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (doctor_id, status)
);

CREATE TRIGGER appointments_counted_insert AFTER INSERT ON appointments
BEGIN
    INSERT INTO appointment_counts (doctor_id, status, appointments) VALUES (NEW.doctor_id, NEW.status, 1)
    ON CONFLICT (doctor_id, status) DO UPDATE SET appointments = appointments + 1;
END;
CREATE TRIGGER appointments_counted_update AFTER UPDATE OF doctor_id, status ON appointments
BEGIN
    UPDATE appointment_counts SET appointments = appointments - 1
    WHERE doctor_id = OLD.doctor_id AND status = OLD.status;
    INSERT INTO appointment_counts (doctor_id, status, appointments) VALUES (NEW.doctor_id, NEW.status, 1)
    ON CONFLICT (doctor_id, status) DO UPDATE SET appointments = appointments + 1;
END;
CREATE TRIGGER appointments_counted_delete AFTER DELETE ON appointments
BEGIN
    UPDATE appointment_counts SET appointments = appointments - 1
    WHERE doctor_id = OLD.doctor_id AND status = OLD.status;
END;
