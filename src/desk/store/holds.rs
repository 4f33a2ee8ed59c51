//! What is kept for patients, as boards show it.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::{
    desk::model::BoardHold,
    server::{
        Conn, Instant,
        app_state::Settings,
        schema::{holds, occupancies},
    },
};

/// A hold as a board reads it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = holds)]
pub(super) struct Row {
    id: i64,
    doctor_id: i64,
    starts_at: Instant,
    ends_at: Instant,
    buffer_before: i32,
    buffer_after: i32,
    expires_at: Instant,
    offered: bool,
}

impl Row {
    pub(super) fn read(self, settings: &Settings) -> BoardHold {
        let minutes = |minutes: i32| u16::try_from(minutes).unwrap_or_default();
        BoardHold {
            id: self.id,
            doctor_id: self.doctor_id,
            starts_at: settings.local(self.starts_at.0),
            ends_at: settings.local(self.ends_at.0),
            buffer_before: minutes(self.buffer_before),
            buffer_after: minutes(self.buffer_after),
            expires_at: settings.local(self.expires_at.0),
            offered: self.offered,
        }
    }
}

/// What is kept of the time of these doctors, by its start.
///
/// # Errors
/// When the database does not answer.
pub fn holds(
    conn: &mut Conn,
    settings: &Settings,
    doctors: &[i64],
    now: Timestamp,
) -> QueryResult<Vec<BoardHold>> {
    let rows: Vec<Row> = holds::table
        .filter(holds::doctor_id.eq_any(doctors))
        .filter(holds::expires_at.gt(Instant(now)))
        .filter(takes_time())
        .order((holds::starts_at, holds::id))
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.read(settings)).collect())
}

/// Whether a hold takes any time: that of an appointment which is moved a little may be the appointment's own. Counted,
/// since `PostgreSQL` would turn an EXISTS into a join, for which it may read all that is taken.
#[diesel::dsl::auto_type]
pub(super) fn takes_time() -> _ {
    let own = occupancies::table.filter(occupancies::hold_id.eq(holds::id.nullable()));
    own.count().single_value().gt(0_i64)
}
