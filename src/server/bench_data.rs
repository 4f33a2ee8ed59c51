//! `server bench-data PATH`: a large database for the benchmarks, the same each time on a day.

use std::path::Path;

use diesel::{connection::SimpleConnection, prelude::*, sql_types::Text};
use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::{
    Conn, Instant,
    demo::{dice::Dice, people::any_name},
    engine::{self, DatabaseUrl, Purpose},
    schema::appointments,
};
use crate::{
    appointments::model::Status,
    auth::{
        hashing,
        model::Role,
        store::{NewUser, create_user},
    },
    clinic::{self, model::Clinic},
    doctors, patients,
};

/// The password of every account.
const PASSWORD: &str = "bench password 1";
const BCRYPT_COST: u32 = 4;
const ZONE: &str = "Europe/London";
/// Visits of half an hour from 09:00 to 17:00.
const SLOTS: usize = 16;
/// The days ahead that have visits.
const AHEAD: i64 = 14;
/// Visits of the first doctor on the coming working day.
const FULL_DAY: usize = 10;
const FIELDS: [&str; 8] = [
    "General practice",
    "Cardiology",
    "Dermatology",
    "Paediatrics",
    "Orthopaedics",
    "Gynaecology",
    "Neurology",
    "Ophthalmology",
];

/// How much to make.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Size {
    /// How many appointments
    #[arg(long)]
    pub appointments: usize,
    /// How many doctors
    #[arg(long, default_value_t = 50)]
    pub doctors: usize,
    /// How many patients
    #[arg(long, default_value_t = 5000)]
    pub patients: usize,
}

