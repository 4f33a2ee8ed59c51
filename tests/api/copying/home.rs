//! The clinic that is copied.

use std::collections::BTreeMap;

use anteroom::{
    appointments::model::Status,
    server::{
        AppState, Conn, Db,
        config::Config,
        copy,
        engine::{DatabaseUrl, lines},
        router,
        schema::{attempts, doctors, imported_rows, patients},
    },
};
use diesel::{connection::SimpleConnection as _, prelude::*};

use crate::{
    booking::{book, people},
    common::{Client, Doctor, Patient, TestApp, Visit},
    schema::{Place, Table, in_schema},
};

/// What may go wrong on the way; the six characters after the tab are no U+0000.
const ODD: &str =
    "Zoë \"O'Ñandú\" 🦷 \r\n\t\\u0000 {}%$1?\\ \u{1}\u{8}\u{c}\u{7f}\u{a0}\u{2028}\u{feff}";

/// A clinic with something in every table.
pub(super) struct Home {
    pub(super) app: TestApp,
    pub(super) rosa: Patient,
    pub(super) moreau: Doctor,
    /// A number that was given to a row which is gone.
    pub(super) gone: i64,
}

impl Home {
    pub(super) async fn new() -> Self {
        let app = TestApp::new();
        let (rosa, moreau) = people(&app).await;
        app.front_desk().await;
        app.patient("olu").await;
        app.patient_record(ODD, None).await;
        for (status, day) in Status::ALL.into_iter().zip(1..) {
            let visit = Visit::new(&rosa, &moreau, &format!("2026-12-{day:02}T09:30:00Z"));
            app.visit(visit.status(status)).await;
            app.visit(visit.overbooked()).await;
        }
        book(&rosa, &moreau, "2026-11-24T09:30:00+00:00")
            .await
            .expect(200);
        let mut home = Self {
            app,
            rosa,
            moreau,
            gone: 0,
        };
        home.write_odd_rows();
        home
    }

