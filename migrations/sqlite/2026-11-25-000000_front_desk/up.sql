-- How long after its start a visit whose patient has not come is proposed as a no-show.
ALTER TABLE clinic ADD COLUMN noshow_minutes INTEGER NOT NULL DEFAULT 20 CHECK (noshow_minutes BETWEEN 5 AND 480);

-- The record that took over what this one had, since both are the same person's; null: it stands by itself.
ALTER TABLE patients ADD COLUMN merged_into BIGINT;

-- With its number, what a patient checks in with at the kiosk: six digits.
ALTER TABLE appointments ADD COLUMN check_in_code TEXT NOT NULL DEFAULT '';
UPDATE appointments SET check_in_code = printf('%06d', abs(random() % 1000000));

-- What happens in the house: a visit whose patient has come (HL7 FHIR's Encounter). The appointment's status
-- goes along: arrived and checked-in as the patient waits, checked-in still while with the doctor, then fulfilled.
CREATE TABLE encounters (
    appointment_id BIGINT NOT NULL PRIMARY KEY REFERENCES appointments (id),
    day TEXT NOT NULL, -- the clinic's date, ISO 8601
    queue_number INTEGER NOT NULL CHECK (queue_number > 0), -- each once on a day
    room_id BIGINT, -- where the patient was called to
    walk_in BOOLEAN NOT NULL DEFAULT FALSE,
    arrived_at BIGINT NOT NULL,
    called_at BIGINT, -- into the room
    started_at BIGINT, -- with the doctor since
    ended_at BIGINT, -- done, or gone without having been seen
    UNIQUE (day, queue_number)
);

-- The last number given in the queue of each day. It only grows, so that no two patients are called by one number.
CREATE TABLE queues (
    day TEXT NOT NULL PRIMARY KEY, -- the clinic's date, ISO 8601
    last INTEGER NOT NULL CHECK (last > 0)
);

-- How things stood before the last step of a visit, so that it can be taken back for a minute.
CREATE TABLE undos (
    appointment_id BIGINT NOT NULL PRIMARY KEY REFERENCES appointments (id),
    version INTEGER NOT NULL, -- the appointment's after the step
    at BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id),
    before TEXT NOT NULL -- JSON
);

-- Links to pages that need no account: screens in waiting rooms, and kiosks. Of the secret in the link only its
-- SHA-256 is kept.
CREATE TABLE screens (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('waiting-room', 'kiosk')),
    shows TEXT NOT NULL DEFAULT 'numbers' CHECK (shows IN ('numbers', 'initials')),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_by BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- Records of one person that were made one.
CREATE TABLE merges (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kept_id BIGINT NOT NULL REFERENCES patients (id),
    merged_id BIGINT NOT NULL REFERENCES patients (id),
    at BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id),
    moved TEXT NOT NULL, -- JSON: what went from one to the other
    undone_at BIGINT,
    undone_by BIGINT REFERENCES users (id),
    CHECK (kept_id <> merged_id)
);
CREATE INDEX merges_by_kept ON merges (kept_id);
CREATE INDEX merges_by_merged ON merges (merged_id);

