//! Doctors in the database.

use diesel::prelude::*;

use super::model::{Checked, Doctor, Specialization, key};
use crate::{
    form::validate,
    server::{
        Conn,
        schema::{doctors, users},
    },
};

/// As much of a search is looked at. Nobody types more, and the database is asked for each word of it.
const LONGEST: usize = 200;

/// The columns of a [`Doctor`].
#[derive(Queryable, Selectable)]
#[diesel(table_name = doctors)]
pub(super) struct DoctorRow {
    id: i64,
    full_name: String,
    specialization: String,
    languages: String,
    about: String,
    active: bool,
}

impl From<DoctorRow> for Doctor {
    fn from(row: DoctorRow) -> Self {
        Self {
            id: row.id,
            full_name: row.full_name,
            specialization: row.specialization,
            languages: row.languages,
            about: row.about,
            active: row.active,
        }
    }
}

/// The doctor with this id.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn find(conn: &mut Conn, id: i64) -> QueryResult<Doctor> {
    doctors::table
        .find(id)
        .select(DoctorRow::as_select())
        .first(conn)
        .map(Doctor::from)
}

/// The doctor with this id, if they see patients here.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn active(conn: &mut Conn, id: i64) -> QueryResult<Doctor> {
    doctors::table
        .find(id)
        .filter(doctors::active.eq(true))
        .select(DoctorRow::as_select())
        .first(conn)
        .map(Doctor::from)
}

/// The active doctors whom every word of `q` finds, of one specialization unless that is empty,
/// by name.
///
/// # Errors
/// When the database does not answer.
pub fn directory(conn: &mut Conn, q: &str, specialization: &str) -> QueryResult<Vec<Doctor>> {
    let mut query = doctors::table
        .filter(doctors::active.eq(true))
        .order((doctors::full_name, doctors::id))
        .select(DoctorRow::as_select())
        .into_boxed();
    if !specialization.trim().is_empty() {
        query = query.filter(doctors::specialization.eq_any(spellings(conn, specialization)?));
    }
    for pattern in patterns(q) {
        query = query.filter(doctors::search_key.like(pattern).escape('\\'));
    }
    let rows: Vec<DoctorRow> = query.load(conn)?;
    Ok(rows.into_iter().map(Doctor::from).collect())
}

/// What active doctors treat, by name, each with how many of them do. Names that differ only in
/// how they are written are one.
///
/// # Errors
/// When the database does not answer.
pub fn specializations(conn: &mut Conn) -> QueryResult<Vec<Specialization>> {
    let rows: Vec<(String, i64)> = doctors::table
        .filter(doctors::active.eq(true))
        .group_by(doctors::specialization)
        .order(doctors::specialization)
        .select((doctors::specialization, diesel::dsl::count_star()))
        .load(conn)?;
    let mut found: Vec<Specialization> = Vec::with_capacity(rows.len());
    for (name, doctors) in rows {
        let key = key(&name);
        match found.iter_mut().find(|known| known.key == key) {
            Some(known) => known.doctors += doctors,
            None => found.push(Specialization { name, key, doctors }),
        }
    }
    Ok(found)
}

/// Makes a doctor of an account and gives the doctor's id.
///
/// # Errors
/// A unique violation when the account is a doctor's already.
pub fn create(conn: &mut Conn, user_id: i64, new: &Checked) -> QueryResult<i64> {
    diesel::insert_into(doctors::table)
        .values((
            doctors::user_id.eq(user_id),
            doctors::full_name.eq(&new.full_name),
            doctors::specialization.eq(&new.specialization),
            doctors::search_key.eq(search_key(&new.full_name, &new.specialization)),
            doctors::languages.eq(&new.languages),
            doctors::about.eq(&new.about),
        ))
        .returning(doctors::id)
        .get_result(conn)
}

/// Replaces what describes a doctor, if nobody has changed it since `version` (where one is
/// given), and tells whether it did. The name of the doctor's account follows.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such doctor.
pub fn update(conn: &mut Conn, id: i64, version: Option<i64>, to: &Checked) -> QueryResult<bool> {
    let (current, user_id): (i32, i64) = doctors::table
        .find(id)
        .select((doctors::version, doctors::user_id))
        .first(conn)?;
    if version.is_some_and(|seen| seen != i64::from(current)) {
        return Ok(false);
    }
    let changed = diesel::update(doctors::table.find(id).filter(doctors::version.eq(current)))
        .set((
            doctors::full_name.eq(&to.full_name),
            doctors::specialization.eq(&to.specialization),
            doctors::search_key.eq(search_key(&to.full_name, &to.specialization)),
            doctors::languages.eq(&to.languages),
            doctors::about.eq(&to.about),
            doctors::version.eq(current + 1),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Ok(false);
    }
    diesel::update(users::table.find(user_id))
        .set(users::full_name.eq(&to.full_name))
        .execute(conn)?;
    Ok(true)
}

/// What `LIKE` is asked for a search: one pattern for each word of it.
pub(super) fn patterns(q: &str) -> Vec<String> {
    let q: String = q.chars().take(LONGEST).collect();
    let folded = validate::fold(&q);
    folded
        .split(|char: char| char.is_whitespace() || char == '+')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let word = word
                .replace('\\', r"\\")
                .replace('%', r"\%")
                .replace('_', r"\_");
            format!("%{word}%")
        })
        .collect()
}