/// Makes a new database at `path`.
///
/// # Errors
/// When the file is there already or cannot be written.
pub fn run(path: &Path, size: Size, now: Timestamp) -> anyhow::Result<()> {
    anyhow::ensure!(
        !path.exists(),
        "{} is there already and stays as it is",
        path.display()
    );
    anyhow::ensure!(
        size.doctors >= 2 && size.patients >= size.doctors,
        "there must be two doctors, and at least as many patients as doctors"
    );
    let zone = TimeZone::get(ZONE)?;
    let today = zone.to_datetime(now).date();
    let mut conn = engine::connect(&DatabaseUrl::Sqlite(path.to_owned()), Purpose::Command)?;
    engine::migrate(&mut conn)?;
    conn.batch_execute(
        "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY",
    )?;
    engine::exclusively(&mut conn, |conn| -> anyhow::Result<()> {
        let people = people(conn, size, today, &zone)?;
        appointments(conn, size, &people, today, &zone)
    })?;
    // Nobody has a board open that would have to be told of all this.
    conn.batch_execute("DELETE FROM board_changes; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

struct People {
    doctors: Vec<i64>,
    patients: Vec<i64>,
}

fn people(conn: &mut Conn, size: Size, today: Date, zone: &TimeZone) -> anyhow::Result<People> {
    let at = start_of(today.saturating_sub(1.year()), 0, zone)?;
    let hash = hashing::hash_now(PASSWORD, BCRYPT_COST)?;
    let user = |conn: &mut Conn, username: &str, full_name: &str, role| {
        let new = NewUser {
            username,
            password_hash: &hash,
            role,
            full_name,
            must_change_password: false,
            at,
        };
        create_user(conn, &new)
    };
    let clinic = Clinic {
        name: "Bench Clinic".to_owned(),
        time_zone: ZONE.to_owned(),
        ..Clinic::unnamed()
    };
    clinic::store::create(conn, &clinic)?;
    user(conn, "admin", "Ada Admin", Role::Admin)?;
    let doctors = (1..=size.doctors)
        .map(|number| {
            let full_name = format!("Dr Doctor {number}");
            let account = user(conn, &format!("doctor{number}"), &full_name, Role::Doctor)?;
            let details = doctors::model::Checked {
                full_name,
                specialization: FIELDS
                    .get(number % FIELDS.len())
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
                languages: "English".to_owned(),
                about: "Somebody to measure with.".to_owned(),
            };
            doctors::store::create(conn, account, &details)
        })
        .collect::<QueryResult<_>>()?;
    let mut dice = Dice::new(2);
    let patients = (1..=size.patients)
        .map(|number| {
            let full_name = any_name(&mut dice);
            let account = user(conn, &format!("patient{number}"), &full_name, Role::Patient)?;
            let details = patients::model::Checked {
                full_name,
                contact_number: format!("+44 20 79{number:06}"),
                email: format!("patient{number}@example.com"),
                date_of_birth: Date::new(1950, 1, 1).ok().map(|date| {
                    date.saturating_add(i64::try_from(number % 25_000).unwrap_or(0).days())
                }),
            };
            patients::store::create(conn, Some(account), &details, at)
        })
        .collect::<QueryResult<_>>()?;
    Ok(People { doctors, patients })
}

/// Writes the appointments without indexes and guards, which are put back afterwards: the data
/// is made without overlaps, and `server check` can tell.
fn appointments(
    conn: &mut Conn,
    size: Size,
    people: &People,
    today: Date,
    zone: &TimeZone,
) -> anyhow::Result<()> {
    let set_aside = set_aside(conn)?;
    let (past, ahead) = shares(size);
    let mut writer = Writer {
        conn,
        people,
        zone,
        today,
        turn: 0,
        dice: Dice::new(1),
    };

    // Back to the first day that is needed when half of the times are taken.
    let each_day = size.doctors * SLOTS / 2;
    let mut days = Vec::new();
    let mut day = today;
    while days.len() * each_day < past {
        day = day.yesterday()?;
        if is_working_day(day) {
            days.push(day);
        }
    }
    days.reverse();
    let mut left = past;
    for (index, &day) in days.iter().enumerate() {
        let share = left.div_ceil(days.len() - index);
        left -= share;
        writer.day(day, share, 0)?;
    }

    let coming: Vec<Date> = (0..AHEAD)
        .map(|days| today.saturating_add(days.days()))
        .filter(|day| is_working_day(*day))
        .collect();
    let mut left = ahead;
    for (index, &day) in coming.iter().enumerate() {
        let full = if index == 0 { FULL_DAY.min(left) } else { 0 };
        left -= full;
        let share = left.div_ceil(coming.len() - index);
        left -= share;
        writer.day(day, share, full)?;
    }
    conn.batch_execute(
        "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
         SELECT 'doctor', doctor_id, starts_at, ends_at, id FROM appointments WHERE status <> 'cancelled'
         UNION ALL
         SELECT 'patient', patient_id, starts_at, ends_at, id FROM appointments WHERE status <> 'cancelled';
         INSERT INTO appointment_counts (doctor_id, status, appointments)
         SELECT doctor_id, status, count(*) FROM appointments GROUP BY doctor_id, status",
    )?;
    conn.batch_execute(&set_aside)?;
    Ok(())
}

/// How many appointments lie in the past and how many ahead: one in ten, as long as less than
/// half of the coming times are taken.
fn shares(size: Size) -> (usize, usize) {
    let room = (size.doctors * SLOTS * 9 * 2 / 5).max(FULL_DAY);
    let ahead = (size.appointments / 10)
        .max(FULL_DAY)
        .min(room)
        .min(size.appointments);
    (size.appointments - ahead, ahead)
}

fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn start_of(day: Date, slot: usize, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    let minutes = 9 * 60 + 30 * i64::try_from(slot)?;
    let local = day
        .to_datetime(Time::midnight())
        .checked_add(minutes.minutes())?;
    Ok(local.to_zoned(zone.clone())?.timestamp())
}

/// Takes indexes and triggers of the large tables away, and gives the SQL that brings them back.
fn set_aside(conn: &mut Conn) -> QueryResult<String> {
    #[derive(QueryableByName)]
    struct Object {
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        sql: String,
    }
    let objects: Vec<Object> = diesel::sql_query(
        "SELECT type AS kind, name, sql FROM sqlite_master
         WHERE type IN ('index', 'trigger') AND tbl_name IN ('appointments', 'occupancies') AND sql IS NOT NULL",
    )
    .load(conn)?;
    let mut back = String::new();
    for Object { kind, name, sql } in objects {
        conn.batch_execute(&format!("DROP {kind} {name}"))?;
        back.push_str(&sql);
        back.push_str(";\n");
    }
    Ok(back)
}

struct Writer<'a> {
    conn: &'a mut Conn,
    people: &'a People,
    zone: &'a TimeZone,
    today: Date,
    /// Appointments written so far; patients come in turn.
    turn: usize,
    dice: Dice,
}

impl Writer<'_> {
    /// So many appointments on a day, spread evenly over its times and the doctors; the first
    /// doctor may instead have a full day, from the first time on. There are at least as many
    /// patients as doctors, so that nobody is in two places at a time.
    fn day(&mut self, day: Date, count: usize, full: usize) -> anyhow::Result<()> {
        let first = usize::from(full > 0);
        let sharing = self.people.doctors.len() - first;
        for slot in 0..SLOTS {
            let starts_at = start_of(day, slot, self.zone)?;
            if slot < full {
                self.appointment(0, day, starts_at)?;
            }
            for place in count * slot / SLOTS..count * (slot + 1) / SLOTS {
                self.appointment(first + place % sharing, day, starts_at)?;
            }
        }
        Ok(())
    }

    fn appointment(
        &mut self,
        doctor: usize,
        day: Date,
        starts_at: Timestamp,
    ) -> anyhow::Result<()> {
        let patient = self.turn % self.people.patients.len();
        self.turn += 1;
        let (Some(doctor), Some(patient)) = (
            self.people.doctors.get(doctor),
            self.people.patients.get(patient),
        ) else {
            return Ok(());
        };
        let status = match self.dice.below(100) {
            0..=7 => Status::Cancelled,
            8..=12 if day < self.today => Status::Noshow,
            _ if day < self.today => Status::Fulfilled,
            _ => Status::Booked,
        };
        let notice = SignedDuration::from_hours(24 * i64::from(self.dice.between(15, 40)));
        let created_at = starts_at.checked_sub(notice)?;
        let cancelled = status == Status::Cancelled;
        diesel::insert_into(appointments::table)
            .values((
                appointments::patient_id.eq(patient),
                appointments::doctor_id.eq(doctor),
                appointments::starts_at.eq(Instant(starts_at)),
                appointments::ends_at.eq(Instant(starts_at.checked_add(30.minutes())?)),
                appointments::status.eq(status.key()),
                appointments::reason.eq("A check-up"),
                appointments::created_at.eq(Instant(created_at)),
                appointments::cancelled_at.eq(cancelled.then_some(Instant(created_at))),
            ))
            .execute(self.conn)?;
        Ok(())
    }
}