-- What is searched begins with a space, so that the beginning of a word is told from its inside. Names are in it by the
-- words that are asked for: without apostrophes, and parted by other marks. The birthday at its end stays as it is.
UPDATE patients SET search_key = ' ' || search_key;
UPDATE patients SET search_key = ' ' || (
    WITH RECURSIVE spelled (words, marks) AS (
        SELECT substr(search_key, 1, length(search_key) - length(coalesce(date_of_birth, ''))),
               '''’‘ʼʻ`´-.,;:!?"#$%&()*+/<=>@[\]^_{|}~‐‑‒–—―·“”„«»'
        UNION ALL
        SELECT replace(words, substr(marks, 1, 1), CASE WHEN instr('''’‘ʼʻ`´', substr(marks, 1, 1)) > 0 THEN '' ELSE ' ' END),
               substr(marks, 2)
        FROM spelled WHERE marks <> ''
    )
    -- One space where there are several.
    SELECT replace(replace(replace(trim(words), ' ', '<>'), '><', ''), '<>', ' ') FROM spelled WHERE marks = ''
) || CASE substr(search_key, -2 - length(coalesce(date_of_birth, '')), 2) WHEN '  ' THEN '  ' ELSE ' ' END -- no number
  || coalesce(date_of_birth, '')
WHERE substr(search_key, 1, length(search_key) - length(coalesce(date_of_birth, ''))) GLOB '*[^a-z0-9 ]*';
CREATE INDEX patients_by_birth ON patients (date_of_birth, full_name);

-- Names and numbers by their trigrams: finds parts of words and, ranked, words with a slip in them.
CREATE VIRTUAL TABLE patients_found USING fts5 (search_key, content = 'patients', content_rowid = 'id', tokenize = 'trigram');
INSERT INTO patients_found (patients_found) VALUES ('rebuild');
CREATE TRIGGER patients_found_insert AFTER INSERT ON patients BEGIN
    INSERT INTO patients_found (rowid, search_key) VALUES (NEW.id, NEW.search_key);
END;
CREATE TRIGGER patients_found_delete AFTER DELETE ON patients BEGIN
    INSERT INTO patients_found (patients_found, rowid, search_key) VALUES ('delete', OLD.id, OLD.search_key);
END;
CREATE TRIGGER patients_found_update AFTER UPDATE OF search_key ON patients BEGIN
    INSERT INTO patients_found (patients_found, rowid, search_key) VALUES ('delete', OLD.id, OLD.search_key);
    INSERT INTO patients_found (rowid, search_key) VALUES (NEW.id, NEW.search_key);
END;

-- What changed that boards show, in the order of the commits; servers read on from where they are. On PostgreSQL
-- the same travels by NOTIFY.
CREATE TABLE board_changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL, -- appointment, holds (of a doctor), patient or clinic
    which BIGINT NOT NULL
);
CREATE TRIGGER appointments_on_board_insert AFTER INSERT ON appointments BEGIN
    INSERT INTO board_changes (what, which) VALUES ('appointment', NEW.id);
END;
CREATE TRIGGER appointments_on_board_update AFTER UPDATE ON appointments BEGIN
    INSERT INTO board_changes (what, which) VALUES ('appointment', NEW.id);
END;
CREATE TRIGGER encounters_on_board_insert AFTER INSERT ON encounters BEGIN
    INSERT INTO board_changes (what, which) VALUES ('appointment', NEW.appointment_id);
END;
CREATE TRIGGER encounters_on_board_update AFTER UPDATE ON encounters BEGIN
    INSERT INTO board_changes (what, which) VALUES ('appointment', NEW.appointment_id);
END;
CREATE TRIGGER encounters_on_board_delete AFTER DELETE ON encounters BEGIN
    INSERT INTO board_changes (what, which) VALUES ('appointment', OLD.appointment_id);
END;
CREATE TRIGGER holds_on_board_insert AFTER INSERT ON holds BEGIN
    INSERT INTO board_changes (what, which) VALUES ('holds', NEW.doctor_id);
END;
CREATE TRIGGER holds_on_board_update AFTER UPDATE ON holds BEGIN
    INSERT INTO board_changes (what, which) VALUES ('holds', NEW.doctor_id);
END;
CREATE TRIGGER holds_on_board_delete AFTER DELETE ON holds BEGIN
    INSERT INTO board_changes (what, which) VALUES ('holds', OLD.doctor_id);
END;
CREATE TRIGGER patients_on_board AFTER UPDATE OF full_name, contact_number, date_of_birth, merged_into ON patients BEGIN
    INSERT INTO board_changes (what, which) VALUES ('patient', NEW.id);
END;
CREATE TRIGGER clinic_on_board AFTER UPDATE ON clinic BEGIN
    INSERT INTO board_changes (what, which) VALUES ('clinic', 1);
END;
CREATE TRIGGER doctors_on_board_insert AFTER INSERT ON doctors BEGIN
    INSERT INTO board_changes (what, which) VALUES ('clinic', 1);
END;
CREATE TRIGGER doctors_on_board_update AFTER UPDATE ON doctors BEGIN
    INSERT INTO board_changes (what, which) VALUES ('clinic', 1);
END;