/// What a search is matched against.
pub fn search_key(full_name: &str, specialization: &str) -> String {
    format!(
        "{} {}",
        validate::fold(full_name),
        validate::fold(specialization)
    )
}

/// The ways in which a specialization of this key is written.
fn spellings(conn: &mut Conn, specialization: &str) -> QueryResult<Vec<String>> {
    let wanted = key(specialization);
    let mut names: Vec<String> = doctors::table
        .select(doctors::specialization)
        .distinct()
        .order(doctors::specialization)
        .load(conn)?;
    names.retain(|name| key(name) == wanted);
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        auth::{
            Role,
            store::{NewUser, create_user},
        },
        server::engine,
    };

    fn details(full_name: &str, specialization: &str) -> Checked {
        Checked {
            full_name: full_name.into(),
            specialization: specialization.into(),
            languages: String::new(),
            about: String::new(),
        }
    }

    fn add(conn: &mut Conn, full_name: &str, specialization: &str) -> i64 {
        let new = NewUser {
            username: full_name,
            password_hash: "",
            role: Role::Doctor,
            full_name,
            must_change_password: true,
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let user = create_user(conn, &new).unwrap();
        create(conn, user, &details(full_name, specialization)).unwrap()
    }

    fn found(conn: &mut Conn, q: &str, specialization: &str) -> Vec<String> {
        let doctors = directory(conn, q, specialization).unwrap();
        doctors.into_iter().map(|doctor| doctor.full_name).collect()
    }

    #[test]
    fn every_word_must_be_found_in_name_or_specialization() {
        let mut conn = engine::in_memory();
        add(&mut conn, "Léa Moreau", "Cardiology");
        add(&mut conn, "Ben Ōtani", "Ear, nose & throat");
        assert_eq!(found(&mut conn, "", ""), ["Ben Ōtani", "Léa Moreau"]);
        assert_eq!(found(&mut conn, "otani throat", ""), ["Ben Ōtani"]);
        assert!(found(&mut conn, "otani cardio", "").is_empty());
        assert!(found(&mut conn, "%", "").is_empty());
        assert_eq!(found(&mut conn, "", "ear-nose-throat"), ["Ben Ōtani"]);
        assert!(found(&mut conn, "lea", "ear-nose-throat").is_empty());
    }

    #[test]
    fn a_specialization_written_in_two_ways_is_one() {
        let mut conn = engine::in_memory();
        add(&mut conn, "Léa", "Cardiology");
        add(&mut conn, "Ben", "cardiology");
        let gone = add(&mut conn, "Zoe", "Eye care");
        diesel::update(doctors::table.find(gone))
            .set(doctors::active.eq(false))
            .execute(&mut conn)
            .unwrap();
        let found_ones = specializations(&mut conn).unwrap();
        assert_eq!(found_ones.len(), 1);
        assert_eq!(
            (found_ones[0].key.as_str(), found_ones[0].doctors),
            ("cardiology", 2)
        );
        assert_eq!(found(&mut conn, "", "Cardiology"), ["Ben", "Léa"]);
        assert!(active(&mut conn, gone).is_err() && find(&mut conn, gone).is_ok());
    }

    #[test]
    fn who_saw_an_older_version_changes_nothing() {
        let mut conn = engine::in_memory();
        let id = add(&mut conn, "Léa", "Cardiology");
        assert_eq!(
            update(&mut conn, id, Some(1), &details("Léa Moreau", "Skin")),
            Ok(true)
        );
        assert_eq!(
            update(&mut conn, id, Some(1), &details("Lea M", "Skin")),
            Ok(false)
        );
        assert_eq!(found(&mut conn, "moreau skin", ""), ["Léa Moreau"]);
        let name: String = users::table
            .select(users::full_name)
            .first(&mut conn)
            .unwrap();
        assert_eq!(name, "Léa Moreau", "the account's name follows");
        assert!(update(&mut conn, 99, None, &details("Nobody", "Skin")).is_err());
    }

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(patterns(" Léa+MOREAU  "), ["%lea%", "%moreau%"]);
        assert_eq!(patterns(r"50%_\"), [r"%50\%\_\\%"]);
    }

    #[test]
    fn no_more_of_a_search_is_looked_at_than_anybody_types() {
        assert_eq!(patterns(&"a ".repeat(30_000)).len(), LONGEST / 2);
    }
}