    fn write_odd_rows(&mut self) {
        let conn = &mut self.app.connect();
        diesel::update(doctors::table)
            .set((doctors::about.eq(ODD), doctors::active.eq(false)))
            .filter(doctors::id.ne(self.moreau.id))
            .execute(conn)
            .unwrap();
        diesel::update(patients::table.filter(patients::id.eq(self.rosa.id)))
            .set((
                patients::email.eq(ODD),
                patients::created_at.eq(i64::MIN),
                patients::date_of_birth.eq(None::<String>),
                patients::search_key.eq(" pat rosa 441174960100 "),
            ))
            .execute(conn)
            .unwrap();
        // In the order of bytes, of a language and of length these differ.
        for (number, counter) in [ODD, "b", "B", "á", "a", "Z", "ab", "a b", ""]
            .iter()
            .zip(1..)
        {
            let (number, counter) = (counter, *number);
            diesel::insert_into(attempts::table)
                .values((
                    attempts::counter.eq(counter),
                    attempts::since.eq(i64::MAX),
                    attempts::failures.eq(i32::MAX - number),
                ))
                .execute(conn)
                .unwrap();
            diesel::insert_into(imported_rows::table)
                .values((
                    imported_rows::source.eq("flask"),
                    imported_rows::source_table.eq(counter),
                    imported_rows::source_id.eq(i64::from(number)),
                    imported_rows::target_id.eq((number > 3).then_some(7)),
                ))
                .execute(conn)
                .unwrap();
        }
        conn.batch_execute(&format!(
            "INSERT INTO rooms (name) VALUES ('One');
             INSERT INTO visit_types (name, minutes, buffer_after, colour, note) VALUES ('Check-up', 20, 5, 'rose', 'fasting');
             INSERT INTO visit_type_doctors SELECT max(v.id), max(d.id) FROM visit_types v, doctors d;
             INSERT INTO visit_type_rooms SELECT max(v.id), max(r.id) FROM visit_types v, rooms r;
             INSERT INTO working_hours (doctor_id, weekday, opens, closes, grid_minutes, valid_from)
                 SELECT max(id), 1, 480, 720, 15, '2026-01-01' FROM doctors;
             INSERT INTO working_hours_types SELECT max(w.id), max(v.id) FROM working_hours w, visit_types v;
             INSERT INTO exceptions (kind, starts, ends, reason, source, created_at)
                 VALUES ('closure', '2026-12-25T00:00', '2026-12-26T00:00', 'Christmas', 'x', 0);
             INSERT INTO series (unit, every, times, created_at) VALUES ('week', 2, 6, 0);
             INSERT INTO encounters (appointment_id, day, queue_number, arrived_at)
                 SELECT min(id), '2026-12-02', 1, min(starts_at) FROM appointments WHERE status = 'arrived';
             INSERT INTO queues (day, last) VALUES ('2026-12-02', 1);
             INSERT INTO undos (appointment_id, version, at, before)
                 SELECT min(id), min(version), min(starts_at), '{{}}' FROM appointments WHERE status = 'arrived';
             INSERT INTO screens (kind, name, token_hash, created_at) VALUES ('kiosk', 'Hall', 'x', 0);
             INSERT INTO merges (kept_id, merged_id, at, moved, undone_at) SELECT min(id), max(id), 0, '{{}}', 1 FROM patients;
             INSERT INTO holds (patient_id, doctor_id, starts_at, ends_at, expires_at, created_at)
                 VALUES ({rosa}, {moreau}, 5000, 6000, 9000000000, 0);
             INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, hold_id, held_until)
                 SELECT 'doctor', {moreau}, 5000, 6000, max(id), 9000000000 FROM holds;
             INSERT INTO waitlist (patient_id, doctor_id, specialization, until, created_at)
                 VALUES ({rosa}, {moreau}, 'Skin', '2027-01-01', 0);
             INSERT INTO offers (waitlist_id, doctor_id, starts_at, ends_at, status, offered_at, expires_at)
                 SELECT max(id), {moreau}, 1000, 2000, 'declined', 0, 1 FROM waitlist;
             INSERT INTO openings (doctor_id, starts_at, ends_at, freed_at) VALUES ({moreau}, 1000, 2000, 0);
             INSERT INTO move_requests (appointment_id, asked_at) SELECT max(id), 0 FROM appointments;
             INSERT INTO idempotency_keys (user_id, key, request, answer, at)
                 SELECT max(id), 'k', 'r', '{{}}', 0 FROM users;",
            rosa = self.rosa.id,
            moreau = self.moreau.id,
        ))
        .unwrap();
        self.gone = open_on_sunday(conn);
        conn.batch_execute("DELETE FROM opening_hours WHERE weekday = 7")
            .unwrap();
    }

    pub(super) fn url(&self) -> DatabaseUrl {
        self.app.address().parse().unwrap()
    }

    /// A file with a copy, and something done to it.
    pub(super) fn spoiled(&self, spoil: &str) -> Place {
        let file = Place::file();
        copy::run(&self.url(), &file.url()).unwrap();
        file.connect().batch_execute(spoil).unwrap();
        file
    }

    /// Somebody in front of a server on another database.
    pub(super) fn in_front_of(&self, url: &DatabaseUrl) -> Client {
        let config = Config {
            database: url.clone(),
            ..self.app.state.config.clone()
        };
        let db = Db::open(url).unwrap();
        let state = AppState::new(db, config, self.app.state.clock.clone());
        Client::new(router::router(state))
    }
}

/// Gives the number of the new row.
pub(super) fn open_on_sunday(conn: &mut Conn) -> i64 {
    let insert = "INSERT INTO opening_hours (weekday, opens, closes) VALUES (7, 600, 660)
                  RETURNING CAST(id AS TEXT) AS line";
    lines(conn, insert).unwrap().concat().parse().unwrap()
}

/// Every row of every table as text, read without anything that copying uses.
pub(super) fn rows(conn: &mut Conn) -> BTreeMap<String, Vec<String>> {
    let read = |(table, described): (String, Table)| {
        let values: Vec<_> = described
            .columns
            .iter()
            .map(|(name, kind)| match kind.as_str() {
                "Bool" => format!("CASE WHEN {name} THEN 'yes' ELSE 'no' END"),
                _ => format!("coalesce('=' || CAST(\"{name}\" AS TEXT), 'null')"),
            })
            .collect();
        let query = format!("SELECT {} AS line FROM {table}", values.join(" || '|' || "));
        let mut rows = lines(conn, &query).unwrap();
        rows.sort();
        (table, rows)
    };
    in_schema().into_iter().map(read).collect()
}
