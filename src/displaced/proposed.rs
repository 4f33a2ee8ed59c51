//! Who needs another time, with times that are proposed to them.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::{Timestamp, ToSpan as _};

use super::{
    model::{Displaced, Proposal},
    proposals::{Diaries, FAR, Free, Need, Planner},
    store::{Booked, found},
};
use crate::{
    form::validate::fold,
    rules::model::{Audience, Rules},
    schedule::free::{self, Except},
    server::{
        Conn,
        app_state::Settings,
        schema::{doctors, move_requests, patients},
    },
};

/// How many people are proposed times at once; the others are when the list has become shorter.
const MOST_PROPOSED: usize = 60;

type PersonRow = (i64, String, String, Option<i64>);
type DoctorRow = (i64, String, String, bool);

/// Who needs another time, of one doctor or of all, with times that could all be taken at once.
///
/// # Errors
/// When the database does not answer.
pub(super) fn list(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: Option<i64>,
    now: Timestamp,
) -> QueryResult<Vec<Displaced>> {
    let found = found(conn, settings, doctor_id, now)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = found.iter().map(|(booked, _)| booked.id).collect();
    let asked: Vec<i64> = move_requests::table
        .filter(move_requests::appointment_id.eq_any(ids))
        .select(move_requests::appointment_id)
        .load(conn)?;
    let ids: Vec<i64> = found.iter().map(|(booked, _)| booked.patient_id).collect();
    let people: HashMap<i64, PersonRow> = patients::table
        .filter(patients::id.eq_any(ids))
        .select((
            patients::id,
            patients::full_name,
            patients::contact_number,
            patients::user_id,
        ))
        .load::<PersonRow>(conn)?
        .into_iter()
        .map(|row| (row.0, row))
        .collect();
    let doctors: HashMap<i64, DoctorRow> = doctors::table
        .select((
            doctors::id,
            doctors::full_name,
            doctors::specialization,
            doctors::active,
        ))
        .load::<DoctorRow>(conn)?
        .into_iter()
        .map(|row| (row.0, row))
        .collect();
    let needs: Vec<Need> = found
        .iter()
        .take(MOST_PROPOSED)
        .map(|(booked, _)| need(booked, &doctors))
        .collect();
    let planner = Planner {
        rules: &settings.rules,
        zone: &settings.zone,
        now,
        diaries: diaries(conn, settings, &needs, now)?,
    };
    let proposals = planner.propose(&needs);
    let name = |id: i64| {
        doctors
            .get(&id)
            .map(|row| row.1.clone())
            .unwrap_or_default()
    };
    let proposal = |free: Free| Proposal {
        doctor_id: free.doctor_id,
        doctor_name: name(free.doctor_id),
        starts_at: settings.local(free.span.start),
        ends_at: settings.local(free.span.end),
    };
    let proposals = proposals.into_iter().chain(std::iter::repeat(Vec::new()));
    let displaced = found.into_iter().zip(proposals);
    Ok(displaced
        .filter_map(|((booked, why), free)| {
            let (_, patient_name, patient_contact, user_id) =
                people.get(&booked.patient_id)?.clone();
            let why: Vec<String> = why.iter().map(|each| each.words(Audience::Staff)).collect();
            Some(Displaced {
                appointment_id: booked.id,
                patient_id: booked.patient_id,
                patient_name,
                patient_contact,
                has_login: user_id.is_some(),
                doctor_id: booked.doctor_id,
                doctor_name: name(booked.doctor_id),
                visit_type: settings.rules.visit_type(booked.visit_type_id).name,
                starts_at: settings.local(booked.starts_at.0),
                ends_at: settings.local(booked.ends_at.0),
                why: why.join(" "),
                asked: asked.contains(&booked.id),
                proposals: free.into_iter().map(proposal).collect(),
            })
        })
        .collect())
}

fn need(booked: &Booked, doctors: &HashMap<i64, DoctorRow>) -> Need {
    let own = doctors.get(&booked.doctor_id);
    let does = own.map(|row| fold(&row.2)).unwrap_or_default();
    let mut others: Vec<i64> = doctors
        .values()
        .filter(|(id, _, specialization, active)| {
            *active && *id != booked.doctor_id && fold(specialization) == does
        })
        .map(|row| row.0)
        .collect();
    others.sort_unstable();
    Need {
        patient_id: booked.patient_id,
        doctor_id: booked.doctor_id,
        own: own
            .filter(|row| row.3)
            .map(|row| row.0)
            .into_iter()
            .collect(),
        others,
        visit_type_id: booked.visit_type_id,
        span: booked.span(),
        padded: booked.padded(),
        room_id: booked.room_id,
    }
}

/// What is taken of everybody whom the proposals could concern.
fn diaries(
    conn: &mut Conn,
    settings: &Settings,
    needs: &[Need],
    now: Timestamp,
) -> QueryResult<Diaries> {
    let days = needs
        .iter()
        .map(|need| settings.local(need.span.start).date());
    let today = settings.local(now).date();
    let last = days.max().unwrap_or(today);
    let range = settings.day_range(
        today.saturating_sub(1.day()),
        last.saturating_add((FAR + 1).days()),
    );
    let unique = |ids: &mut dyn Iterator<Item = i64>| {
        let mut ids: Vec<i64> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let doctors = unique(
        &mut needs
            .iter()
            .flat_map(|need| need.own.iter().chain(&need.others).copied()),
    );
    let patients = unique(&mut needs.iter().map(|need| need.patient_id));
    let rooms = active_rooms(&settings.rules);
    let mut busy = |kind, ids: &[i64]| free::busy(conn, kind, ids, range, Except::default(), now);
    Ok(Diaries {
        doctors: busy("doctor", &doctors)?,
        rooms: busy("room", &rooms)?,
        patients: busy("patient", &patients)?,
    })
}

fn active_rooms(rules: &Rules) -> Vec<i64> {
    let rooms = rules.rooms.iter().filter(|room| room.active);
    rooms.map(|room| room.id).collect()
}
