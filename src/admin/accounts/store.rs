//! Accounts in the database, as admins manage them.

use diesel::{dsl::count_star, prelude::*};

use super::model::{Account, StaffMember};
use crate::{
    appointments::model::Paged,
    auth::Role,
    server::{
        Conn, Instant,
        app_state::Settings,
        schema::{doctors, patients, users},
    },
};

const STAFF: [&str; 2] = ["admin", "front_desk"];

/// A page of the admins and the front desk, by name.
///
/// # Errors
/// When the database does not answer.
pub fn staff(conn: &mut Conn, settings: &Settings, page: u32) -> QueryResult<Paged<StaffMember>> {
    type Row = (i64, String, String, String, String, bool, Option<Instant>);
    let members = || users::table.filter(users::role.eq_any(STAFF));
    let total: i64 = members().select(count_star()).first(conn)?;
    let total = u64::try_from(total).unwrap_or_default();
    let pages = Paged::<StaffMember>::pages(total);
    let page = page.clamp(1, pages);
    let size = i64::from(Paged::<StaffMember>::SIZE);
    let rows: Vec<Row> = members()
        .order((users::full_name, users::id))
        .limit(size)
        .offset(i64::from(page - 1) * size)
        .select((
            users::id,
            users::username,
            users::full_name,
            users::role,
            users::status,
            users::must_change_password,
            users::last_login_at,
        ))
        .load(conn)?;
    let items = rows
        .into_iter()
        .filter_map(
            |(id, username, full_name, role, status, must_change_password, login)| {
                Some(StaffMember {
                    id,
                    username,
                    full_name,
                    role: Role::from_key(&role)?,
                    active: status == "active",
                    must_change_password,
                    last_login_at: login.map(|at| settings.local(at.0)),
                })
            },
        )
        .collect();
    Ok(Paged {
        items,
        page,
        pages,
        total,
    })
}

/// The account with this id, active or not.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn find(conn: &mut Conn, id: i64) -> QueryResult<Account> {
    type Row = (String, String, String, Option<i64>, Option<i64>);
    let (username, full_name, role, doctor_id, patient_id): Row = users::table
        .left_join(doctors::table)
        .left_join(patients::table)
        .filter(users::id.eq(id))
        .select((
            users::username,
            users::full_name,
            users::role,
            doctors::id.nullable(),
            patients::id.nullable(),
        ))
        .first(conn)?;
    Ok(Account {
        id,
        username,
        full_name,
        role: Role::from_key(&role).ok_or(diesel::result::Error::NotFound)?,
        doctor_id,
        patient_id,
    })
}

/// How many administrators are active beside this account.
///
/// # Errors
/// When the database does not answer.
pub fn other_admins(conn: &mut Conn, id: i64) -> QueryResult<i64> {
    users::table
        .filter(users::role.eq(Role::Admin.key()))
        .filter(users::status.eq("active"))
        .filter(users::id.ne(id))
        .select(count_star())
        .first(conn)
}

/// Lets an account sign in, or not; a doctor sees patients as long as theirs may.
///
/// # Errors
/// When the database refuses.
pub fn set_active(conn: &mut Conn, account: &Account, active: bool) -> QueryResult<()> {
    // The doctor before the account, as when a doctor is edited: nobody waits in a circle.
    if let Some(doctor_id) = account.doctor_id {
        diesel::update(doctors::table.find(doctor_id))
            .set(doctors::active.eq(active))
            .execute(conn)?;
    }
    diesel::update(users::table.find(account.id))
        .set(users::status.eq(if active { "active" } else { "disabled" }))
        .execute(conn)?;
    Ok(())
}
