-- A database of the old Flask program, with invented people and every oddity an import meets.
--     sqlite3 flask-clinic.db < flask-clinic.sql
-- A password is the SHA-256 of its UTF-8 bytes in lower-case hexadecimal, without salt.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    role TEXT NOT NULL CHECK(role IN ('admin', 'doctor', 'patient'))
);
CREATE TABLE doctors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    full_name TEXT NOT NULL,
    specialization TEXT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE TABLE patients (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    full_name TEXT NOT NULL,
    contact_number TEXT,
    FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE TABLE appointments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL,
    doctor_id INTEGER NOT NULL,
    appointment_date TEXT NOT NULL,
    appointment_time TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'booked' CHECK(status IN ('booked', 'cancelled')),
    FOREIGN KEY (patient_id) REFERENCES patients (id),
    FOREIGN KEY (doctor_id) REFERENCES doctors (id)
);
INSERT INTO users VALUES
    (1, 'admin', '240be518fabd2724ddb6f04eeb1da5967448d7e831c08c8fa822809f74c720a9', 'admin'), -- admin123
    (2, 'dr_moreau', '8c2dae025a378436fb02fdceb1a74e391356caa4f05cc9e79538772d09fc47b2', 'doctor'), -- heart-2025
    (3, 'Imani ', '1ccba2520962c1d5f024ac908d5d65a9d94fa7cc1b20654dfcfec781fc53be44', 'doctor'), -- skin&bones
    (4, 'imani', 'b822c47b808af4bc8e546a8a3f7733449619fb3cc1cc2d86358b82daf6fa1ad3', 'doctor'), -- children!
    (5, 'rosa_k', '6a6b46521e000c1084dc8f9c1f32876a965302fd0008a1cf54cd75ec15b7cb93', 'patient'), -- tulip
    (6, 'Ravi', '46970bef70aced8123f0d5d094717e2a5cd412041e03b26376049fe65b2834a4', 'patient'), -- pässwörd
    (7, 'lena', '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881', 'patient'); -- x
INSERT INTO doctors VALUES
    (1, 2, 'Dr. Odile Moreau', 'Cardiology'),
    (2, 3, 'Imani Achieng', 'orthopedic'),
    (3, 4, 'Dr Imani Baptiste', 'gernal physician');
INSERT INTO patients VALUES
    (1, 5, 'Rosa Kowalska', '5550100'),
    (2, 6, 'Ravi ', NULL),
    (3, 7, 'Lena Ōtani', '+44 20 7946 0000');
INSERT INTO appointments VALUES
    (1, 1, 3, '2025-10-09', '13:07', 'booked'),
    (2, 2, 1, '2025-10-26', '01:30', 'booked'), -- happens twice in Europe/London
    (3, 3, 1, '2025-10-26', '01:30', 'booked'), -- the same doctor at the same time
    (4, 1, 2, '2026-03-29', '01:30', 'booked'), -- does not exist in Europe/London
    (5, 2, 2, '2025-11-03', '09:15:00', 'cancelled'),
    (6, 2, 3, '03/11/2025', '9:15', 'booked'), -- another spelling of a date
    (7, 99, 1, '2025-11-04', '10:00', 'booked'), -- nobody is patient 99
    (8, 1, 1, '2025-11-05', '', 'booked'); -- no time
